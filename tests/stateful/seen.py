"""Where engine and reference differ: places, limits, ledger, and what each sees."""

from stateful.reference import local_day

COLUMNS = ("protected_until", "rest_until", "extended_until")


def differences(cast, reference, ids, personas):
    """Return ``{what: (engine's, reference's)}``; empty when they agree."""
    cast.env.flush_all()
    pairs = {
        "places": (_places(cast, ids), _expected_places(cast, reference)),
        "contacts": (_astray(cast), []),
        "ledger": (_ledger(cast, ids), _expected_ledger(reference)),
        "ledger replayed": (cast.env["crm.pool.log"]._verify(), []),
        "claims of the day": (_claims(cast, reference), _expected_claims(reference)),
        "claims in the ledger": (_logged(cast), _expected_logged(cast, reference)),
    }
    for who in personas:
        window = reference.in_window(who)
        pairs[f"window of {who}"] = (_window(cast, who, ids), window)
        for way, found in _visible(cast, who, ids).items():
            pairs[f"{way} of {who}"] = (found, reference.visible(who))
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _query(cast, statement, *parameters):
    cast.env.cr.execute(statement, parameters or None)
    return cast.env.cr.fetchall()


def _places(cast, ids):
    rows = _query(
        cast,
        f"SELECT id, pool_place, user_id, active, {', '.join(COLUMNS)}"
        " FROM res_partner WHERE id = ANY(%s)",
        ids,
    )
    return {row[0]: row[1:] for row in rows}


def _expected_places(cast, reference):
    return {
        record_id: (
            customer.place,
            customer.owner and cast.users[customer.owner].id,
            customer.place != "binned",
            *(getattr(customer, column) for column in COLUMNS),
        )
        for record_id, customer in reference.customers.items()
    }


def _astray(cast):
    """Contacts that are not where their customer is."""
    return _query(
        cast,
        "SELECT c.id FROM res_partner c JOIN res_partner p ON p.id = c.customer_id"
        " WHERE c.id <> p.id AND p.pool_id = %s"
        "   AND (c.user_id, c.pool_id, c.pool_place, c.active)"
        "       IS DISTINCT FROM (p.user_id, p.pool_id, p.pool_place, p.active)",
        cast.pool.id,
    )


def _ledger(cast, ids):
    rows = _query(
        cast,
        "SELECT partner_id, array_agg(move::text ORDER BY sequence) FROM crm_pool_log"
        " WHERE partner_id = ANY(%s) GROUP BY 1",
        ids,
    )
    return dict(rows)


def _expected_ledger(reference):
    steps = {i: customer.steps for i, customer in reference.customers.items()}
    return {i: [s.move for s in part] for i, part in (steps | reference.gone).items()}


def _claims(cast, reference):
    cast.env.invalidate_all()
    return {who: cast.members[who].claimed_today for who in reference.capacity}


def _expected_claims(reference):
    day = local_day(reference.now)
    return {who: reference.claims.get((who, day), 0) for who in reference.capacity}


def _logged(cast):
    rows = _query(
        cast,
        "SELECT to_user_id, (date + interval '8 hours')::date, count(*)"
        "  FROM crm_pool_log WHERE pool_id = %s AND move IN ('claim', 'grant')"
        " GROUP BY 1, 2",
        cast.pool.id,
    )
    return {(user_id, day): number for user_id, day, number in rows}


def _expected_logged(cast, reference):
    return {
        (cast.users[who].id, day): number
        for (who, day), number in reference.claims.items()
        if number
    }


def _visible(cast, who, ids):
    """Return ``{way: ids}`` that a persona gets at, by each way there is."""
    user = cast.users[who]
    partners = cast.env["res.partner"].with_user(user).with_company(cast.company)
    known = partners.with_context(active_test=False)
    among = [("id", "in", ids)]
    contacts = known.search([("customer_id", "in", ids), ("id", "not in", ids)])
    return {
        "search": set(known.search(among).ids),
        "name_search": {
            found for found, _name in known.name_search("Stateful", among, limit=None)
        },
        "read": set(known.browse(ids).exists()._filtered_access("read").ids),
        "contacts": set(contacts.sudo().customer_id.ids),
    }


def _window(cast, who, ids):
    window = cast.env["crm.pool.customer"].with_user(cast.users[who])
    return set(window.with_company(cast.company).search([("id", "in", ids)]).ids)
