{
    "name": "Customer Service",
    "summary": "Service agents see the customers whose tickets they handle",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_privacy", "helpdesk_mgmt"],
    "data": [
        "security/ir.model.access.csv",
        "security/helpdesk_ticket_rules.xml",
        "security/crm_service_lookup_rules.xml",
        "wizards/crm_service_find_views.xml",
        "views/crm_service_lookup_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/res_partner_views.xml",
        "views/crm_service_menus.xml",
    ],
}
