from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools import formats, text_keys
from ..tools.phones import phone_key
from .crm_entry_rule import LEAD_FIELDS, PHONE_FIELDS

MATCHES_PER_VALUE = 10
# What tells one customer from another. Keys of these are kept whatever the rules ask
# at entry: the list of suspected duplicates is made of them.
SUSPECTED_KINDS = ("name", "vat", "phone", "email", "qq", "wechat")


class CrmDuplicateKey(models.Model):
    """Normalised values by which equal customers and leads are found.

    One row per customer (its contacts' values count as its own) or lead, kind and
    key. Kept by set statements; nobody reads it but the duplicate check.
    """

    _name = "crm.duplicate.key"
    _description = "Duplicate Key"
    _log_access = False
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind = fields.Char(required=True)
    key = fields.Char(required=True)
    customer_id = fields.Many2one("res.partner", ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade")
    exclusive = fields.Boolean(
        help="The value is forbidden to everybody else; the index keeps that too when"
        " two people save it at the same instant."
    )

    _lookup_idx = models.Index("(company_id, kind, key)")
    _customer_idx = models.Index("(customer_id) WHERE customer_id IS NOT NULL")
    _lead_idx = models.Index("(lead_id) WHERE lead_id IS NOT NULL")
    _exclusive_uniq = models.UniqueIndex(
        "(company_id, kind, key) WHERE exclusive",
        "Somebody has just saved the same value. Please check whether this customer"
        " exists already.",
    )

    @api.model
    @tools.ormcache()
    def _get_kept_kinds(self):
        """Return {kind: whether its values are exclusive} of the kinds compared."""
        kinds = dict.fromkeys(SUSPECTED_KINDS, False)
        for spec in self.env["crm.entry.rule"]._get_specs():
            if spec.compares:
                for entry_kind in spec.kinds:
                    kind = self._get_kind(spec.field, entry_kind)
                    forbidden = spec.duplicates == "forbid"
                    kinds[kind] = kinds.get(kind, False) or forbidden
        return kinds

    @api.model
    def _get_kind(self, field_name, entry_kind):
        """Return the kind under which a field's values are compared."""
        if field_name in PHONE_FIELDS:
            return "phone"
        if field_name == "name" and entry_kind == "contact":
            return "contact_name"
        return field_name

    @api.model
    def _get_key(self, kind, value, region):
        """Return the normalised ``value``, empty if there is nothing to compare."""
        if value is None or value is False or value == "":
            return ""
        if not isinstance(value, str):
            return str(value)
        if kind in ("name", "contact_name"):
            return text_keys.name_key(value)
        if kind in ("phone", "fax"):
            return text_keys.limit_key(phone_key(value, region))
        if kind == "website":
            return text_keys.limit_key(formats.url_key(value))
        if kind in ("email", "vat", "qq", "wechat", "zip", "customer_code"):
            return text_keys.plain_key(value)
        return text_keys.text_key(value)

    @api.model
    def _find(self, wanted):
        """Find who else has the given keys, in one statement.

        :param wanted: list of (company id, kind, key, own customer id or None,
            own lead id or None)
        :return: list of (index into ``wanted``, customer id or None, lead id or None)
        """
        if not wanted:
            return []
        self.flush_model()
        companies, kinds, keys, customers, leads = map(list, zip(*wanted, strict=True))
        return self.env.execute_query(
            SQL(
                """
                SELECT wanted.position - 1, found.customer_id, found.lead_id
                  FROM unnest(%(companies)s::int[], %(kinds)s::varchar[],
                              %(keys)s::varchar[], %(customers)s::int[],
                              %(leads)s::int[])
                       WITH ORDINALITY
                       AS wanted(company, kind, key, customer, lead, position)
                 CROSS JOIN LATERAL (
                       SELECT k.customer_id, k.lead_id
                         FROM crm_duplicate_key k
                        WHERE k.company_id = wanted.company
                          AND k.kind = wanted.kind
                          AND k.key = wanted.key
                          AND (wanted.customer IS NULL
                               OR k.customer_id IS DISTINCT FROM wanted.customer)
                          AND (wanted.lead IS NULL
                               OR k.lead_id IS DISTINCT FROM wanted.lead)
                        LIMIT %(limit)s) found
                 ORDER BY 1, 2, 3
                """,
                companies=companies,
                kinds=kinds,
                keys=keys,
                customers=customers,
                leads=leads,
                limit=MATCHES_PER_VALUE,
            )
        )

    @api.model
    def _update_customers(self, customers, afresh=False):
        """Bring the keys of ``customers`` and all their contacts up to date.

        :param bool afresh: write them anew even if equal ones are there
        """
        kinds = self._get_kept_kinds()
        names = self._get_partner_columns(kinds)
        wanted = defaultdict(set)
        if customers and names:
            for row in self._fetch_partners(customers.ids, names):
                owner = (row["company_id"], row["customer_id"], None)
                wanted[owner] |= self._get_partner_keys(row, kinds)
        self._store(wanted, "customer_id", customers.ids, afresh)

    @api.model
    def _update_leads(self, leads, afresh=False):
        """Bring the keys of ``leads`` up to date; one of a customer has none."""
        kinds = self._get_kept_kinds()
        names = [name for name in LEAD_FIELDS.values() if name in leads._fields]
        wanted = defaultdict(set)
        # sudo: keys are made of every lead, whoever saved it
        for lead in leads.sudo().exists():
            if lead.partner_id.customer_id:
                continue
            company = lead.company_id or lead.user_id.company_id or self.env.company
            owner = (company.id, None, lead.id)
            row = {name: lead[name] for name in names}
            region = lead.country_id.code or "CN"
            wanted[owner] |= self._get_lead_keys(row, kinds, region)
        self._store(wanted, "lead_id", leads.ids, afresh)

    @api.model
    def _forget_leads_of(self, customers):
        """A lead of a customer is not compared with it, nor counted beside it."""
        if not customers:
            return
        self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_duplicate_key k
                 USING crm_lead l JOIN res_partner p ON p.id = l.partner_id
                 WHERE k.lead_id = l.id AND p.customer_id = ANY(%s)
                RETURNING k.id
                """,
                customers.ids,
            )
        )

    def _get_partner_columns(self, kinds):
        partner = self.env["res.partner"]
        names = set(kinds) - {"phone", "contact_name"}
        names |= set(PHONE_FIELDS) if "phone" in kinds else set()
        names |= {"name"} if "contact_name" in kinds else set()
        return sorted(name for name in names if partner._fields[name].column_type)

    def _fetch_partners(self, customer_ids, names):
        partner = self.env["res.partner"]
        partner.flush_model([*names, "customer_id", "company_id", "country_id"])
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id, p.customer_id, COALESCE(c.company_id, %(company)s)
                       AS company_id, country.code AS country_code, %(columns)s
                  FROM res_partner p
                  JOIN res_partner c ON c.id = p.customer_id
                  LEFT JOIN res_country country ON country.id = p.country_id
                 WHERE p.customer_id = ANY(%(ids)s)
                """,
                company=self.env.company.id,
                columns=SQL(", ").join(SQL.identifier("p", name) for name in names),
                ids=customer_ids,
            )
        )

    def _get_partner_keys(self, row, kinds):
        is_contact = row["id"] != row["customer_id"]
        entry_kind = "contact" if is_contact else "company"
        region = row["country_code"] or "CN"
        keys = set()
        for name, value in row.items():
            kind = self._get_kind(name, entry_kind)
            if kind in kinds and (key := self._get_key(kind, value, region)):
                keys.add((kind, key))
        return keys

    def _get_lead_keys(self, row, kinds, region):
        keys = set()
        for field_name, lead_field in LEAD_FIELDS.items():
            kind = self._get_kind(field_name, "lead")
            if kind in kinds:
                keys.add((kind, self._get_key(kind, row.get(lead_field), region)))
        return {(kind, key) for kind, key in keys if key}

    def _store(self, wanted, owner_column, owner_ids, afresh):
        """Make the rows of the given owners equal to ``wanted``.

        :param wanted: {(company id, customer id, lead id): {(kind, key)}}
        """
        if not owner_ids:
            return
        rows = {
            (*owner, kind, key) for owner, keys in wanted.items() for kind, key in keys
        }
        stale = []
        for row_id, *row in self._fetch_rows(owner_column, owner_ids):
            if tuple(row) in rows and not afresh:
                rows.discard(tuple(row))
            else:
                stale.append(row_id)
        if stale:
            self.env.cr.execute(
                SQL("DELETE FROM crm_duplicate_key WHERE id = ANY(%s)", stale)
            )
        if rows:
            self._insert(sorted(rows, key=str))
        self.invalidate_model()

    def _fetch_rows(self, owner_column, owner_ids):
        return self.env.execute_query(
            SQL(
                "SELECT id, company_id, customer_id, lead_id, kind, key"
                " FROM crm_duplicate_key WHERE %s = ANY(%s)",
                SQL.identifier(owner_column),
                list(owner_ids),
            )
        )

    def _insert(self, rows):
        """Insert rows; the exclusive ones claim their value in the unique index.

        A value that a committed row of this transaction's snapshot holds is stored
        beside it (a group and its subsidiary, a rule turned on late). One that
        somebody saved meanwhile makes PostgreSQL raise a serialization failure: the
        request is run again and then sees, and names, that customer.
        """
        kinds = self._get_kept_kinds()
        exclusive = [row for row in rows if kinds[row[3]]]
        claimed = self._insert_rows(exclusive, True) if exclusive else set()
        others = [row for row in rows if row not in claimed]
        if others:
            self._insert_rows(others, False)

    def _insert_rows(self, rows, exclusive):
        columns = [list(column) for column in zip(*rows, strict=True)]
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_duplicate_key
                       (company_id, customer_id, lead_id, kind, key, exclusive)
                SELECT *, %(exclusive)s
                  FROM unnest(%(company)s::int[], %(customer)s::int[],
                              %(lead)s::int[], %(kind)s::varchar[], %(key)s::varchar[])
                    ON CONFLICT (company_id, kind, key) WHERE exclusive DO NOTHING
                RETURNING company_id, customer_id, lead_id, kind, key
                """,
                exclusive=exclusive,
                company=columns[0],
                customer=columns[1],
                lead=columns[2],
                kind=columns[3],
                key=columns[4],
            )
        )
        return set(inserted)
