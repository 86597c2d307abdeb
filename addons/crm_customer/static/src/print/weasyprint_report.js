import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

/** Downloads the reports of WeasyPrint: the client asks for wkhtmltopdf otherwise. */
export async function downloadWeasyprintReport(action, options, env) {
    if (action.report_type !== "qweb-pdf" || action.pdf_engine !== "weasyprint") {
        return false;
    }
    const { print_toast: toast, ...context } = action.context || {};
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify({ ...user.context, ...context }),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    const count = context.active_ids?.length;
    const printed = toast || (count && _t("%(name)s: %(count)s printed", { name: action.name, count }));
    if (printed) {
        env.services.notification.add(printed, { type: "success" });
    }
    return true;
}

registry
    .category("ir.actions.report handlers")
    .add("crm_customer.weasyprint", downloadWeasyprintReport);
