{
    "name": "Deliveries of Customers",
    "summary": "Deliveries and returns on the customer and in its timeline",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_customer", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/res_partner_views.xml",
    ],
    "auto_install": True,
}
