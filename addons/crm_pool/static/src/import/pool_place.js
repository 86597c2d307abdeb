import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Asks, beside a file of customers, for pool and place of what comes in. */
export class PoolPlaceOptions extends Component {
    static template = "crm_pool.PoolPlaceOptions";
    static props = { options: Object, onOptionChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ pools: [], memberPools: [], isSupervisor: false });
        onWillStart(async () => {
            this.state.isSupervisor = await user.hasGroup("sales_team.group_sale_manager");
            await this.loadPools();
            this.chooseDefaults();
        });
    }

    async loadPools() {
        const mine = await this.orm.searchRead(
            "crm.pool.member",
            [["user_id", "=", user.userId]],
            ["pool_id"]
        );
        this.state.memberPools = mine.map((member) => member.pool_id[0]);
        const domain = this.state.isSupervisor
            ? []
            : ["|", ["id", "in", this.state.memberPools], ["manager_ids", "in", [user.userId]]];
        this.state.pools = await this.orm.searchRead("crm.pool", domain, [
            "name",
            "is_default",
        ]);
    }

    chooseDefaults() {
        if (this.props.options.pool_id) {
            return;
        }
        const pool = this.state.pools.find((p) => p.is_default) || this.state.pools[0];
        if (pool) {
            this.choosePool(pool.id);
        }
        if (this.mayHold && !this.state.isSupervisor) {
            this.props.onOptionChanged("pool_place", "held");
        }
    }

    get mayHold() {
        return this.state.memberPools.includes(this.props.options.pool_id);
    }

    choosePool(poolId) {
        this.props.onOptionChanged("pool_id", poolId);
        const { pool_place: place } = this.props.options;
        if (place === "held" && !this.state.memberPools.includes(poolId)) {
            this.props.onOptionChanged("pool_place", "public");
        }
    }
}

registry.category("customer_import_options").add(
    "pool_place",
    { Component: PoolPlaceOptions, defaults: { pool_id: false, pool_place: "public" } },
    { sequence: 10 }
);
