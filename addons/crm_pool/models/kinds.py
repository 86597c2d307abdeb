"""The kinds of pools, and what lies in them."""

CUSTOMERS = "customers"
LEADS = "leads"
KINDS = [(CUSTOMERS, "Customers"), (LEADS, "Leads")]

MODELS = {CUSTOMERS: "res.partner", LEADS: "crm.lead"}
