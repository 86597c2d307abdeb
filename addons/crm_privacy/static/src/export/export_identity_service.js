import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/** Large exports of customers ask for the password before they start. */
export const exportIdentityService = {
    dependencies: ["action", "orm"],
    start(env, { action, orm }) {
        const start = download._download;
        const getDialog = ({ model, ids, domain, fields, context }) =>
            orm.call(
                "crm.export.log",
                "get_identity_action",
                [model, ids, domain, fields.map((field) => field.name)],
                { context }
            );
        download._download = async (options) => {
            if (options.url?.startsWith("/web/export/")) {
                const asked = JSON.parse(options.data.data);
                const dialog = await getDialog(asked);
                if (dialog) {
                    await new Promise((resolve) =>
                        action.doAction(dialog, { onClose: resolve })
                    );
                    if (await getDialog(asked)) {
                        return;
                    }
                }
            }
            return start(options);
        };
    },
};

registry.category("services").add("crm_privacy.export_identity", exportIdentityService);
