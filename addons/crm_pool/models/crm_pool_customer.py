from odoo import fields, models
from odoo.tools import SQL


class CrmPoolCustomer(models.Model):
    """The window 公海窗口: what a member may know of customers in the pool.

    A model of its own, with contact data masked in SQL, so that there is no field
    of ``res.partner`` that somebody could forget to hide.
    """

    _name = "crm.pool.customer"
    _description = "Customer in the Pool"
    _auto = False
    _order = "pool_since desc, id desc"
    _depends = {
        "res.partner": [
            "name",
            "customer_code",
            "customer_state",
            "pool_id",
            "pool_place",
            "pool_since",
            "protected_until",
            "user_id",
            "region_id",
            "industry_id",
            "customer_level_id",
            "source_id",
            "last_contact_at",
            "phone",
            "mobile",
            "email",
            "active",
            "company_id",
        ],
        "res.company": ["business_tz"],
        "crm.pool": ["show_held", "hide_protected", "mask_contact_data"],
    }

    name = fields.Char(readonly=True)
    customer_code = fields.Char(readonly=True)
    pool_id = fields.Many2one("crm.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    place = fields.Selection([("public", "Public"), ("held", "Held")], readonly=True)
    pool_since = fields.Datetime(string="In the Pool Since", readonly=True)
    days_in_pool = fields.Integer(compute="_compute_days_in_pool")
    owner_id = fields.Many2one("res.users", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    customer_level_id = fields.Many2one(
        "crm.dictionary.item", string="Level", readonly=True
    )
    source_id = fields.Many2one("utm.source", readonly=True)
    last_contact_date = fields.Date(string="Last Contact", readonly=True)
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    email = fields.Char(readonly=True)

    def _compute_days_in_pool(self):
        now = fields.Datetime.now()
        for customer in self:
            since = customer.place == "public" and customer.pool_since
            customer.days_in_pool = (now - since).days if since else 0

    @property
    def _table_query(self) -> SQL:
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self) -> SQL:
        return SQL(
            """
            SELECT p.id, p.name, p.customer_code, p.pool_id, p.company_id,
                   p.pool_place AS place, p.pool_since, p.user_id AS owner_id,
                   p.region_id, p.industry_id, p.customer_level_id, p.source_id,
                   (p.last_contact_at AT TIME ZONE 'UTC'
                    AT TIME ZONE c.business_tz)::date AS last_contact_date,
                   %s AS phone, %s AS mobile, %s AS email
            """,
            self._mask_sql(SQL("p.phone"), self._mask_number_sql),
            self._mask_sql(SQL("p.mobile"), self._mask_number_sql),
            self._mask_sql(SQL("p.email"), self._mask_email_sql),
        )

    def _from(self) -> SQL:
        return SQL(
            """
              FROM res_partner p
              JOIN crm_pool o ON o.id = p.pool_id
              JOIN res_company c ON c.id = o.company_id
            """
        )

    def _where(self) -> SQL:
        return SQL(
            """
             WHERE p.customer_state IS NOT NULL AND p.active
               AND (p.pool_place = 'public'
                    OR (p.pool_place = 'held' AND o.show_held
                        AND NOT (o.hide_protected IS TRUE
                                 AND p.protected_until IS NOT NULL
                                 AND p.protected_until > now() AT TIME ZONE 'UTC')))
            """
        )

    def _mask_sql(self, column, mask) -> SQL:
        """Held customers show nothing at all, public ones what the pool allows."""
        return SQL(
            "CASE WHEN p.pool_place = 'held' THEN NULL"
            " WHEN o.mask_contact_data THEN %s ELSE %s END",
            mask(column),
            column,
        )

    def _mask_number_sql(self, column) -> SQL:
        """``13812345678`` becomes ``138****5678``; short numbers vanish."""
        return SQL(
            "CASE WHEN length(regexp_replace(%(c)s, '[^0-9]', '', 'g')) >= 11"
            " THEN left(%(c)s, 3) || '****' || right(%(c)s, 4)"
            " WHEN %(c)s <> '' THEN '****' END",
            c=column,
        )

    def _mask_email_sql(self, column) -> SQL:
        """``wang@example.com`` becomes ``w***@example.com``."""
        return SQL(
            "CASE WHEN position('@' IN %(c)s) > 1"
            " THEN left(%(c)s, 1) || '***@' || split_part(%(c)s, '@', 2)"
            " WHEN %(c)s <> '' THEN '***' END",
            c=column,
        )

    def action_claim(self, request_key=None):
        """Claim public customers for the current user, in the order given.

        :param str request_key: the same key gives the same answer, nothing twice
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        customers = self.env["res.partner"].browse(self.ids)
        return self.env["crm.pool.call"]._once(
            request_key,
            lambda: customers._pool_claim(fields.Datetime.now()).as_dict(),
        )
