import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SOON = 7; // days: amber below
const NOW = 2; // days: red below

/** Days until a customer goes back to its pool; a shield while it is protected, a moon
 * while it rests. */
export class PoolDaysLeftField extends Component {
    static template = "crm_pool.DaysLeftField";
    static props = { ...standardFieldProps };

    get isProtected() {
        return this.props.record.data.is_protected;
    }

    get isResting() {
        return this.props.record.data.is_resting;
    }

    get hasDeadline() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    get days() {
        return this.props.record.data.days_left;
    }

    get text() {
        return this.days ? _t("%s days", this.days) : _t("today");
    }

    get color() {
        if (this.days < NOW) {
            return "text-bg-danger";
        }
        return this.days < SOON ? "text-bg-warning" : "text-bg-light text-muted";
    }
}

registry.category("fields").add("pool_days_left", {
    component: PoolDaysLeftField,
    displayName: _t("Days left"),
    supportedTypes: ["datetime"],
    isEmpty: () => false,
    fieldDependencies: [
        { name: "days_left", type: "integer" },
        { name: "is_protected", type: "boolean" },
        { name: "is_resting", type: "boolean" },
    ],
});

/** Days since a customer lies in the pool; nothing for held ones. */
export class PoolDaysInField extends Component {
    static template = "crm_pool.DaysInField";
    static props = { ...standardFieldProps };

    get isPublic() {
        return this.props.record.data.place === "public";
    }

    get text() {
        const days = this.props.record.data.days_in_pool;
        return days ? _t("%s days", days) : _t("today");
    }
}

registry.category("fields").add("pool_days_in", {
    component: PoolDaysInField,
    displayName: _t("Days in the pool"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "days_in_pool", type: "integer" },
        { name: "place", type: "selection", selection: [] },
    ],
});
