import { patch } from "@web/core/utils/patch";
import { GraphRenderer } from "@web/views/graph/graph_renderer";

/** Whole numbers stay whole on the axis: 7 customers, not 7.00. */
patch(GraphRenderer.prototype, {
    getScaleOptions() {
        const options = super.getScaleOptions();
        const { allIntegers, fieldAttrs, measure } = this.model.metaData;
        if (options.y && allIntegers && !fieldAttrs[measure]?.widget) {
            options.y.ticks.precision = 0;
            options.y.ticks.callback = (value) => this.formatValue(value, true);
        }
        return options;
    },
});
