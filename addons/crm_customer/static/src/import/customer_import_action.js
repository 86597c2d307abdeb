import { ImportAction } from "@base_import/import_action/import_action";
import { ImportDataContent } from "@base_import/import_data_content/import_data_content";
import { ImportDataSidepanel } from "@base_import/import_data_sidepanel/import_data_sidepanel";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { CustomerImportOptions } from "./customer_import_options";
import { CustomerImportResult } from "./customer_import_result";

ImportDataSidepanel.components = {
    ...ImportDataSidepanel.components,
    CustomerImportOptions,
};
ImportDataSidepanel.props = {
    ...ImportDataSidepanel.props,
    isCustomerImport: { type: Boolean, optional: true },
};
ImportDataContent.components = {
    ...ImportDataContent.components,
    CustomerImportResult,
};
ImportDataContent.props = {
    ...ImportDataContent.props,
    customerResult: { type: Object, optional: true },
};

patch(ImportAction.prototype, {
    async onWillStart() {
        const action = await this.actionService.currentAction;
        // a reloaded page has lost the context; the list below tells it, as a text
        const context = JSON.stringify(action?.context || "");
        if (action?.res_model === "res.partner" && context.includes("default_customer_state")) {
            this.model.context = { customer_import: true, ...this.model.context };
        }
        return super.onWillStart();
    },

    /** Customers of one file are one import: all go in, and out, together. */
    get isBatched() {
        return !this.model.isCustomerImport && super.isBatched;
    },

    async handleImport(isTest = true) {
        await super.handleImport(isTest);
        const result = this.model.customerResult;
        if (isTest || !result?.report_id) {
            return;
        }
        if (!result.good) {
            this.notification.add(
                _t("No row was imported: all %s were refused.", result.refused),
                { type: "warning" }
            );
        }
        await this.openCustomerReport(result.report_id);
    },

    openRecords(resIds) {
        if (!this.model.customerResult?.report_id) {
            super.openRecords(resIds);
        }
    },

    openCustomerReport(reportId) {
        return this.actionService.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Import report"),
                res_model: "crm.import",
                res_id: reportId,
                views: [[false, "form"]],
            },
            { stackPosition: "replaceCurrentAction" }
        );
    },
});
