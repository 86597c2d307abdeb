{
    "name": "Customer Pool",
    "summary": "A customer is held by one salesperson or lies in the open sea",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_privacy"],
    "data": [
        "security/crm_pool_rules.xml",
        "security/ir.model.access.csv",
        "data/crm_pool_data.xml",
        "data/ir_cron_data.xml",
    ],
    "post_init_hook": "post_init_hook",
}
