"""An administrator adds fields without code, and settles suspected duplicates; a
supervisor and an account manager find both."""

from playwright.sync_api import expect

FIELDS = (
    ("合作方式", "单选", ("直销", "代理")),
    ("年采购额", "金额", ()),
    ("车队规模", "整数", ()),
)
TWINS = ("青岛灯塔贸易有限公司", "青岛灯塔贸易股份有限公司", "灯塔贸易公司")


def add_field(person, label, kind, choices):
    dialog = person.press("添加字段").page.locator(".modal-dialog")
    dialog.locator("[name=name] input").first.fill(label)
    dialog.locator("[name=field_type] input").click()
    person.page.locator(".o_select_menu_item").get_by_text(kind, exact=True).click()
    for choice in choices:
        dialog.get_by_text("添加行").click()
        dialog.locator(".o_selected_row [name=name] input").fill(choice)
    if choices:
        person.photograph("custom_field_dialog")
    dialog.get_by_role("button", name="保存").click()
    person.toast(f"{label}.*保存成功")
    expect(dialog).to_have_count(0)


def test_fields_without_code(server, sit_down):
    """CU-7: one dialog a field; it is on the form, in the search, in the search;
    hidden and removed again."""
    keeper = sit_down("custadmin").open("crm-custom-fields")
    for label, kind, choices in FIELDS:
        add_field(keeper, label, kind, choices)
    expect(keeper.page.locator(".o_data_row")).to_have_count(len(FIELDS))
    keeper.wait().photograph("custom_fields")

    boss = sit_down("supervisor").open("my-customers")
    boss.page.locator(".o_data_row .o_data_cell[name=name]").first.click()
    form = boss.page.locator(".o_form_view")
    for label, _kind, _choices in FIELDS:
        boss.sees(label, ".o_form_view")
    form.locator("[name=x_che_dui_gui_mo] input").fill("12")
    form.locator("[name=x_he_zuo_fang_shi] input").click()
    boss.page.locator(".o-autocomplete--dropdown-item").get_by_text("代理").click()
    form.locator("[name=x_nian_cai_gou_e] input").fill("3500.5")
    boss.wait().photograph("custom_fields_on_form")
    boss.page.locator(".o_form_button_save").click()
    expect(boss.page.locator(".o_form_button_save")).to_be_hidden()
    [[fleet, amount]] = server.query(
        "SELECT x_che_dui_gui_mo, x_nian_cai_gou_e FROM res_partner"
        " WHERE x_che_dui_gui_mo > 0"
    )
    assert (fleet, amount) == (12, 3500.5)

    boss.open("my-customers")
    boss.page.locator(".o_searchview_dropdown_toggler").click()
    boss.sees("合作方式", ".o_group_by_menu").photograph("custom_fields_in_search")
    rows = keeper.page.locator(".o_data_row")
    rows.filter(has_text="车队规模").locator(".o_data_cell[name=name]").click()
    keeper.press("隐藏", ".modal-dialog").toast("车队规模.*已隐藏")
    rows.filter(has_text="车队规模").locator(".o_data_cell[name=name]").click()
    keeper.press("删除", ".modal-dialog").sees("填有该字段", ".modal-dialog")
    keeper.wait().photograph("custom_field_removal")
    keeper.press("删除字段及其值", ".modal-dialog").toast("车队规模.*已删除")
    expect(rows).to_have_count(len(FIELDS) - 1)
    boss.open("my-customers")
    boss.page.locator(".o_data_row .o_data_cell[name=name]").first.click()
    boss.sees("合作方式", ".o_form_view").does_not_see("车队规模", ".o_form_view")


def test_fields_on_a_phone(server, sit_down):
    """CU-7, NF-M: an account manager fills them in on the way."""
    person = sit_down("sales1", "phone").open("my-customers")
    person.cards().first.click()
    person.sees("合作方式", ".o_form_view")
    person.page.locator("[name=x_he_zuo_fang_shi]").scroll_into_view_if_needed()
    person.wait().photograph("custom_fields_on_form")


def test_suspected_duplicates(server, sit_down):
    """CU-5: a supervisor looks over the stock, says "no duplicate" and merges many."""
    boss = sit_down("supervisor")
    values = {"customer_state": "potential", "is_company": True}
    for number, name in enumerate(TWINS):
        phone = "0532-80001234" if number else "0532 8000 1234"
        boss.rpc.call(
            "res.partner",
            "create",
            {**values, "name": name, "phone": phone},
            context={"ignore_duplicates": True},
        )
    boss.open("crm-duplicates").press("重新查找").toast("3 对疑似重复")
    rows = boss.page.locator(".o_data_row")
    expect(rows).to_have_count(3)
    boss.wait().photograph("suspected_duplicates")
    rows.filter(has_text="股份").filter(has_text="青岛灯塔贸易有限公司").get_by_role(
        "button", name="合并"
    ).click()
    boss.sees("1 个客户将并入", ".modal-dialog").photograph("merge_duplicates")
    boss.press("合并", ".modal-dialog").toast("已合并 1 个客户")
    boss.press("重新查找").toast("1 对疑似重复")
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name="不重复").click()
    boss.toast("不重复")
    expect(rows).to_have_count(0)
    left = server.query(
        "SELECT count(*) FROM res_partner WHERE name = ANY(%s)", [list(TWINS)]
    )
    assert left == [(2,)]
    phone = sit_down("supervisor", "phone").open("crm-duplicates")
    phone.wait().photograph("suspected_duplicates")
