import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { CustomerFormCompiler, CustomerFormRenderer } from "./customer_header";

const DUPLICATE_WARNING = "odoo.addons.crm_customer.exceptions.DuplicateWarning";

export class DuplicateDialog extends ConfirmationDialog {
    static template = "crm_customer.DuplicateDialog";
    static props = { ...ConfirmationDialog.props, found: Array };
}

/** Asks once when a customer is saved that may exist already. */
export class CustomerFormController extends formView.Controller {
    async onSaveError(error, options, leaving) {
        if (error.data?.name !== DUPLICATE_WARNING) {
            return super.onSaveError(error, options, leaving);
        }
        return (await this.askAboutDuplicates(error.data.message)) && this.saveAnyway(options.retry);
    }

    async beforeExecuteActionButton(clickParams) {
        const root = this.model.root;
        if (clickParams.special !== "cancel" && (!root.resId || (await root.isDirty()))) {
            const saved = await this.save({ reload: true });
            if (!saved) {
                return false;
            }
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    askAboutDuplicates(message) {
        return new Promise((resolve) => {
            this.dialogService.add(
                DuplicateDialog,
                {
                    title: _t("Is this customer new?"),
                    found: message.split("\n"),
                    confirmLabel: _t("Save anyway"),
                    cancelLabel: _t("Back to the form"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    async saveAnyway(retry) {
        const config = this.model.root.config;
        const context = config.context;
        config.context = { ...context, ignore_duplicates: true };
        try {
            return await retry();
        } finally {
            config.context = context;
        }
    }
}

registry.category("views").add("crm_customer_form", {
    ...formView,
    Compiler: CustomerFormCompiler,
    Controller: CustomerFormController,
    Renderer: CustomerFormRenderer,
});
