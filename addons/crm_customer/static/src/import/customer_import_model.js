import { BaseImportModel } from "@base_import/import_model";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

/**
 * What the import screen asks besides the file when customers are imported. Each
 * entry: { Component, defaults: { option name: value } }; the component gets the
 * props `options` and `onOptionChanged(name, value)`. The options reach the server
 * in `crm.import._prepare_entry_values(options)`.
 */
export const customerImportOptions = registry.category("customer_import_options");

patch(BaseImportModel.prototype, {
    get isCustomerImport() {
        return (
            this.resModel === "res.partner" &&
            Boolean(this.context.customer_import || this.context.default_customer_state)
        );
    },

    async init() {
        await super.init();
        if (!this.isCustomerImport) {
            return;
        }
        for (const { defaults } of customerImportOptions.getAll()) {
            for (const [name, value] of Object.entries(defaults)) {
                this.importOptionsValues[name] = { value };
            }
        }
        await this.orm.write("base_import.import", [this.id], { for_customers: true });
    },

    async updateData(fileChanged = false) {
        this.customerResult = undefined;
        if (fileChanged && this.isCustomerImport) {
            // what was found out about the file before says nothing of this one
            this.importOptionsValues.encoding.value = "";
            this.importOptionsValues.separator.value = "";
        }
        return super.updateData(fileChanged);
    },

    async executeImport(isTest = false, ...args) {
        this.customerResult = undefined;
        const data = await super.executeImport(isTest, ...args);
        if (this.customerResult) {
            // our own result stands in place of "Everything seems valid."
            this.importMessages = [];
        }
        return data;
    },

    async _callImport(dryrun, args) {
        const res = await super._callImport(dryrun, args);
        if (!res.customer_import) {
            return res;
        }
        this.customerResult = {
            ...res.customer_import,
            isTest: dryrun,
            problems: res.messages,
        };
        // core takes any message for a file that was refused as a whole
        return { ...res, messages: [] };
    },
});
