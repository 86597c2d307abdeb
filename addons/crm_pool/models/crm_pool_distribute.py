from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, Query

from .crm_pool_distribution import DISTRIBUTE_BY
from .distribution import Item, plan
from .moves import MOVES, PUBLIC
from .outcome import Outcome
from .sql_arrays import sql_array

MOST_AT_A_TIME = 50_000


class CrmPoolDistribute(models.AbstractModel):
    """Distribution 批量分配: public records are divided among members of their pool."""

    _inherit = "crm.pool.mixin"

    # Which fields say where a record belongs; None where the model has no such field.
    _pool_region_field = None
    _pool_industry_field = None
    _pool_source_field = None

    def action_pool_distribute(self, user_ids, by=None):
        """Divide public records among members of their pool.

        For pool managers and supervisors, and for team leaders among their own members.
        Nobody gets more than they have room for: the rest is refused with the reason.

        :param list user_ids: ids of the ``res.users`` among whom to divide
        :param str by: ``evenly``, ``free_capacity``, ``weight`` or ``rules``; as the
            pool has it if left out
        :returns: ``{"done": [ids], "refused": {"id": "reason"},
            "members": {"user id": number}}``
        :raises UserError: a user or the way to divide is unknown; too many records
        """
        users = self._pool_check_distribution(user_ids, by)
        outcome, numbers = self._pool_distribute(users, by, fields.Datetime.now())
        members = {str(user_id): number for user_id, number in numbers.items()}
        return {**outcome.as_dict(), "members": members}

    def action_pool_distribute_preview(self, user_ids, by=None):
        """Tell what :meth:`action_pool_distribute` would do; nothing is changed.

        :returns: ``{"members": [{"user_id", "member_id", "pool_id", "name", "held",
            "capacity", "free", "count"}], "total": number given,
            "overflow": number of the others, "reasons": {"reason": number}}``
        :raises UserError: as there
        """
        users = self._pool_check_distribution(user_ids, by)
        return self._pool_distribute_preview(users, by)

    def _pool_check_distribution(self, user_ids, by):
        """Return the users asked for.

        :raises UserError: one of them, or the way to divide, is unknown
        """
        ways = [way for way, _label in DISTRIBUTE_BY]
        if by is not None and by not in ways:
            raise UserError(
                self.env._(
                    "%(by)s is no way to divide: choose one of %(ways)s.",
                    by=by,
                    ways=", ".join(ways),
                )
            )
        known = isinstance(user_ids, list) and all(type(i) is int for i in user_ids)
        users = self.env["res.users"].browse(user_ids if known else ())
        if not users or users.exists() != users:
            raise UserError(self.env._("Choose the members who shall receive."))
        if len(self) > MOST_AT_A_TIME:
            raise UserError(
                self.env._(
                    "%(count)s are too many: distribute at most %(most)s at a time.",
                    count=len(self),
                    most=MOST_AT_A_TIME,
                )
            )
        return users

    def _pool_distribute(self, users, by, now):
        """Distribute for the current user, pool by pool.

        :returns: ``(Outcome in the order of self, {user id: number})``
        """
        outcome = Outcome()
        # The right is checked for each pool, the gate does the rest.
        parts = self.sudo()._pool_parts(users, outcome)
        members = self.env["crm.pool.member"].union(*(m for _pool, m, _part in parts))
        # Members first, all of them; then records.
        members.sudo()._take_turns(now)
        given = {}
        for pool, receivers, part in parts:
            part._pool_distribute_within(pool, receivers, by, now, outcome, given)
        done = set(outcome.done)
        outcome.done = [record_id for record_id in self.ids if record_id in done]
        numbers = dict.fromkeys(users.ids, 0)
        for member, ids in given.items():
            numbers[member.user_id.id] += len(ids)
        return outcome, numbers

    def _pool_parts(self, users, outcome):
        """Return ``[(pool, members, records)]``: what the current user may distribute
        among these users, pool by pool; what not is refused.

        :raises UserError: some of the users receive nothing in any of the pools
        """
        known = self.exists()
        known.fetch(["pool_id", "pool_place"])  # not for all that a record has
        refusal = self.env._(
            "You may not distribute it, or no chosen member belongs to its pool."
        )
        outcome.refuse((self - known).ids, refusal)
        parts = []
        for pool, part in sorted(
            known.grouped("pool_id").items(), key=lambda entry: entry[0].id
        ):
            members = pool._get_receivers(self.env.user, users)
            if members:
                parts.append((pool, members, part))
            else:
                outcome.refuse(part.ids, refusal)
        receiving = self.env["res.users"].union(*(m.user_id for _p, m, _r in parts))
        if parts and users - receiving:
            raise UserError(
                self.env._(
                    "Leave out the users %(ids)s: they are no members of these pools to"
                    " whom you may assign.",
                    ids=", ".join(map(str, (users - receiving).ids)),
                )
            )
        return parts

    def _pool_distribute_within(
        self, pool, members, by, now, outcome, given, wait=True, match_first=False
    ):
        """Distribute records of one pool; the members' turns have been taken.

        :param Outcome outcome: gets what became of each record
        :param dict given: gets ``{member: [ids]}``
        :returns: ids of the records that could be locked
        """
        rows = self._pool_lock(wait)
        locked = [row["id"] for row in rows]
        self._pool_refuse_unlocked(rows, outcome, tell_owner=wait)
        refusal = self._pool_place_refusal(MOVES["distribute"], members[:1])
        rows = self._pool_filter(rows, refusal, outcome)
        records = self.browse([row["id"] for row in rows])
        found = records._pool_plan(pool, members, by, match_first)
        receivers = {
            record_id: member
            for member in members
            for record_id in found.given[member.id]
        }
        rows = [row for row in rows if row["id"] in receivers]
        moved = self._pool_give("distribute", rows, receivers, now)
        outcome.done += moved.done
        outcome.refused.update(moved.refused)
        for record_id in moved.done:
            given.setdefault(receivers[record_id], []).append(record_id)
        members._keep_plan(found, now)
        self._pool_wake_distribution()
        for record_id, rule_id in found.overflow.items():
            outcome.refuse([record_id], self._pool_overflow_reason(rule_id))
        return locked

    @api.model
    def _pool_wake_distribution(self):
        """Let the schedule distribute what arrived, and tell who received something."""
        self.env.ref("crm_pool.ir_cron_pool_distribute")._trigger()

    def _pool_plan(self, pool, members, by, match_first=False):
        """Return the plan by which these records are divided among members of their
        pool.

        :rtype: distribution.Plan
        """
        by = by or pool.distribute_by
        # Rules out of force count for nobody, whatever the caller's context shows.
        in_force = pool.with_context(active_test=True).distribution_rule_ids
        rules = in_force if by == "rules" else None
        receivers = [(rule.id, set(rule.member_ids.ids)) for rule in rules or ()]
        return plan(
            self._pool_plan_items(rules),
            members._get_seats(self),
            pool.divide_by if rules is not None else by,
            receivers,
            match_first,
        )

    def _pool_plan_items(self, rules):
        """Return the records as the planner needs them, in their order."""
        self.flush_model()
        table = SQL.identifier(self._table)
        query = Query(self.env, self._table, table)
        region, industry = (
            SQL.identifier(self._table, name) if name else SQL("NULL::int")
            for name in (self._pool_region_field, self._pool_industry_field)
        )
        rule = self._pool_plan_rule_sql(rules, query)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(table)s.id, plan_region.parent_path, %(industry)s, %(rule)s
                  FROM %(tables)s
                  LEFT JOIN crm_region plan_region ON plan_region.id = %(region)s
                 WHERE %(table)s.id = ANY(%(ids)s)
                """,
                industry=industry,
                region=region,
                rule=rule,
                table=table,
                tables=query.from_clause,
                ids=sql_array("int", self.ids),
            )
        )
        items = {row[0]: Item(*row) for row in rows}
        return [items[record_id] for record_id in self.ids if record_id in items]

    def _pool_plan_rule_sql(self, rules, query):
        """Return SQL for the first of the rules that a row of the table falls under.

        :param query: gets the tables that conditions of the rules need besides
        """
        if not rules:
            return SQL("NULL::int")
        cases = [
            SQL(
                "WHEN %s THEN %s",
                rule._get_domain(self)
                .optimize_full(self)
                ._to_sql(self, self._table, query),
                rule.id,
            )
            for rule in rules
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _pool_overflow_reason(self, rule_id):
        if not rule_id:
            return self.env._("The chosen members have no room left.")
        # Whoever distributes by the rules of a pool may know their names.
        rule = self.env["crm.pool.distribution.rule"].sudo().browse(rule_id)
        return self.env._(
            "The receivers of the rule “%(rule)s” are not chosen or have no room left.",
            rule=rule.display_name,
        )

    def _pool_distribute_preview(self, users, by):
        """See :meth:`action_pool_distribute_preview`."""
        outcome = Outcome()
        lines = []
        # As in _pool_distribute: the right is checked for each pool.
        for pool, members, part in self.sudo()._pool_parts(users, outcome):
            records = part.filtered(lambda record: record.pool_place == PUBLIC)
            outcome.refuse(
                (part - records).ids, self.env._("It does not lie in the pool.")
            )
            found = records._pool_plan(pool, members, by)
            lines += members._describe_seats(records, found.given)
            for record_id, rule_id in found.overflow.items():
                outcome.refuse([record_id], self._pool_overflow_reason(rule_id))
        reasons = {}
        for reason in outcome.refused.values():
            reasons[reason] = reasons.get(reason, 0) + 1
        return {
            "members": lines,
            "total": sum(line["count"] for line in lines),
            "overflow": len(outcome.refused),
            "reasons": reasons,
        }
