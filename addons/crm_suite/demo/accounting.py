"""Accounts of the demo company, so that its orders can be invoiced."""

VALUE_ADDED_TAX = 13  # percent


def set_up_accounting(env, company):
    """Load a plain chart of accounts and turn its currency and tax Chinese.

    China's own chart is an addon that brings two more companies as demo data.
    """
    env["account.chart.template"]._load("generic_coa", company, install_demo=False)
    company.write(
        {
            "currency_id": env.ref("base.CNY").id,
            "account_fiscal_country_id": env.ref("base.cn").id,
        }
    )
    taxes = company.account_sale_tax_id | company.account_purchase_tax_id
    taxes.tax_group_id.country_id = env.ref("base.cn")
    taxes.write(
        {
            "name": f"{VALUE_ADDED_TAX}%",
            "amount": VALUE_ADDED_TAX,
            "invoice_label": f"增值税 {VALUE_ADDED_TAX}%",
            "country_id": env.ref("base.cn").id,
        }
    )
    products = env["product.template"].search([("company_id", "=", company.id)])
    products.taxes_id = company.account_sale_tax_id
