"""An account manager's day: claim, look at one's own, see the days left, return."""

import random
import re

import pytest
from playwright.sync_api import expect

FIRM = f"远洋灯塔{random.randrange(10**6):06}有限公司"


def held_by(server, login):
    [[count]] = server.query(
        "SELECT count(*) FROM res_partner p JOIN res_users u ON u.id = p.user_id"
        " WHERE u.login = %s AND p.pool_place = 'held'"
        "   AND p.customer_state IS NOT NULL",
        [login],
    )
    return count


def test_sign_in_and_find_the_customers(browser, server, sit_down):
    """NF-R, NF-L: signs in by the form and stands before the own customers."""
    person = sit_down("sales1")
    person.context.clear_cookies()
    person.page.goto(f"{server.url}/web/login")
    person.page.fill("input[name=login]", "sales1")
    person.page.fill("input[name=password]", "sales1")
    person.page.click("form.oe_login_form button[type=submit]")
    person.page.wait_for_selector(".o_main_navbar")
    person.open("my-customers")
    expect(person.page.locator(".o_data_row").first).to_be_visible()
    person.sees("剩余天数")
    person.photograph("customers_mine")


def test_claim_two_at_a_desk(server, sit_down):
    """PO-4, PO-11: the window, two claimed, the toast says so."""
    person = sit_down("sales3").open("crm-pool")
    rows = person.page.locator(".o_data_row")
    expect(rows.first).to_be_visible()
    person.photograph("pool_window")
    masked = person.page.locator(
        ".o_data_cell[name=mobile], .o_data_cell[name=phone]"
    ).all_inner_texts()
    assert any("****" in text for text in masked)
    assert not any(re.search(r"\d{8}", text) for text in masked)
    before = held_by(server, "sales3")
    claimable = rows.filter(has=person.page.get_by_role("button", name="领用"))
    person.select_rows(claimable, 2)
    person.press("领用", ".o_control_panel")
    assert "2" in person.toast("领用")
    person.wait().photograph("pool_claimed")
    assert held_by(server, "sales3") == before + 2


def test_claim_one_on_a_phone(server, sit_down):
    """NF-M, PO-4: one tap claims on a phone."""
    person = sit_down("sales4", "phone").open("crm-pool")
    card = person.page.locator(".o_kanban_record:not(.o_kanban_ghost)").filter(
        has=person.page.get_by_role("button", name="领用")
    )
    expect(card.first).to_be_visible()
    person.photograph("pool_window")
    before = held_by(server, "sales4")
    card.first.get_by_role("button", name="领用").click()
    assert "1" in person.toast("领用")
    assert held_by(server, "sales4") == before + 1


def test_full_member_is_told_why(server, sit_down):
    """PO-4: each refusal with its plain reason."""
    person = sit_down("sales2").open("crm-pool")
    before = held_by(server, "sales2")
    person.page.locator(".o_data_row").get_by_role("button", name="领用").first.click()
    assert "上限" in person.toast("上限")
    person.photograph("pool_refused")
    assert held_by(server, "sales2") == before


@pytest.mark.parametrize(("login", "size"), [("sales1", "desk"), ("sales5", "phone")])
def test_see_the_days_left_and_return(server, sit_down, login, size):
    """PO-7, PO-9: the form says why and when; the customer is returned with a reason
    and the return is undone within its minute."""
    person = sit_down(login, size).open("my-customers")
    person.cards().first.click()
    person.wait()
    expect(person.page.locator("[name=reclaim_reason]").first).to_contain_text("天")
    person.photograph("customer_form")
    before = held_by(server, login)
    person.press("退回", ".o_form_statusbar, .o_control_panel")
    dialog = person.page.locator(".modal-dialog")
    person.choose("reason_id")
    dialog.locator("[name=note] input, [name=note] textarea").first.fill("客户暂无需求")
    person.photograph("customer_return")
    dialog.get_by_role("button", name="退回").click()
    person.toast("退回")
    assert held_by(server, login) == before - 1
    person.undo()
    assert held_by(server, login) == before


def test_customer_on_a_phone(sit_down):
    """NF-M: own customers and one of them on a phone."""
    person = sit_down("sales1", "phone").open("my-customers")
    cards = person.page.locator(".o_kanban_record:not(.o_kanban_ghost), .o_data_row")
    expect(cards.first).to_be_visible()
    person.photograph("customers_mine")
    cards.first.click()
    person.wait()
    expect(person.page.locator("[name=reclaim_reason]").first).to_be_visible()
    person.photograph("customer_form")


