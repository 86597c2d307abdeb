from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_pool.models.local_days import local_day
from odoo.addons.crm_pool.models.sent import sound_text
from odoo.addons.crm_privacy.tools.links import named_ids

from .crm_followup import MANUAL, MOST_MINUTES

# What its author says; everything else the engine says.
AUTHOR_FIELDS = frozenset(
    {
        "contact_id",
        "date",
        "method_id",
        "duration_minutes",
        "summary",
        "content",
        "feedback",
        "stage_id",
        "next_step",
        "next_date",
        "note",
        "place",
        "attachment_ids",
    }
)
SUBJECT_FIELDS = frozenset({"partner_id", "lead_id"})
TEXT_FIELDS = ("summary", "content", "feedback", "next_step", "note", "place")
LONGEST = 20_000  # characters of a text
SUMMARY_LENGTH = 60
AHEAD = timedelta(minutes=5)  # clocks of phones differ


class CrmFollowup(models.Model):
    """What may be recorded: by whom, of whom, and dated when."""

    _inherit = "crm.followup"

    @api.model_create_multi
    def create(self, vals_list):
        """Record follow-ups of the caller.

        Each names ``partner_id``, ``lead_id`` or both, ``method_id`` and ``content``.

        :raises AccessError: the caller does not work with one of the customers
        :raises UserError: naming what is wrong, and the way out
        """
        now = None
        if not self.env.su:
            self.check_access("create")
            now = fields.Datetime.now()
            defaults = self.default_get(list(AUTHOR_FIELDS | SUBJECT_FIELDS))
            vals_list = [self._prepare_own_values({**defaults, **v}) for v in vals_list]
            self._check_links(vals_list)
        # sudo: an opportunity may be of a customer that its owner does not see; what
        # the caller named was checked
        engine = self.sudo()
        vals_list = engine._complete_values(vals_list)
        for vals in vals_list:
            engine._check_values(vals, now)
        followups = super(CrmFollowup, engine).create(vals_list)
        followups._settle()
        return followups.with_env(self.env)

    def _prepare_own_values(self, vals):
        """Return the values of a follow-up that the caller records themselves.

        :raises UserError: it sets what the engine sets
        """
        self._check_names(vals.keys() - SUBJECT_FIELDS)
        own = {"author_id": self.env.uid, "source": MANUAL, "source_key": False}
        values = {**vals, **own}
        links = (n for n in values if self._fields[n].type == "many2one")
        for name in links:
            values[name] = next(iter(self._named(values, name)), False)
        return values

    def _check_names(self, names):
        """:raises UserError: one of the fields is not the author's to write"""
        if unknown := names - AUTHOR_FIELDS:
            raise UserError(
                self.env._(
                    "%(fields)s: nobody writes that by hand.",
                    fields=", ".join(sorted(unknown)),
                )
            )

    def _check_links(self, vals_list):
        """Refuse what the caller does not work with, or did not upload.

        :raises AccessError:
        """
        hidden = self._find_hidden_links(*vals_list)
        for name, ids in hidden.items():
            raise self._make_hidden_link_error(name, ids)
        leads = self.env["crm.lead"].browse(
            set().union(*(self._named(vals, "lead_id") for vals in vals_list))
        )
        leads.check_access("write")
        self._check_attachments(vals_list)

    def _named(self, vals, name):
        """Return the ids that a value names.

        :raises UserError: it is in no shape that can be read
        """
        field = self._fields[name]
        try:
            return named_ids(field, vals.get(name))
        except ValueError as error:
            label = field.get_description(self.env, ["string"])["string"]
            raise UserError(
                self.env._("%(field)s is named by its id.", field=label)
            ) from error

    def _check_attachments(self, vals_list):
        """Files are uploaded first, by whoever attaches them, and belong to nothing
        else.

        :raises UserError: files are made or changed in the same call
        :raises AccessError: a file is not the caller's, or belongs elsewhere
        """
        ids = set()
        for vals in vals_list:
            for command in vals.get("attachment_ids") or ():
                if isinstance(command, list | tuple) and command[0] in (0, 1, 2):
                    raise UserError(
                        self.env._("Upload the files first, and name them by their id.")
                    )
            ids |= self._named(vals, "attachment_ids")
        # sudo: whose they are is asked here
        files = self.env["ir.attachment"].sudo().browse(ids).exists()
        kept = self.sudo().attachment_ids  # what is attached already
        for file in files - kept:
            if file.create_uid != self.env.user or file.res_id or file.res_field:
                raise AccessError(
                    self.env._("Attach files alone that you have uploaded yourself.")
                )

    def _complete_values(self, vals_list):
        """Fill in customer, contact, company, author and summary of new follow-ups.

        :raises UserError: neither customer nor opportunity is named, or they differ
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        leads = self.env["crm.lead"].with_context(active_test=False)
        # One look for all of them.
        partner_ids = [vals.get("partner_id") for vals in vals_list]
        lead_ids = [vals.get("lead_id") for vals in vals_list]
        partners = partners.with_prefetch(list(filter(None, partner_ids)))
        leads = leads.with_prefetch(list(filter(None, lead_ids)))
        return [
            self._complete_one(
                vals,
                self._browse_one(partners, vals.get("partner_id")),
                self._browse_one(leads, vals.get("lead_id")),
            )
            for vals in vals_list
        ]

    def _browse_one(self, records, record_id):
        """Return the record named, to be read together with the others."""
        return records.browse(record_id or ()).with_prefetch(records._prefetch_ids)

    def _complete_one(self, vals, partner, lead):
        if not partner and not lead:
            raise UserError(
                self.env._(
                    "Say whom you contacted: a customer, a lead or an opportunity."
                )
            )
        person = partner or lead.partner_id
        customer = person.customer_id
        if partner and not customer:
            raise UserError(
                self.env._(
                    "%(partner)s is no customer: make it one first.",
                    partner=partner.display_name,
                )
            )
        if partner and lead.partner_id and lead.partner_id.customer_id != customer:
            raise UserError(
                self.env._(
                    "%(lead)s belongs to another customer: choose one of"
                    " %(customer)s, or none.",
                    lead=lead.name,
                    customer=customer.name,
                )
            )
        contact = person - customer if customer else person.browse()
        company = customer.company_id or lead.company_id or self.env.company
        texts = {
            name: sound_text(vals[name], LONGEST)
            for name in TEXT_FIELDS
            if vals.get(name)
        }
        return {
            "author_id": self.env.uid,
            "date": fields.Datetime.now(),
            **vals,
            **texts,
            "summary": texts.get("summary") or self._summarise(texts.get("content")),
            "partner_id": customer.id,
            "contact_id": vals.get("contact_id") or contact.id,
            "company_id": company.id,
        }

    def _summarise(self, content):
        """Return the first line of a text, cut to the length of a summary."""
        line = next((line for line in (content or "").splitlines() if line.strip()), "")
        line = " ".join(line.split())
        if len(line) <= SUMMARY_LENGTH:
            return line
        return line[: SUMMARY_LENGTH - 1] + "…"

    def _check_values(self, vals, now):
        """:param now: when their author records them; None: no limit to how long ago
            they were
        :raises UserError: naming the value and what is expected"""
        if not vals.get("content"):
            raise UserError(self.env._("Write what the follow-up was about."))
        if not vals.get("method_id"):
            raise UserError(self.env._("Choose a method, such as phone or visit."))
        self._check_minutes(vals.get("duration_minutes") or 0)
        self._check_contact(vals)
        date = self._read_moment(vals["date"])
        company = self.env["res.company"].browse(vals["company_id"])
        day = local_day(date, company.business_tz)
        if now:
            vals["date"] = self._check_date(date, company, now)
        self._check_next_date(vals, day)

    def _check_minutes(self, minutes):
        if type(minutes) is not int or not 0 <= minutes <= MOST_MINUTES:
            raise UserError(
                self.env._(
                    "%(minutes)s: a follow-up lasts between 0 minutes and 24 hours.",
                    minutes=str(minutes)[:20],
                )
            )

    def _check_contact(self, vals):
        contact = self.env["res.partner"].browse(vals.get("contact_id") or ())
        if contact and contact.customer_id.id != vals["partner_id"]:
            raise UserError(
                self.env._(
                    "%(contact)s is no contact of this customer: choose another, or"
                    " none.",
                    contact=contact.display_name,
                )
            )

    def _read_moment(self, value):
        """:raises UserError: it is no moment"""
        try:
            return fields.Datetime.to_datetime(value) or fields.Datetime.now()
        except (TypeError, ValueError) as error:
            raise self._no_date_error(value, "2026-12-31 08:00:00") from error

    def _no_date_error(self, value, example):
        return UserError(
            self.env._(
                "“%(value)s” is no date: write it as %(example)s.",
                value=str(value)[:30],
                example=example,
            )
        )

    def _check_date(self, date, company, now):
        """Return the moment to store.

        :raises UserError: it is ahead, or longer ago than the company allows
        """
        if date > now + AHEAD:
            raise UserError(
                self.env._(
                    "A follow-up is recorded when it is over: %(date)s is ahead. Plan"
                    " it as the next contact instead.",
                    date=self._format_moment(date, company),
                )
            )
        first = local_day(now, company.business_tz)
        first -= timedelta(days=company.followup_past_days)
        zone = pytz.timezone(company.business_tz)
        start = zone.localize(datetime.combine(first, time.min)).astimezone(pytz.utc)
        if date < start.replace(tzinfo=None):
            raise UserError(
                self.env._(
                    "%(date)s is too long ago: follow-ups are recorded within"
                    " %(days)s days. Write into the content when it was.",
                    date=self._format_moment(date, company),
                    days=company.followup_past_days,
                )
            )
        return min(date, now)

    def _format_moment(self, date, company):
        zone = pytz.timezone(company.business_tz)
        return pytz.utc.localize(date).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def _check_next_date(self, vals, day):
        """:raises UserError: no date, or before the day of the follow-up itself"""
        if not vals.get("next_date"):
            return
        try:
            next_date = fields.Date.to_date(vals["next_date"])
        except (TypeError, ValueError) as error:
            raise self._no_date_error(vals["next_date"], "2026-12-31") from error
        if next_date < day:
            raise UserError(
                self.env._(
                    "The next contact (%(next)s) is before this one (%(day)s).",
                    next=next_date,
                    day=day,
                )
            )
