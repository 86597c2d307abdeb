import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";

import { onWillStart } from "@odoo/owl";

const CUSTOMER_MODELS = ["res.partner", "crm.lead", "crm.pool.customer"];

/** The download of a pivot table is an export: no button without the right. */
patch(PivotRenderer.prototype, {
    setup() {
        super.setup();
        this.mayDownload = true;
        onWillStart(async () => {
            if (CUSTOMER_MODELS.includes(this.model.metaData.resModel)) {
                this.mayDownload = await user.hasGroup(
                    "crm_privacy.group_operation_export"
                );
            }
        });
    },
});
