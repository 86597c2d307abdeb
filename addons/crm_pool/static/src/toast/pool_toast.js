import { markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { htmlJoin } from "@web/core/utils/html";

const REFUSED_DELAY = 12000; // ms: reasons take longer to read than a number
const SMALL_SCREEN_DELAY = 15000; // ms: a toast must not cover a phone for minutes

// Only the last move offers to be undone.
let closeUndo = null;

/**
 * Whether the form on screen shows a record which the move took out of sight.
 */
function isLost(env, { model, window: windowModel, lost, left_window }) {
    const controller = env.services.action.currentController;
    if (controller?.view?.type !== "form") {
        return false;
    }
    const gone = { [model]: lost, [windowModel]: left_window };
    const ids = gone[controller.props.resModel] || [];
    return ids.includes(controller.currentState?.resId ?? controller.props.resId);
}

/** Close the dialog, then go back to where the record was opened from. */
async function leaveForm(env, { list }) {
    const { action } = env.services;
    await action.doAction({
        type: "ir.actions.act_window_close",
        infos: { noReload: true },
    });
    if (action.currentController.config.breadcrumbs.length > 1) {
        await action.restore();
    } else {
        await action.doAction(list, { clearBreadcrumbs: true });
    }
}

function showDone(env, { model, done, undo, undo_minutes, undo_method }) {
    const { notification, orm, action, ui } = env.services;
    closeUndo?.();
    closeUndo = null;
    if (!undo.length) {
        notification.add(done, { type: "success" });
        return;
    }
    const delay = undo_minutes * 60000;
    closeUndo = notification.add(done, {
        type: "success",
        autocloseDelay: ui.isSmall ? Math.min(delay, SMALL_SCREEN_DELAY) : delay,
        buttons: [
            {
                name: _t("Undo"),
                icon: "fa-undo",
                primary: true,
                onClick: async () => {
                    closeUndo?.();
                    closeUndo = null;
                    const method = undo_method || "action_pool_undo_button";
                    await action.doAction(await orm.call(model, method, [undo]));
                },
            },
        ],
    });
}

/**
 * Say what became of a move: how many, why not the others, and offer to undo it.
 */
export async function poolToast(env, { params }) {
    if (params.done) {
        showDone(env, params);
    }
    if (params.refused.length) {
        env.services.notification.add(htmlJoin(params.refused, markup`<br/>`), {
            type: "warning",
            title: params.done ? undefined : _t("Nothing was changed"),
            autocloseDelay: REFUSED_DELAY,
        });
    }
    if (isLost(env, params)) {
        await leaveForm(env, params);
        return;
    }
    return params.next;
}

registry.category("actions").add("crm_pool_toast", poolToast);
