"""An account manager looks at a customer from all sides: what happened, what was
bought, which files there are, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def customer(server):
    """A customer of sales1 with orders delivered, an opportunity and follow-ups."""
    [[customer_id, name]] = server.query(
        """
        SELECT p.id, p.name FROM res_partner p
          JOIN res_users u ON u.id = p.user_id
          JOIN sale_order o ON o.partner_id = p.id AND o.fulfilment IS NOT NULL
         WHERE u.login = 'sales1' AND p.customer_state = 'active'
         GROUP BY p.id ORDER BY count(*) DESC, p.id LIMIT 1
        """
    )
    session = server.login("sales1")
    session.call(
        "ir.attachment",
        "create",
        {
            "name": "采购合同.csv",
            "datas": "5ZCI5ZCM",
            "res_model": "res.partner",
            "res_id": customer_id,
        },
    )
    return customer_id, name


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_timeline(sit_down, customer, size):
    """CU-11, NF-M: newest first; of one kind; a click opens the order."""
    customer_id, _name = customer
    person = sit_down("sales1", size).open(f"my-customers/{customer_id}")
    person.page.get_by_role("tab", name="时间线").click()
    entries = person.page.locator(".o_customer_timeline_entry")
    expect(entries.first).to_be_visible()
    person.wait().photograph("customer_timeline")
    person.press(re.compile("订单"), ".o_customer_timeline")
    expect(entries.first).to_have_attribute("data-kind", "order")
    assert set(entries.evaluate_all("rows => rows.map(row => row.dataset.kind)")) == {
        "order"
    }
    entries.first.click()
    expect(person.page.locator(".o_form_view [name=order_line]")).to_be_visible()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_historical_orders(server, sit_down, customer, size):
    """CU-11 历史订单: delivered or paid ones, newest first, the lines behind."""
    customer_id, _name = customer
    wanted = server.query(
        """
        SELECT o.name FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE p.customer_id = %s AND o.fulfilment IS NOT NULL
         ORDER BY o.date_order DESC, o.id DESC
        """,
        [customer_id],
    )
    person = sit_down("sales1", size).open(f"my-customers/{customer_id}")
    press_number(person, "历史订单")
    person.sees(wanted[0][0])
    cards = person.page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    expect(cards).to_have_count(len(wanted))
    assert [
        name for [name] in wanted if name in "\n".join(cards.all_inner_texts())
    ] == [name for [name] in wanted]
    person.wait().photograph("customer_history")
    person.cards().first.click()
    expect(person.page.locator(".o_form_view [name=order_line]")).to_be_visible()


def test_files_of_a_customer(sit_down, customer):
    """CU-11: the files of the customer and of what hangs on it, in one list."""
    customer_id, name = customer
    person = sit_down("sales1").open(f"my-customers/{customer_id}")
    press_number(person, "文档")
    row = person.page.locator(".o_data_row").filter(has_text="采购合同")
    expect(row).to_have_count(1)
    person.wait().photograph("customer_files")
    with person.page.expect_download() as download:
        row.get_by_role("button", name="下载").click()
    assert download.value.suggested_filename == "采购合同.csv"
    row.get_by_role("button", name="打开").click()
    expect(person.page.locator(".o_form_view [name=customer_code]")).to_be_visible()
    person.sees(name)


def test_daily_actions_at_the_thumb(sit_down, customer):
    """NF-M, design 10: on a phone the daily actions stay at the thumb."""
    customer_id, _name = customer
    person = sit_down("sales1", "phone").open(f"my-customers/{customer_id}")
    bar = person.page.locator(".o_customer_thumb")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box["y"] + box["height"] > 800
    person.photograph("customer_thumb")
    bar.get_by_role("button", name="写跟进").or_(
        bar.get_by_role("button", name="跟进")
    ).first.click()
    expect(person.page.locator(".modal-dialog")).to_be_visible()


def press_number(person, label):
    """Press the button with this number, behind "more" where there is no room."""
    button = person.page.locator(".oe_stat_button").filter(has_text=label)
    if not button.locator("visible=true").count():
        more = person.page.locator(".o-form-buttonbox .o_button_more, .o_button_more")
        more.locator("visible=true").first.click()
        button = person.page.locator(".o-dropdown--menu .oe_stat_button").filter(
            has_text=label
        )
        # It slides in, and scrolling to what is still outside would close it.
        button.first.dispatch_event("click")
    else:
        button.locator("visible=true").first.click()
    person.wait()
