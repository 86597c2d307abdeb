import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

/** The filter of a reclaim rule: it counts and shows what the rule can take, which is
 * what members of its pool hold, and no other partner. */
export class PoolRuleDomainField extends DomainField {
    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        if (domain.isInvalid) {
            return domain;
        }
        const held = [
            ["pool_place", "=", "held"],
            ["pool_id", "=", props.record.data.pool_id.id],
        ];
        if (this.getResModel(props) === "res.partner") {
            held.push(["customer_state", "!=", false]); // contacts go with theirs
        }
        return Domain.and([domain, held]).toList({});
    }
}

registry.category("fields").add("pool_rule_domain", {
    ...domainField,
    component: PoolRuleDomainField,
    fieldDependencies: [{ name: "pool_id", type: "many2one", relation: "crm.pool" }],
});
