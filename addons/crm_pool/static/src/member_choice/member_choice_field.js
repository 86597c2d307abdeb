import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getFieldDomain } from "@web/model/relational_model/utils";
import { useSpecialData } from "@web/views/fields/relational_utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SEARCH_FROM = 8; // fewer members are seen at a glance

/** Members with what they hold out of how much: one click chooses. */
export class MemberChoiceField extends Component {
    static template = "crm_pool.MemberChoiceField";
    static props = {
        ...standardFieldProps,
        domain: { type: [Array, Function], optional: true },
    };

    setup() {
        this.state = useState({ text: "" });
        this.members = useSpecialData(async (orm, props) => {
            const { relation } = props.record.fields[props.name];
            const { records } = await orm.call(relation, "web_search_read", [], {
                domain: getFieldDomain(props.record, props.name, props.domain),
                specification: {
                    display_name: {},
                    user_id: { fields: { display_name: {} } },
                    pool_id: { fields: { display_name: {} } },
                    held_count: {},
                    capacity: {},
                },
            });
            return records;
        });
    }

    get hasSearch() {
        return this.members.data.length >= SEARCH_FROM;
    }

    get hasPools() {
        return new Set(this.members.data.map((member) => member.pool_id.id)).size > 1;
    }

    get shown() {
        const text = this.state.text.trim().toLowerCase();
        return this.members.data.filter((member) =>
            member.user_id.display_name.toLowerCase().includes(text)
        );
    }

    get value() {
        return this.props.record.data[this.props.name]?.id;
    }

    isFull(member) {
        return member.held_count >= member.capacity;
    }

    percent(member) {
        return member.capacity
            ? Math.min(100, Math.round((100 * member.held_count) / member.capacity))
            : 100;
    }

    choose({ id, display_name }) {
        this.props.record.update({ [this.props.name]: { id, display_name } });
    }
}

registry.category("fields").add("pool_member_choice", {
    component: MemberChoiceField,
    displayName: _t("Member with Load"),
    supportedTypes: ["many2one"],
    extractProps: (_fieldInfo, dynamicInfo) => ({ domain: dynamicInfo.domain }),
});
