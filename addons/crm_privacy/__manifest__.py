{
    "name": "Customer Privacy",
    "summary": "Only those who hold, lead or manage a customer can read it",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_customer"],
    "data": [
        "security/crm_privacy_groups.xml",
        "security/crm_privacy_rules.xml",
        "security/ir.model.access.csv",
        "security/crm_privacy_operations.xml",
        "security/crm_privacy_logs.xml",
        "data/crm_entry_rule_data.xml",
        "wizards/crm_reveal_views.xml",
        "views/res_partner_id_number_views.xml",
        "views/crm_privacy_log_views.xml",
        "views/res_config_settings_views.xml",
        "security/crm_privacy_documents.xml",
        "security/crm_privacy_executive.xml",
        "data/ir_config_parameter_data.xml",
    ],
    "external_dependencies": {"python": ["cryptography"]},
    "assets": {
        "web.assets_backend": [
            "crm_privacy/static/src/**/*",
            ("remove", "crm_privacy/static/src/pivot/**/*"),
        ],
        "web.assets_backend_lazy": [
            "crm_privacy/static/src/pivot/**/*",
        ],
    },
}
