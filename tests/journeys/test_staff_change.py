"""Somebody leaves: the supervisor hands over, releases, or locks at once."""

from playwright.sync_api import expect

HOLDS = """
    SELECT (SELECT count(*) FROM res_partner
             WHERE user_id = u.id AND pool_place = 'held'
               AND customer_state IS NOT NULL)
         + (SELECT count(*) FROM crm_lead
             WHERE user_id = u.id AND pool_place = 'held')
      FROM res_users u WHERE u.login = %s
"""


def test_hand_over_at_a_desk(server, sit_down):
    """PO-15: what one holds is split among colleagues, more than allowed if ticked."""
    person = sit_down("supervisor").open("my-customers")
    dialog = open_dialog(person, "吴珊瑚")
    expect(dialog.locator("[name=holdings]")).to_contain_text("华东公海")
    held = [holds(server, login) for login in ("sales4", "sales1", "sales3")]
    for heir in ("陈海星", "周小鲸"):
        person.choose("heir_ids", heir)
    dialog.locator("[name=over_capacity] input").check()
    person.wait().photograph("staff_hand_over")
    person.press("执行", ".modal-dialog")
    assert str(held[0]) in person.toast("移交")
    assert holds(server, "sales4") == 0
    assert holds(server, "sales1") + holds(server, "sales3") == sum(held)


def test_release_all_on_a_phone(server, sit_down):
    """PO-15, NF-M: everything goes back to its pool."""
    person = sit_down("supervisor", "phone").open("my-customers")
    dialog = open_dialog(person, "刘远帆")
    held = holds(server, "sales5")
    dialog.get_by_label("全部退回公海").check()
    person.wait().photograph("staff_release")
    person.press("执行", ".modal-dialog")
    assert str(held) in person.toast("退回成功")
    assert holds(server, "sales5") == 0


def test_lock_now(server, sit_down):
    """PO-15: login and sessions end at once, the leader gets an activity."""
    person = sit_down("supervisor").open("my-customers")
    dialog = open_dialog(person, "林白鹭")
    held = holds(server, "sales2")
    dialog.get_by_label("立即锁定").check()
    person.sees("登录", ".modal-dialog").photograph("staff_lock")
    person.press("执行", ".modal-dialog")
    person.toast("锁定")
    assert holds(server, "sales2") == held
    [[active]] = server.query("SELECT active FROM res_users WHERE login = 'sales2'")
    assert not active


def open_dialog(person, name):
    """Open the dialog of staff changes from the menu and choose who it is about."""
    if person.size == "phone":
        person.page.locator(".o_navbar_apps_menu button, .o_menu_toggle").first.click()
        scope = ".o_app_menu_sidebar"
    else:
        scope = ".o_main_navbar"
    person.page.locator(scope).get_by_text("配置", exact=True).first.click()
    person.page.get_by_text("人员变动", exact=True).first.click()
    dialog = person.page.locator(".modal-dialog")
    dialog.wait_for()
    person.choose("user_id", name)
    expect(dialog.locator("[name=holdings]")).to_be_visible()
    return dialog


def holds(server, login):
    [[count]] = server.query(HOLDS, [login])
    return count
