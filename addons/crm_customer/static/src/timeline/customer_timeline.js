import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;
const PAGE = 20;
const DAY_ONLY = "2026-01-31".length;

/** All that happened with a customer, newest first, by day; kinds can be chosen. */
export class CustomerTimeline extends Component {
    static template = "crm_customer.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ kinds: [], chosen: [], entries: [], next: false });
        this.asked = 0;
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.resId) {
                return this.load(record.resId);
            }
        });
    }

    /** Load the newest page; of several that were asked for the last one counts. */
    async load(resId = this.resId) {
        this.resId = resId;
        const page = await this.fetch(false);
        if (page) {
            Object.assign(this.state, page);
        }
    }

    async loadEarlier() {
        const page = await this.fetch(this.state.next);
        if (page) {
            this.state.entries.push(...page.entries);
            this.state.next = page.next;
        }
    }

    async fetch(before) {
        const asked = ++this.asked;
        const page = await this.orm.call("res.partner", "get_timeline", [[this.resId]], {
            kinds: [...this.state.chosen],
            before,
            limit: PAGE,
        });
        return asked === this.asked && page;
    }

    toggle(kind) {
        const { chosen } = this.state;
        this.state.chosen = chosen.includes(kind)
            ? chosen.filter((other) => other !== kind)
            : [...chosen, kind];
        return this.load();
    }

    showAll() {
        this.state.chosen = [];
        return this.load();
    }

    get days() {
        const days = [];
        for (const entry of this.state.entries) {
            const isDay = entry.date.length === DAY_ONLY;
            const moment = isDay ? deserializeDate(entry.date) : deserializeDateTime(entry.date);
            const label = this.formatDay(moment);
            if (days.at(-1)?.label !== label) {
                days.push({ label, entries: [] });
            }
            const time = isDay ? "" : moment.toLocaleString(DateTime.TIME_SIMPLE);
            days.at(-1).entries.push({ ...entry, time });
        }
        return days;
    }

    formatDay(moment) {
        const days = DateTime.local().startOf("day").diff(moment.startOf("day"), "days").days;
        if (days === 0) {
            return _t("Today");
        }
        return days === 1 ? _t("Yesterday") : moment.toLocaleString(DateTime.DATE_FULL);
    }

    getKind(entry) {
        return this.state.kinds.find(({ kind }) => kind === entry.kind);
    }

    formatAmount({ amount, currency_id }) {
        return formatCurrency(amount, currency_id);
    }

    canOpen({ model, res_id }) {
        return Boolean(res_id) && !(model === "res.partner" && res_id === this.resId);
    }

    open(entry) {
        if (this.canOpen(entry)) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: entry.model,
                res_id: entry.res_id,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("view_widgets").add("crm_customer_timeline", {
    component: CustomerTimeline,
});
