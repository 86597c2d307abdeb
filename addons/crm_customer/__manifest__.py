{
    "name": "Customer Record",
    "summary": "Customers with codes, dictionary, entry rules and duplicate checks",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Gonghai",
    "license": "AGPL-3",
    "depends": ["contacts", "crm", "sale_crm", "phone_validation"],
    "external_dependencies": {
        "python": [
            "opencc-python-reimplemented",
            "phonenumbers",
            "python-stdnum",
            "regex",
        ],
    },
    "data": [
        "security/crm_customer_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_customer_rules.xml",
        "data/ir_sequence_data.xml",
        "data/crm.region.csv",
        "data/crm_dictionary_data.xml",
        "data/crm_customer_lists_data.xml",
        "data/ir_cron_data.xml",
        "data/crm_entry_rule_data.xml",
        "views/crm_region_views.xml",
        "views/crm_dictionary_item_views.xml",
        "views/res_partner_views.xml",
        "views/crm_customer_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
        ],
    },
    "application": True,
}
