import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Asks, beside a file of customers, for pool and place of what comes in. */
export class PoolPlaceOptions extends Component {
    static template = "crm_pool.PoolPlaceOptions";
    static props = { options: Object, onOptionChanged: Function };

    setup() {
        this.orm = useService("orm");
        const { pool_id: poolId, pool_place: place } = this.props.options;
        this.state = useState({ poolId, place });
        onWillStart(async () => {
            this.isSupervisor = await user.hasGroup("sales_team.group_sale_manager");
            await this.loadPools();
            this.chooseDefaults();
        });
        onMounted(() => this.tell());
    }

    async loadPools() {
        const mine = await this.orm.searchRead(
            "crm.pool.member",
            [["user_id", "=", user.userId]],
            ["pool_id"]
        );
        this.memberPools = mine.map((member) => member.pool_id[0]);
        const domain = this.isSupervisor
            ? []
            : ["|", ["id", "in", this.memberPools], ["manager_ids", "in", [user.userId]]];
        this.pools = await this.orm.searchRead("crm.pool", domain, ["name", "is_default"]);
    }

    /** An account manager's list is mostly their own, a supervisor's is for all. */
    chooseDefaults() {
        if (this.state.poolId) {
            return;
        }
        const pool = this.pools.find((p) => p.is_default) || this.pools[0];
        this.state.poolId = pool ? pool.id : false;
        if (this.mayHold && !this.isSupervisor) {
            this.state.place = "held";
        }
    }

    get mayHold() {
        return this.memberPools.includes(this.state.poolId);
    }

    onPoolChange(ev) {
        this.state.poolId = Number(ev.target.value);
        if (this.state.place === "held" && !this.mayHold) {
            this.state.place = "public";
        }
        this.tell();
    }

    onPlaceChange(ev) {
        this.state.place = ev.target.value;
        this.tell();
    }

    tell() {
        this.props.onOptionChanged("pool_id", this.state.poolId);
        this.props.onOptionChanged("pool_place", this.state.place);
    }
}

registry.category("customer_import_options").add(
    "pool_place",
    { Component: PoolPlaceOptions, defaults: { pool_id: false, pool_place: "public" } },
    { sequence: 10 }
);
