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
    bar = person.page.locator(".o_form_statusbar")
    bar.locator(".o_customer_more").click()
    person.page.locator(".o-dropdown--menu").get_by_role(
        "button", name="彻底删除"
    ).click()
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
