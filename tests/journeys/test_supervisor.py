"""A supervisor's day: import a list, undo it, assign, preview a rule."""

import pytest
from playwright.sync_api import expect

SIZES = ("desk", "phone")


def count(server, condition="TRUE"):
    [[number]] = server.query(
        "SELECT count(*) FROM res_partner"
        f" WHERE customer_state IS NOT NULL AND {condition}"
    )
    return number


def test_import_report_and_undo(server, sit_down, customer_list):
    """CU-8: a sales office's list through the web client's own import, its report,
    and undo."""
    person = sit_down("supervisor").open("my-customers")
    before = count(server)
    person.press("导入")
    person.page.wait_for_selector(".o_import_action")
    person.photograph("import_start")
    person.page.locator("input[type=file]").first.set_input_files(customer_list.path)
    expect(person.page.locator(".o_import_data_content")).to_be_visible()
    person.wait().photograph("import_columns")
    person.press("导入", ".o_control_panel")
    expect(person.page.locator(".o_form_view [name=created_count]")).to_have_text(
        f"{customer_list.created:,}", timeout=60_000
    )
    expect(person.page.locator("[name=refused_count]").first).to_have_text(
        f"{customer_list.refused:,}"
    )
    person.wait().photograph("import_report")
    assert count(server) == before + customer_list.created
    person.press("撤销导入")
    person.page.locator(".modal-dialog .btn-danger").click()
    person.wait()
    expect(person.page.locator(".modal-dialog")).to_have_count(0)
    person.photograph("import_undone")
    assert count(server) == before


def test_read_an_import_on_a_phone(sit_down):
    """CU-8, NF-M: the report of an import is read on a phone; files are handed in at
    a desk."""
    person = sit_down("supervisor", "phone").open("customer-imports")
    person.cards().first.click()
    expect(person.page.locator("[name=created_count]").first).to_be_visible()
    person.photograph("import_report")


@pytest.mark.parametrize("size", SIZES)
def test_assign_from_the_window(server, sit_down, size):
    """PO-2: assign public customers to a member; undo takes it back."""
    person = sit_down("supervisor", size).open("crm-pool")
    before = count(server, "pool_place = 'public'")
    number = 2 if size == "desk" else 1
    if size == "desk":
        person.click("华东公海", ".o_search_panel")
        person.select_rows(person.page.locator(".o_data_row"), number)
        person.press("指派", ".o_control_panel")
    else:
        person.cards().first.click()
        person.press("指派", ".o_form_view")
    dialog = person.page.locator(".modal-dialog")
    members = dialog.locator("[name=member_id] .o_pool_member")
    expect(members.first).to_be_visible()
    members.filter(has_text="周小鲸" if size == "desk" else "").first.click()
    expect(members.locator("input:checked")).to_have_count(1)
    person.photograph("assign_dialog")
    dialog.get_by_role("button", name="指派").click()
    person.toast("指派成功")
    assert count(server, "pool_place = 'public'") == before - number
    person.undo()
    assert count(server, "pool_place = 'public'") == before


@pytest.mark.parametrize("size", SIZES)
def test_distribute_from_the_window(server, sit_down, size):
    """PO-6: all that matches the filter, with a table of who gets how many; undo."""
    person = sit_down("supervisor", size).open("crm-pool")
    before = count(server, "pool_place = 'public'")
    if size == "desk":
        person.click("华东公海", ".o_search_panel")
    person.press("批量分配", ".o_control_panel")
    dialog = person.page.locator(".modal-dialog")
    rows = dialog.locator("[name=line_ids] .o_data_row")
    expect(rows.first).to_be_visible()
    person.photograph("distribute_dialog")
    rows.first.locator("[name=is_chosen] input").click()
    expect(rows.first.locator("[name=count]")).to_have_text("0")
    person.wait().photograph("distribute_chosen")
    dialog.get_by_role("button", name="批量分配").click()
    person.toast("分配给")
    assert count(server, "pool_place = 'public'") < before
    person.undo()
    assert count(server, "pool_place = 'public'") == before


@pytest.mark.parametrize("size", SIZES)
def test_preview_a_rule(server, sit_down, size):
    """PO-10: what a rule would take and from whom, before it is saved."""
    person = sit_down("supervisor", size).open("crm-pools")
    person.cards().first.click()
    expect(person.page.locator(".o_form_view .o_notebook")).to_be_visible()
    person.wait().photograph("pool_settings")
    person.click("回收规则", ".o_notebook_headers")
    rules = server.query("SELECT count(*) FROM crm_pool_rule")
    person.press("新增规则")
    dialog = person.page.locator(".modal-dialog")
    days = dialog.locator("[name=days] input")
    days.fill("3")
    days.press("Tab")
    expect(
        dialog.locator("[name=customer_ids]")
        .locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
        .first
    ).to_be_visible()
    expect(dialog.locator("[name=owner_table]")).to_be_visible()
    person.photograph("rule_preview")
    assert server.query("SELECT count(*) FROM crm_pool_rule") == rules


def test_movements(sit_down):
    """PO-3: the ledger reads like a book."""
    person = sit_down("supervisor").open("crm-pool-movements")
    expect(person.page.locator(".o_data_row").first).to_be_visible()
    person.photograph("movements")


def test_every_menu_opens(sit_down):
    """NF-L, log is quiet: every screen of our menu in Chinese, on desk and phone."""
    for size in ("desk", "phone"):
        person = sit_down("supervisor", size)
        for path in menu_paths(person):
            person.open(path).read_words(path)


def menu_paths(person):
    """Return the action paths of all entries below our root menu."""
    menus = person.rpc.get("/web/webclient/load_menus").json()
    by_id = {menu["id"]: menu for menu in menus.values() if menu["id"] != "root"}
    [root] = [
        menu for menu in by_id.values() if menu["xmlid"] == "crm_customer.menu_root"
    ]
    waiting, paths = list(root["children"]), []
    while waiting:
        menu = by_id[waiting.pop(0)]
        waiting += menu["children"]
        if menu["actionID"]:
            paths.append(menu.get("actionPath") or f"action-{menu['actionID']}")
    assert len(paths) > 5
    return paths