def test_enter_a_customer(server, sit_down):
    """CU-1, CU-5, PO-2: at most three steps; an equal name asks once."""
    person = sit_down("sales4").open("my-customers")
    person.press("新建")
    name = person.page.locator("div[name=name] input, div[name=name] textarea").first
    name.fill(FIRM)
    person.page.locator(".o_form_button_save").first.click()
    expect(person.page.locator("[name=customer_code] input")).to_have_value(
        re.compile("KH")
    )
    rows = server.query(
        "SELECT pool_place, customer_code FROM res_partner WHERE name = %s",
        [FIRM],
    )
    assert rows and rows[0][0] == "held" and rows[0][1]
    person.open("my-customers").press("新建")
    name.fill(FIRM)
    person.page.locator(".o_form_button_save").first.click()
    person.sees("已存在", ".modal-dialog")
    person.photograph("customer_duplicate")


def test_protect_and_share(server, sit_down):
    """PO-8, PO-12: protect what is to stay, share it to a colleague."""
    person = sit_down("sales4").open("my-customers")
    person.cards().first.click()
    expect(person.page.locator("[name=reclaim_reason]").first).to_contain_text("天")
    person.press("保护", ".o_form_statusbar").toast("保护")
    expect(person.page.locator(".o_form_statusbar")).to_contain_text("延长保护")
    shares = count_of(server, "crm_pool_share")
    person.press_anywhere("共享")
    dialog = person.page.locator(".modal-dialog").first
    person.choose("user_ids", "周小鲸")
    person.wait().photograph("customer_share")
    dialog.get_by_role("button", name="共享").click()
    person.toast("共享")
    assert count_of(server, "crm_pool_share") == shares + 1


def test_ask_for_more_time(server, sit_down):
    """PO-16: a later day with a reason, decided by the pool's manager."""
    person = sit_down("sales3").open("my-customers")
    open_own_customer(server, person)
    asked = count_of(server, "crm_pool_extension")
    person.press_anywhere("延期申请")
    dialog = person.page.locator(".modal-dialog")
    dialog.locator("[name=reason] input, [name=reason] textarea").fill("等待客户立项")
    person.wait().photograph("customer_extend")
    dialog.locator("[name=action_extend]").click()
    person.toast("申请")
    assert count_of(server, "crm_pool_extension") == asked + 1


def test_apply_for_a_key_account(server, sit_down):
    """PO-5: a pool that grants on request is asked, with a reason."""
    [[name]] = server.query(
        """
        SELECT p.name FROM res_partner p JOIN crm_pool pool ON pool.id = p.pool_id
         WHERE pool.claim_mode = 'approval' AND p.pool_place = 'public'
           AND p.customer_state IS NOT NULL
           AND NOT EXISTS (SELECT FROM crm_pool_request WHERE partner_id = p.id)
           AND NOT EXISTS (
               SELECT FROM crm_pool_log l JOIN res_users u ON u.id = l.from_user_id
                WHERE l.partner_id = p.id AND u.login = 'sales5'
           )
         ORDER BY p.pool_since DESC LIMIT 1
        """
    )
    person = sit_down("sales5").open("crm-pool")
    row = person.page.locator(".o_data_row").filter(has_text=name)
    asked = count_of(server, "crm_pool_request")
    row.get_by_role("button", name="申请", exact=True).click()
    dialog = person.page.locator(".modal-dialog")
    dialog.locator("[name=reason] input, [name=reason] textarea").fill("老客户推荐")
    person.wait().photograph("pool_apply")
    dialog.locator("[name=action_apply]").click()
    person.toast("已申请")
    assert count_of(server, "crm_pool_request") == asked + 1


def open_own_customer(server, person):
    """Open one that the person holds, for the list shows shared ones too."""
    [[name]] = server.query(
        "SELECT p.name FROM res_partner p JOIN res_users u ON u.id = p.user_id"
        " WHERE u.login = %s AND p.pool_place = 'held' AND p.reclaim_at IS NOT NULL"
        "   AND p.customer_state IS NOT NULL AND p.extended_until IS NULL"
        " ORDER BY p.reclaim_at DESC, p.id LIMIT 1",
        [person.login],
    )
    row = person.page.locator(".o_data_row").filter(has_text=name)
    row.locator(".o_data_cell[name=name]").click()


def count_of(server, table):
    [[count]] = server.query(f"SELECT count(*) FROM {table}")
    return count


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_tray_and_own_menu(sit_down, size):
    """NF-L: what Odoo brings to every screen is Chinese too."""
    person = sit_down("sales1", size).open("my-customers")
    for number, button in enumerate(
        (
            ".o_menu_systray .o-mail-DiscussSystray-class, .o-mail-MessagingMenu",
            ".o-mail-ActivityMenu-counter, .o_menu_systray .fa-clock-o",
            ".o_mobile_menu_toggle" if size == "phone" else ".o_user_menu button",
        )
    ):
        person.page.locator(button).locator("visible=true").first.click()
        person.wait().read_words(f"tray {number}")
        person.page.keyboard.press("Escape")
