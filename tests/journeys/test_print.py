"""Printing: envelopes from a list, a customer sheet and labels from a form, the
templates that an administrator keeps."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

SIZES = ("desk", "phone")


def read_pdf(path):
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


def print_dialog(person):
    """Press Print in the dialog; return the text of the PDF and its pages."""
    with person.page.expect_download() as downloaded:
        person.page.locator(".modal-dialog [name=action_print]").click()
    text = read_pdf(downloaded.value.path())
    person.toast("已打印")
    return text, text.count("\f")


def logged(server):
    [[count]] = server.query("SELECT count(*) FROM crm_export_log WHERE via = 'print'")
    return count


def test_envelopes_from_the_list(server, sit_down):
    """CU-10: three customers, one sender and one recipient changed for this print."""
    person = sit_down("supervisor").open("my-customers")
    person.select_rows(person.page.locator(".o_data_row"), 3)
    before = logged(server)
    person.press("信封", ".o_control_panel")
    dialog = person.page.locator(".modal-dialog")
    image = dialog.locator("[name=preview] img").locator("visible=true")
    expect(image).to_have_attribute("src", re.compile("^data:image/svg"))
    person.wait().photograph("print_envelopes")
    first = image.get_attribute("src")
    dialog.locator("[name=sender_name] input").fill("沧海智联市场部")
    row = dialog.locator("[name=line_ids] .o_data_row").first
    row.locator("[name=street]").click()
    row.locator("[name=street] input").fill("海岸大道九百号")
    dialog.locator("[name=sender_zip] input").click()
    expect(image).not_to_have_attribute("src", first)
    text, pages = print_dialog(person)
    assert pages == 3
    assert "海岸大道九百号" in text and "沧海智联市场部" in text
    assert logged(server) == before + 1


def test_the_print_menu(sit_down):
    """CU-10: Odoo's own Print menu has all five."""
    person = sit_down("supervisor").open("my-customers")
    person.select_rows(person.page.locator(".o_data_row"), 2)
    menu = person.page.locator(".o_control_panel").get_by_role("button", name="打印")
    menu.last.click()
    entries = person.page.locator(".o-dropdown--menu .o_menu_item")
    expect(entries).to_have_count(5)
    person.photograph("print_menu")
    with person.page.expect_download() as downloaded:
        entries.filter(has_text="电话表").click()
    assert "电话表" in read_pdf(downloaded.value.path())
    person.toast("已打印 2")


@pytest.mark.parametrize("size", SIZES)
def test_customer_sheet_from_the_form(server, sit_down, size):
    """CU-10, NF-M: one customer, from its form, at a desk and on a phone."""
    person = sit_down("sales1", size).open("my-customers")
    card = person.page.locator(
        ".o_data_cell[name=name], .o_kanban_record:not(.o_kanban_ghost) .fw-bold"
    ).first
    name = card.inner_text()
    card.click()
    expect(person.page.locator("[name=reclaim_reason]").first).to_be_visible()
    person.page.locator(".o_customer_more").click()
    person.page.locator(".o-dropdown--menu").get_by_role("button", name="打印").click()
    dialog = person.page.locator(".modal-dialog")
    expect(dialog.locator("[name=kind]")).to_be_visible()
    person.wait().photograph("print_one")
    dialog.get_by_label("标签").click()
    expect(dialog.locator("[name=start_at]")).to_be_visible()
    person.wait().photograph("print_labels")
    dialog.get_by_label("客户资料").click()
    expect(dialog.locator("[name=start_at]")).to_have_count(0)
    text, pages = print_dialog(person)
    assert pages == 1
    assert name in text and "客户资料" in text


@pytest.mark.parametrize("size", SIZES)
def test_keep_an_envelope(sit_down, size):
    """CU-10: the picture follows the numbers before anything is saved."""
    person = sit_down("custadmin", size).open("envelopes")
    person.cards().first.click()
    image = person.page.locator("[name=preview] img")
    expect(image).to_be_visible()
    person.wait().photograph("envelope_template")
    first = image.get_attribute("src")
    person.page.locator("[name=recipient_left] input").fill("60")
    person.page.locator("[name=recipient_top] input").click()
    expect(image).not_to_have_attribute("src", first)
    if size == "desk":  # on a phone the same form, and a button that moves
        person.page.locator("[name=recipient_left] input").fill("190")
        person.page.locator(".o_form_button_save").first.click()
        person.sees("会超出", ".modal-dialog, .o_notification")


@pytest.mark.parametrize("size", SIZES)
def test_keep_a_label_sheet(sit_down, size):
    """CU-10: the labels of a sheet, numbered as the print dialog counts them."""
    person = sit_down("custadmin", size).open("label-sheets")
    person.cards().first.wait_for()
    person.wait().photograph("label_sheets")
    person.cards().first.click()
    expect(person.page.locator("[name=preview] img")).to_be_visible()
    person.wait().photograph("label_sheet")
