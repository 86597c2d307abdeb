import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/** A score from 1 to 5: nothing is shown while it is not known. */
export class ScoreField extends FloatField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("crm_customer_score", {
    ...floatField,
    component: ScoreField,
});
