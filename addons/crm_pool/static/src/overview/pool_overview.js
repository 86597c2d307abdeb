import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { View } from "@web/views/view";

const NUMBERS = [
    { key: "public", label: _t("Public"), open: "action_open_public" },
    { key: "held", label: _t("Held"), open: "action_open_held" },
    { key: "protected", label: _t("Protected"), open: "action_open_protected" },
    { key: "due", label: _t("Due within 7 days"), open: "action_open_due" },
];

/** What a manager sees of a pool: its numbers, and three charts to drill down. */
export class PoolOverview extends Component {
    static template = "crm_pool.Overview";
    static components = { Layout, View };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.numbers = NUMBERS;
        this.state = useState({ pools: [], poolId: 0 });
        onWillStart(async () => {
            this.state.pools = await this.orm.call("crm.pool", "get_overview", []);
            this.state.poolId = this.state.pools[0].id;
        });
    }

    get pool() {
        return this.state.pools.find((pool) => pool.id === this.state.poolId);
    }

    get charts() {
        const mine = [["pool_id", "=", this.state.poolId]];
        const charts = [
            {
                key: "flow",
                title: _t("In and out, last 30 days"),
                action: "crm_pool.crm_pool_flow_action",
                resModel: "crm.pool.flow",
                domain: [...mine, ["date", ">=", "today -30d"]],
            },
            {
                key: "load",
                title: _t("Members against their capacity"),
                action: "crm_pool.crm_pool_load_action",
                resModel: "crm.pool.load",
                type: "list",
                domain: mine,
            },
        ];
        if (this.pool.kind === "customers") {
            charts.push({
                key: "holding",
                title: _t("Claimed customers that became active, by month of claim"),
                action: "crm_pool.crm_pool_holding_action",
                resModel: "crm.pool.holding",
                domain: [
                    ...mine,
                    ["began_by", "in", ["claim", "grant"]],
                    ["started_at", ">=", "today -12m"],
                ],
            });
        }
        return charts;
    }

    viewProps(chart) {
        const type = chart.type || "graph";
        return {
            type,
            resModel: chart.resModel,
            domain: chart.domain,
            context: { pool_overview: true },
            display: { controlPanel: false },
            views: [
                [false, type],
                [false, "list"],
                [false, "search"],
            ],
            allowSelectors: false,
            noBreadcrumbs: true,
        };
    }

    async openNumber(number) {
        this.action.doAction(
            await this.orm.call("crm.pool", number.open, [[this.state.poolId]])
        );
    }

    openChart(chart) {
        this.action.doAction(chart.action, {
            additionalContext: { search_default_pool_id: this.state.poolId },
        });
    }
}

registry.category("actions").add("crm_pool_overview", PoolOverview);
