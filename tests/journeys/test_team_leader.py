"""A team leader's day: recall from an own member, with undo."""


def test_recall_from_a_member(server, sit_down):
    """PO-2, PO-7: a member's customer goes back to the pool with a reason; undo."""
    person = sit_down("leader1").open("crm-customers")
    before = held(server)
    person.cards().first.wait_for()
    person.photograph("team_customers")
    person.cards().first.click()
    person.wait()
    person.page.locator(".o_form_statusbar").wait_for()
    person.press("收回", ".o_form_statusbar")
    dialog = person.page.locator(".modal-dialog")
    person.choose("reason_id")
    person.wait().photograph("recall_dialog")
    dialog.get_by_role("button", name="收回").click()
    person.toast("收回")
    assert held(server) == before - 1
    person.undo()
    assert held(server) == before


def held(server):
    [[count]] = server.query(
        "SELECT count(*) FROM res_partner"
        " WHERE pool_place = 'held' AND customer_state IS NOT NULL"
    )
    return count


def test_assign_to_a_member_on_a_phone(server, sit_down):
    """PO-2, NF-M: a leader assigns a public customer to an own member; undo."""
    person = sit_down("leader1", "phone").open("crm-pool")
    before = held(server)
    person.cards().first.click()
    person.wait().press_anywhere("指派")
    members = person.page.locator(".modal-dialog [name=member_id] .o_pool_member")
    members.first.click()
    person.wait().photograph("assign_by_leader")
    person.page.locator(".modal-dialog").get_by_role("button", name="指派").click()
    person.toast("指派成功")
    assert held(server) == before + 1
    person.undo()
    assert held(server) == before
