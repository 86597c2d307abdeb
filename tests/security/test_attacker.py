"""An account manager attacks over HTTP what belongs to a colleague (NF-S).

The sweep over every model runs within crm_privacy's own tests too, in one process;
here it goes through JSON-2 on two workers, as an attacker's script would.
"""

import json

import pytest

from pool_world import PoolWorld
from rpc import RpcError

MARK = "Zqx7"
WINDOW = "crm.pool.customer"
TEXT = ("char", "text", "html", "many2one", "one2many", "many2many")


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


@pytest.fixture(scope="module")
def members(world):
    """Two members of one pool; the second one holds the customer."""
    return world.make_members(world.make_pool(), 2)


@pytest.fixture(scope="module")
def attacker(members):
    return members[0].client


@pytest.fixture(scope="module")
def hidden(world, members):
    """The customer of the other member, with a contact and what hangs on it."""
    pool_id = world.server.query("SELECT max(id) FROM crm_pool")[0][0]
    [customer] = world.make_customers(
        pool_id,
        1,
        name=f"{MARK} Trading",
        email=f"{MARK}@example.cn",
        street=f"{MARK} Street",
    )
    assert members[1].claim([customer])["done"] == [customer]
    contact = world.create(
        "res.partner",
        {"name": f"{MARK} Wang", "parent_id": customer, "email": f"w@{MARK}.cn"},
    )
    for user_id in (members[1].user_id, False):
        for model in ("crm.lead", "sale.order"):
            values = {"partner_id": contact, "user_id": user_id}
            world.create(model, {"name": MARK, **values})
    members[1].client.call(
        "crm.followup",
        "create",
        vals_list=[
            {
                "partner_id": contact,
                "method_id": world.xml_id(
                    "crm_customer.dictionary_followup_method_phone"
                ),
                "content": f"{MARK} called",
                "next_step": MARK,
            }
        ],
    )
    world.create("res.partner.bank", {"acc_number": MARK, "partner_id": customer})
    world.admin.call("res.partner", "message_post", ids=[customer], body=MARK)
    return customer


def answer(client, model, method, **parameters):
    """Return what came back as text, be it a result or a refusal."""
    try:
        return json.dumps(client.call(model, method, **parameters))
    except RpcError as refusal:
        return str(refusal) + refusal.debug


def test_every_readable_model(world, attacker, hidden):
    """Gate (a) over JSON-2: no field of any model says a word of the customer."""
    names = world.server.query(
        "SELECT model FROM ir_model WHERE NOT abstract ORDER BY model"
    )
    leaks, read = [], 0
    for (model,) in names:
        try:
            fields = attacker.call(model, "fields_get", attributes=["type"])
        except RpcError:
            continue
        wanted = [name for name, field in fields.items() if field["type"] in TEXT]
        result = answer(
            attacker, model, "search_read", domain=[], fields=wanted, limit=2000
        )
        read += result.startswith("[")
        # The window of a pool shows its members the names of what lies in it (PO-11).
        forbidden = f"{MARK} Street" if model == WINDOW else MARK
        if forbidden.lower() in result.lower() or f"{MARK}@".lower() in result.lower():
            leaks.append(model)
    assert leaks == []
    assert read > 100


def test_the_owner_reads_it(members, hidden):
    """The sweep would see a leak."""
    owner = members[1].client
    for model in ("res.partner", "crm.lead", "sale.order"):
        assert MARK in answer(owner, model, "search_read", domain=[], fields=["name"])


def test_links_tell_nothing(attacker, hidden):
    """Rows 12 to 15: refused, and the refusal has no name in it."""
    lead = {"name": "x", "partner_id": hidden}
    calls = [
        ("crm.lead", "create", {"vals_list": [lead]}),
        ("crm.lead", "web_save", {"ids": [], "vals": lead, "specification": {}}),
        (
            "crm.lead",
            "onchange",
            {
                "ids": [],
                "values": lead,
                "field_names": ["partner_id"],
                "fields_spec": {"phone": {}, "email_from": {}},
            },
        ),
        ("sale.order", "create", {"vals_list": [{"partner_id": hidden}]}),
        ("sale.order", "create", {"vals_list": [{"partner_id": str(hidden)}]}),
    ]
    for model, method, parameters in calls:
        with pytest.raises(RpcError) as refusal:
            attacker.call(model, method, **parameters)
        assert refusal.value.name == "odoo.exceptions.AccessError"
        assert MARK not in str(refusal.value) + refusal.value.debug


def test_contacts_are_not_pulled_over(world, attacker, members, hidden):
    """Row 33: a command on a list of one's own takes no contact along."""
    pool_id = world.server.query("SELECT max(id) FROM crm_pool")[0][0]
    [own] = world.make_customers(pool_id, 1)
    assert members[0].claim([own])["done"] == [own]
    [(contact,)] = world.server.query(
        "SELECT id FROM res_partner WHERE parent_id = %s", [hidden]
    )
    for command in ([4, contact], [6, 0, [contact]], [1, contact, {"function": "x"}]):
        with pytest.raises(RpcError):
            attacker.call(
                "res.partner", "write", ids=[own], vals={"child_ids": [command]}
            )
    assert world.server.query(
        "SELECT parent_id FROM res_partner WHERE id = %s", [contact]
    ) == [(hidden,)]


def test_nobody_signs_in_as_the_customer(attacker, hidden):
    """Row 17."""
    result = answer(attacker, "res.partner", "signup_get_auth_param", ids=[hidden])
    assert "token" not in result


def test_debug_mode_names_nobody(world, members, hidden):
    """Row 16: everybody can switch it on."""
    [(login,)] = world.server.query(
        "SELECT login FROM res_users WHERE id = %s", [members[0].user_id]
    )
    world.server.query(
        "UPDATE res_users SET password = 'attack' WHERE id = %s RETURNING id",
        [members[0].user_id],
    )
    session = world.server.login(login, "attack")
    session.get("/odoo?debug=1")
    with pytest.raises(RpcError) as refusal:
        session.call("res.partner", "read", [hidden], ["name"])
    assert MARK not in str(refusal.value) + refusal.value.debug


def test_grant_and_withdrawal_count_in_every_worker(world, attacker, members, hidden):
    """Gate (d), row 27: at the next request, whichever worker gets it."""
    group = world.xml_id("crm_privacy.group_back_office")

    def seen():
        calls = (
            attacker.call("res.partner", "search_count", domain=[("id", "=", hidden)])
            for _ in range(12)
        )
        return set(calls)

    assert seen() == {0}
    for command, expected in (([4, group], {1}), ([3, group], {0})):
        world.admin.call(
            "res.users",
            "write",
            ids=[members[0].user_id],
            vals={"group_ids": [command]},
        )
        assert seen() == expected
