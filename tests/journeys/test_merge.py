"""Two records of one firm become one: the supervisor's list, the dialog, the toast."""

from playwright.sync_api import expect


def test_merge_two(server, sit_down):
    """CU-5: what is held remains, keeps its owner, and the ledger says so."""
    person = sit_down("supervisor").open("my-customers")
    rows = person.page.locator(".o_data_row")
    expect(rows.first).to_be_visible()
    owned = rows.filter(has_text="周小鲸").first
    public = rows.filter(has_not=person.page.locator("[name=user_id] img")).first
    kept, gone = (name_of(row) for row in (owned, public))
    for row in (owned, public):
        row.locator(".o_list_record_selector input").check()
    person.press("合并", ".o_control_panel")
    dialog = person.page.locator(".modal-dialog")
    person.sees(gone, ".modal-dialog")
    person.choose("into_id", kept)
    person.wait().photograph("merge_dialog")
    dialog.locator("[name=action_merge]").click()
    person.toast("合并")
    rows = server.query(
        """
        SELECT p.name, u.login FROM res_partner p
          LEFT JOIN res_users u ON u.id = p.user_id
         WHERE p.name IN %s AND p.active
        """,
        [(kept, gone)],
    )
    assert rows == [(kept, "sales3")]
    [[logged]] = server.query("SELECT count(*) FROM crm_pool_log WHERE move = 'merge'")
    assert logged


def name_of(row):
    return row.locator(".o_data_cell[name=name]").inner_text()
