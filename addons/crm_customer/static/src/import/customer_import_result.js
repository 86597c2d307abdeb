import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const SHOWN = 200;

/** What a test run says about the file, row by row. */
export class CustomerImportResult extends Component {
    static template = "crm_customer.CustomerImportResult";
    static props = { result: Object };

    get problems() {
        return this.props.result.problems.slice(0, SHOWN);
    }

    get summary() {
        const { read, good, warned, refused } = this.props.result;
        if (warned) {
            return _t(
                "%(read)s rows read: %(good)s can be imported, %(warned)s of them with a warning; %(refused)s will be refused.",
                { read, good, warned, refused }
            );
        }
        return _t("%(read)s rows read: %(good)s can be imported, %(refused)s will be refused.", {
            read,
            good,
            refused,
        });
    }

    get hiddenText() {
        const count = this.props.result.problems.length - this.problems.length;
        return count && _t("%s more are listed in the report after the import.", count);
    }
}
