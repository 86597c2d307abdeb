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
        "data/ir_config_parameter_data.xml",
        "security/crm_privacy_documents.xml",
    ],
}
