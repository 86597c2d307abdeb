import { FormCompiler } from "@web/views/form/form_compiler";
import { FormRenderer } from "@web/views/form/form_renderer";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

const RARE = "o_customer_rare";
const SHOWN_ON_PHONE = 3;

/** Header buttons with the class o_customer_rare wait behind "More". */
export class CustomerFormCompiler extends FormCompiler {
    compileHeader() {
        const statusBar = super.compileHeader(...arguments);
        for (const slot of statusBar.querySelectorAll("[t-set-slot]")) {
            const classes = slot.firstElementChild.getAttribute("className") || "";
            slot.setAttribute("isRare", classes.includes(RARE));
        }
        return statusBar;
    }
}

export class CustomerStatusBarButtons extends StatusBarButtons {
    static template = "crm_customer.StatusBarButtons";

    get shownSlotNames() {
        const slots = this.visibleSlotNames.filter(
            (name) => !this.props.slots[name].isRare
        );
        return this.env.isSmall ? slots.slice(0, SHOWN_ON_PHONE) : slots;
    }

    get rareSlotNames() {
        const shown = this.shownSlotNames;
        return this.visibleSlotNames.filter((name) => !shown.includes(name));
    }
}

export class CustomerFormRenderer extends FormRenderer {
    static components = {
        ...FormRenderer.components,
        StatusBarButtons: CustomerStatusBarButtons,
    };
}
