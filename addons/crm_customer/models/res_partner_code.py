from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.formats import clean_line

SEQUENCE_CODE = "crm.customer"
CONTACT_CODE = "%s-%02d"


class ResPartner(models.Model):
    _inherit = "res.partner"

    contact_code_last = fields.Integer(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The running suffix that the last contact got.",
    )

    @api.model
    def _fill_customer_codes(self, vals_list):
        """Give the next free code to the new customers that have none typed."""
        for company_id, group in self._group_uncoded(vals_list).items():
            codes = self._get_free_codes(len(group), company_id, vals_list)
            for vals, code in zip(group, codes, strict=True):
                vals["customer_code"] = code

    @api.model
    def _group_uncoded(self, vals_list):
        groups = {}
        for vals in vals_list:
            if vals.get("customer_state") and not vals.get("customer_code"):
                company_id = vals.get("company_id") or self.env.company.id
                groups.setdefault(company_id, []).append(vals)
        return groups

    @api.model
    def _get_free_codes(self, count, company_id, vals_list):
        company = self.env["res.company"].browse(company_id)
        # sudo: users draw from the sequence without a right to see it
        sequences = self.env["ir.sequence"].with_company(company).sudo()
        typed = {vals.get("customer_code") for vals in vals_list}
        codes = []
        while len(codes) < count:
            drawn = sequences._next_codes(SEQUENCE_CODE, count - len(codes))
            taken = typed | self._get_taken_codes(company_id, drawn)
            codes += [code for code in drawn if code not in taken]
        return codes

    @api.model
    def _get_taken_codes(self, company_id, codes, except_ids=()):
        """Return those of ``codes`` that a record of the company has, seen or not."""
        self.flush_model(["customer_code", "company_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT customer_code FROM res_partner WHERE company_id = %s"
                " AND customer_code = ANY(%s) AND NOT id = ANY(%s)",
                company_id,
                list(codes),
                list(except_ids),
            )
        )
        return {code for (code,) in rows}

    def _find_entry_problems(self, vals_list):
        problems = super()._find_entry_problems(vals_list)
        for entry, message in self._find_taken_codes(vals_list):
            problem = self._problem(
                entry,
                "customer_code",
                entry.values["customer_code"],
                "duplicate",
                message,
            )
            problems[entry.index].append(problem)
        return problems

    def _find_taken_codes(self, vals_list):
        """Yield (entry, message) for typed codes that are taken: never allowed."""
        typed = [
            entry
            for entry in self._prepare_entries(vals_list)
            if isinstance(entry.values.get("customer_code"), str)
            and not self._find_fault("customer_code", entry.values["customer_code"])
            and entry.values["customer_code"].strip()
        ]
        if not typed:
            return
        seen = Counter()
        for company_id in {entry.company_id for entry in typed}:
            codes = {
                clean_line(e.values["customer_code"])
                for e in typed
                if e.company_id == company_id
            }
            taken = self._get_taken_codes(company_id, codes, self.ids)
            seen.update((company_id, code) for code in taken)
        for entry in typed:
            group = (entry.company_id, clean_line(entry.values["customer_code"]))
            seen[group] += 1
            if seen[group] > 1:
                yield entry, self._describe_taken_code(group[1])

    def _describe_taken_code(self, code):
        return self.env._(
            "%(field)s: “%(code)s” is taken. Expected: a code that no other customer"
            " or contact of the company has, archived ones included; or leave it empty"
            " to get the next free one.",
            field=self._get_label("customer_code"),
            code=code,
        )

    def _assign_contact_codes(self):
        """Give contacts without a code that of their customer with a running suffix.

        One statement raises the suffix of each customer: it makes two users who add
        contacts at the same time wait for each other instead of drawing the same.
        """
        uncoded = self._get_uncoded_contacts()
        if not uncoded:
            return
        counts = Counter(customer_id for _id, customer_id in uncoded)
        last = self._raise_contact_suffix(counts)
        pairs = []
        for contact_id, customer_id in uncoded:
            counts[customer_id] -= 1
            suffix, code = last[customer_id]
            pairs.append(
                (contact_id, CONTACT_CODE % (code, suffix - counts[customer_id]))
            )
        self._write_codes(pairs)

    def _get_uncoded_contacts(self):
        self.flush_model(["customer_id", "customer_code"])
        return self.env.execute_query(
            SQL(
                "SELECT id, customer_id FROM res_partner"
                " WHERE customer_id = ANY(%s) AND id <> customer_id"
                " AND customer_code IS NULL ORDER BY id",
                self.ids,
            )
        )

    def _raise_contact_suffix(self, counts):
        """Raise the suffixes by ``counts``; return {customer id: (suffix, code)}."""
        self.flush_model(["contact_code_last", "customer_code"])
        ids = sorted(counts)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner p
                   SET contact_code_last = COALESCE(p.contact_code_last, 0) + added.n
                  FROM unnest(%s::int[], %s::int[]) AS added(id, n)
                 WHERE p.id = added.id
             RETURNING p.id, p.contact_code_last, p.customer_code
                """,
                ids,
                [counts[id_] for id_ in ids],
            )
        )
        self.browse(ids).invalidate_recordset(["contact_code_last"])
        return {id_: (last, code or "") for id_, last, code in rows}

    @api.model
    def _write_codes(self, pairs):
        self.env.execute_query(
            SQL(
                "UPDATE res_partner p SET customer_code = new.code"
                " FROM unnest(%s::int[], %s::varchar[]) AS new(id, code)"
                " WHERE p.id = new.id RETURNING p.id",
                [id_ for id_, _code in pairs],
                [code for _id, code in pairs],
            )
        )
        ids = [id_ for id_, _code in pairs]
        self.browse(ids).invalidate_recordset(["customer_code"], flush=False)

    def _renumber_contacts(self, vals):
        """Let contacts follow a changed code, or a changed firm."""
        # sudo: codes are the system's, whoever changes the firm
        partners = self.sudo()
        if "parent_id" in vals:
            moved = partners.filtered(lambda p: p.customer_id != p and p.customer_code)
            moved._forget_code()
        if "customer_code" in vals:
            customers = partners.filtered(lambda p: p.customer_id == p)
            contacts = (
                self.sudo()  # as above
                .with_context(active_test=False)
                .search(
                    [
                        ("customer_id", "in", customers.ids),
                        ("id", "not in", customers.ids),
                    ]
                )
            )
            contacts._follow_code()

    def _forget_code(self):
        if self:
            self._write_codes([(partner.id, None) for partner in self])

    def _follow_code(self):
        pairs = []
        for contact in self:
            _old, dash, suffix = (contact.customer_code or "").rpartition("-")
            if dash:
                pairs.append(
                    (contact.id, f"{contact.customer_id.customer_code}-{suffix}")
                )
        if pairs:
            self._write_codes(pairs)
