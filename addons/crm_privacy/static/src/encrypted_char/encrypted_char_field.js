import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

import { useEffect } from "@odoo/owl";

/** A masked number: whoever goes in types the whole number anew. */
export class EncryptedCharField extends CharField {
    setup() {
        super.setup();
        useEffect(
            (input) => {
                const select = () => input.select();
                input?.addEventListener("focus", select);
                return () => input?.removeEventListener("focus", select);
            },
            () => [this.input.el]
        );
    }
}

registry.category("fields").add("encrypted_char", {
    ...charField,
    component: EncryptedCharField,
});
