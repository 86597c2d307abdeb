import { _t } from "@web/core/l10n/translation";

/**
 * Terms of Odoo's own that its Chinese lacks, on screens that our menu reaches: our
 * translation stands in, since the client looks into every addon's terms at last.
 */
export const coreTerms = () => [
    _t("Add Star"),
    _t("Remove Star"),
    _t("Missing required fields"),
];
