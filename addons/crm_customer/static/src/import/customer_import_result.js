import { Component } from "@odoo/owl";

const SHOWN = 200;

/** What a test run says about the file, row by row. */
export class CustomerImportResult extends Component {
    static template = "crm_customer.CustomerImportResult";
    static props = { result: Object };

    get problems() {
        return this.props.result.problems.slice(0, SHOWN);
    }

    get hiddenCount() {
        return this.props.result.problems.length - this.problems.length;
    }
}
