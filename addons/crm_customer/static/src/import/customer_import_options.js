import { Component, onWillStart } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { user } from "@web/core/user";
import { customerImportOptions } from "./customer_import_model";

export class AddUnknownValues extends Component {
    static template = "crm_customer.AddUnknownValues";
    static components = { CheckBox };
    static props = { options: Object, onOptionChanged: Function };

    setup() {
        onWillStart(async () => {
            this.isAdministrator = await user.hasGroup(
                "crm_customer.group_customer_admin"
            );
        });
    }
}

customerImportOptions.add(
    "add_unknown_values",
    { Component: AddUnknownValues, defaults: { add_unknown_values: false } },
    { sequence: 90 }
);

export class CustomerImportOptions extends Component {
    static template = "crm_customer.CustomerImportOptions";
    static props = { options: Object, onOptionChanged: Function };

    get entries() {
        return customerImportOptions.getEntries();
    }
}
