"""A database of existing customers is adopted by its pools: how long it takes, and that
nobody loses a customer before the full warning days."""

import sys
from datetime import datetime

import database
from measure import Figures, parse, scratch_database, seconds
from prepared import environment

ADOPTED = 100_000
MOST_SECONDS = 60  # for 100,000
UNTOUCHED = """
    TRUNCATE crm_pool_log;
    UPDATE res_partner
       SET pool_id = NULL, pool_place = NULL, pool_since = NULL, pool_moves = 0,
           claimed_at = NULL, last_contact_at = NULL, reclaim_at = NULL,
           reclaim_rule_id = NULL, reclaim_notice_at = NULL, protected_until = NULL
     WHERE pool_id IS NOT NULL;
"""
TAKEN_EARLY = """
    SELECT count(*) FROM res_partner p JOIN crm_pool o ON o.id = p.pool_id
     WHERE p.reclaim_at < %s + make_interval(days => o.warning_days)
"""
NOT_ADOPTED = """
    SELECT count(*) FROM res_partner
     WHERE customer_state IS NOT NULL AND pool_place IS NULL
"""


def main(arguments):
    options = parse(arguments, __doc__)
    with scratch_database(options.scale) as name:
        database.query(UNTOUCHED, name=name)
        now = datetime.now().replace(microsecond=0)
        with environment(name) as env:
            partners = env["res.partner"]
            adopted = []
            elapsed = seconds(lambda: adopted.append(partners._pool_adopt(now)))
            problems = env["crm.pool.log"]._verify()
        [[early]] = database.query(TAKEN_EARLY, [now], name)
        [[missed]] = database.query(NOT_ADOPTED, name=name)
    [number] = adopted
    figures = Figures(f"Adoption of {number:,} existing customers")
    scaled = elapsed * ADOPTED / number
    figures.at_most(f"seconds for {ADOPTED:,}", scaled, MOST_SECONDS, " s")
    figures.at_most("taken before the full warning days", early, 0)
    figures.at_most("not adopted", missed, 0)
    figures.at_most("rows of the ledger that do not agree", len(problems), 0)
    return figures.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
