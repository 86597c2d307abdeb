"""Gate (e): documents whose customer is hidden open in a browser without a dialog."""

import pytest

from pool_world import PoolWorld


@pytest.fixture(scope="module")
def world(start_server):
    return PoolWorld(start_server())


@pytest.fixture(scope="module")
def people(world):
    return world.make_members(world.make_pool(), 2)


@pytest.fixture(scope="module")
def documents(world, people):
    """The first one's own documents, of a customer that the second one holds."""
    pool_id = world.server.query("SELECT max(id) FROM crm_pool")[0][0]
    [customer] = world.make_customers(pool_id, 1, name="Hidden Ltd", email="h@hid.cn")
    assert people[1].claim([customer])["done"] == [customer]
    values = {"partner_id": customer, "user_id": people[0].user_id}
    lead = world.create("crm.lead", {"name": "Chance", "type": "opportunity", **values})
    order = world.create("sale.order", values)
    world.admin.call(
        "sale.order", "message_subscribe", ids=[order], partner_ids=[customer]
    )
    return {"crm.lead": lead, "sale.order": order}


@pytest.fixture(scope="module")
def page(browser, world, people):
    [(login,)] = world.server.query(
        "UPDATE res_users SET password = 'attack' WHERE id = %s RETURNING login",
        [people[0].user_id],
    )
    session = world.server.login(login, "attack")
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value, "url": world.server.url}
            for cookie in session.http.cookies
        ]
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("model", ["crm.lead", "sale.order"])
def test_form_opens(world, page, documents, model):
    page.goto(f"{world.server.url}/odoo/m-{model}/{documents[model]}")
    page.wait_for_selector(".o_form_view .o_field_widget", timeout=60_000)
    page.wait_for_selector(".o-mail-Message, .o-mail-Thread-empty", timeout=60_000)
    page.wait_for_function(
        "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
    )
    assert page.locator(".o_dialog, .o_error_dialog").count() == 0
    name = page.locator(".o_field_widget[name=partner_id] input").first
    assert name.input_value() == "Hidden Ltd"
