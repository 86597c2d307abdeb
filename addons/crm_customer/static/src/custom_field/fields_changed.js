import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Say what was done, and read forms, lists and searches anew from the server. */
function fieldsChanged(env, { params }) {
    rpcBus.trigger("CLEAR-CACHES");
    env.services.notification.add(params.message, { type: "success" });
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_customer_fields_changed", fieldsChanged);
