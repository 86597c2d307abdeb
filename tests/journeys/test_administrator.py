"""An administrator's recycle bin: restore what was deleted by mistake, purge nothing
that documents need."""

from playwright.sync_api import expect


def test_recycle_bin(server, sit_down):
    """PO-13: what has orders is not purged, and the dialog says what to do instead;
    what was deleted by mistake comes back."""
    person = sit_down("custadmin").open("crm-recycle-bin")
    rows = person.page.locator(".o_data_row")
    expect(rows).to_have_count(2)
    person.wait().photograph("recycle_bin")
    [[name]] = server.query(
        "SELECT name FROM res_partner p WHERE pool_place = 'binned' AND EXISTS"
        " (SELECT FROM sale_order WHERE partner_id = p.id)"
    )
    rows.filter(has_text=name).locator(".o_data_cell").first.click()
    expect(person.page.locator(".o_form_view")).to_be_visible()
    person.press_anywhere("彻底删除")
    dialog = person.page.locator(".modal-dialog")
    dialog.locator("[name=reason] input, [name=reason] textarea").fill("重复录入")
    person.wait().photograph("purge_dialog")
    dialog.get_by_role("button", name="取消").or_(
        dialog.get_by_role("button", name="丢弃")
    ).first.click()
    person.press("恢复", ".o_form_statusbar")
    dialog.locator("[name=reason] input, [name=reason] textarea").fill("误删")
    person.wait().photograph("restore_dialog")
    dialog.locator("[name=action_restore]").click()
    person.toast("恢复")
    [[place]] = server.query(
        "SELECT pool_place FROM res_partner WHERE name = %s", [name]
    )
    assert place == "public"


def test_purge(server, sit_down):
    """PO-13: what no document needs is removed for good, after a warning, and the
    ledger keeps its row."""
    [[name, customer_id]] = server.query(
        "SELECT name, id FROM res_partner p WHERE pool_place = 'binned' AND NOT EXISTS"
        " (SELECT FROM sale_order WHERE partner_id = p.id)"
    )
    person = sit_down("custadmin", "phone").open("crm-recycle-bin")
    person.cards().filter(has_text=name).first.click()
    person.wait()
    person.page.locator(".o_form_view").wait_for()
    person.press_anywhere("彻底删除")
    dialog = person.page.locator(".modal-dialog")
    person.sees(name, ".modal-dialog").wait().photograph("purge_dialog")
    dialog.locator("[name=reason] input, [name=reason] textarea").fill("客户要求")
    dialog.locator("[name=action_purge]").click()
    password = person.page.locator(".modal-dialog input[type=password]")
    password.fill("custadmin")
    person.wait().read_words("password").press("确认", ".modal-dialog")
    person.toast("彻底删除")
    gone = server.query("SELECT id FROM res_partner WHERE id = %s", [customer_id])
    logged = server.query("SELECT id FROM crm_pool_log WHERE move = 'purge'")
    assert not gone and logged
