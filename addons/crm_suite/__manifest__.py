{
    "name": "Gonghai: everything",
    "summary": "Installs all of Gonghai, with demo data a Chinese company at work",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "AGPL-3",
    "author": "Gonghai",
    "depends": ["crm_pool", "hr", "sale_management"],
    "demo": [
        "demo/company_demo.xml",
        "demo/res_users_demo.xml",
        "demo/hr_demo.xml",
        "demo/crm_team_demo.xml",
        "demo/crm_pool_demo.xml",
        "demo/product_demo.xml",
        "demo/utm_source_demo.xml",
    ],
    "post_init_hook": "post_init_hook",
}
