{
    "name": "Customer Service and Pool",
    "summary": "Tickets when a customer changes its owner",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_pool", "crm_service"],
    "auto_install": True,
}
