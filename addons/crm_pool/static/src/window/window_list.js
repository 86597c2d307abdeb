import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

export class PoolWindowRenderer extends ListRenderer {
    /**
     * The second click of a double click falls on the disabled button and so on its
     * cell: it must not open the row, which would swallow the answer to the first.
     */
    onButtonCellClicked() {}
}

registry.category("views").add("crm_pool_window", {
    ...listView,
    Renderer: PoolWindowRenderer,
});
