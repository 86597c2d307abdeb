"""What a person does at a screen, in the words of a journey."""

import re
from pathlib import Path

from playwright.sync_api import expect

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
SIZES = {
    "desk": {"width": 1400, "height": 900},
    "phone": {"width": 390, "height": 844},
}
PATIENCE = 60_000  # milliseconds; the first page builds its assets
# Words of any language, names and values: all that may stand in Latin letters.
ALLOWED = {
    "admin",
    "csv",
    "ctrl",
    "excel",
    "faq",
    "fax",
    "gonghai",
    "odoo",
    "odoobot",
    "linkedin",
    "mitchell",
    "qq",
    "sms",
    "utf",
    "vip",
    "xls",
    "xlsx",
}
WORD = re.compile(r"[A-Za-z]{3,}")
NOT_WORDS = re.compile(r"\{\w+\}|\S*[@/\\]\S*|\S*\d\S*|\S+\.(?:com|cn|org|xlsx|csv)\b")
VISIBLE_TEXT = """
() => {
    const skipped = '.o_field_widget input, .o_mail_composer, .o_debug_manager, '
        + 'code, script, style, .o_data_cell[name=code]';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!element || element.closest(skipped) || !element.offsetParent) continue;
        const text = walker.currentNode.textContent.trim();
        if (text) texts.push(text);
    }
    for (const input of document.querySelectorAll('.o_field_selection input')) {
        if (input.offsetParent && input.value) texts.push(input.value);
    }
    for (const element of document.querySelectorAll('[placeholder], [title]')) {
        if (!element.offsetParent) continue;
        for (const name of ['placeholder', 'title']) {
            const text = element.getAttribute(name);
            if (text) texts.push(text);
        }
    }
    return texts;
}
"""


class Person:
    """Somebody signed in; ``page`` is Playwright's, for all that is special."""

    def __init__(self, browser, server, login, size):
        self.server = server
        self.login = login
        self.size = size
        self.problems = []
        self.context = browser.new_context(
            viewport=SIZES[size],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            is_mobile=size == "phone",
            has_touch=size == "phone",
            accept_downloads=True,
        )
        session = server.login(login)
        self.rpc = session
        self.context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value, "url": server.url}
                for cookie in session.http.cookies
            ]
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self._note(f"page error: {error}"))

    def _hear_console(self, message):
        if message.type == "error":
            self._note(f"console: {message.text} {message.location.get('url', '')}")

    def _note(self, problem):
        self.problems.append(f"{self.login} ({self.size}): {problem}")

    def leave(self):
        """Close the browser; return what must not have happened."""
        self.context.close()
        return self.problems

    def open(self, path):
        """Open ``/odoo/<path>`` and wait until it can be used."""
        self.page.goto(f"{self.server.url}/odoo/{path}")
        self.wait()
        return self

    def wait(self):
        """Wait until the screen stands still."""
        self.page.wait_for_selector(
            ".o_action_manager .o_content, .o_dialog .modal-dialog"
        )
        self.page.wait_for_function(
            "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
        )
        self.page.wait_for_function(
            # a lazy one, out of sight, waits until somebody scrolls to it
            "() => [...document.images].every("
            "(image) => image.complete || image.loading === 'lazy')"
        )
        return self

    def click(self, text, scope="body"):
        """Click what carries this text: a button, a tab, a menu, a link."""
        self.page.locator(scope).get_by_text(text, exact=True).locator(
            "visible=true"
        ).first.click()
        return self.wait()

    def press(self, name, scope="body"):
        """Press the button of this name."""
        self.page.locator(scope).get_by_role("button", name=name).locator(
            "visible=true"
        ).first.click()
        return self

    def press_anywhere(self, name):
        """Press a button of the form's header, behind "more" if it is there."""
        bar = self.page.locator(".o_form_statusbar")
        button = bar.get_by_role("button", name=name, exact=True)
        expect(bar.get_by_role("button").first).to_be_visible()
        if not button.count():
            bar.locator(".o_customer_more, .oi-ellipsis-v").first.click()
            button = self.page.locator(".o-dropdown--menu").get_by_role(
                "button", name=name, exact=True
            )
            # It slides in, and scrolling to what is still outside would close it.
            button.first.dispatch_event("click")
        else:
            button.first.click()
        self.page.locator(".modal-dialog").wait_for()
        return self

    def select_rows(self, rows, number):
        """Tick the first rows of a list, once its panel has been drawn."""
        expect(self.page.locator(".o_search_panel").first).to_be_visible()
        self.wait()
        for index in range(number):
            rows.nth(index).locator(".o_list_record_selector input").check()
        expect(self.page.locator(".o_data_row_selected")).to_have_count(number)
        return self

    def cards(self):
        """Return the rows of a list or the cards that stand for them on a phone."""
        return self.page.locator(
            ".o_data_row .o_data_cell:not(.o_handle_cell),"
            " .o_kanban_record:not(.o_kanban_ghost)"
        )

    def choose(self, field, text=""):
        """Choose a record in a field of the dialog, the first that has this text."""
        entry = self.page.locator(f".modal-dialog [name={field}] input").first
        entry.click()
        if self.size == "phone":
            expect(self.page.locator(".modal-dialog")).to_have_count(2)
            options = self.page.locator(".modal-dialog").last.locator(
                ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
            )
        else:
            entry.fill(text)
            options = self.page.locator(".o-autocomplete--dropdown-item")
        options.filter(has_text=text).first.click()
        if self.size == "phone":
            expect(self.page.locator(".modal-dialog")).to_have_count(1)
        return self

    def undo(self):
        """Press undo in the toast and hear that it was done."""
        button = self.page.locator(".o_notification").get_by_role("button", name="撤销")
        button.click()
        # The toast that offered it goes first, then the answer comes.
        expect(button).to_have_count(0)
        self.toast("撤销")
        return self

    def sees(self, text, scope="body"):
        expect(
            self.page.locator(scope).get_by_text(text).locator("visible=true").first
        ).to_be_visible(timeout=PATIENCE)
        return self

    def does_not_see(self, text, scope="body"):
        expect(
            self.page.locator(scope).get_by_text(text).locator("visible=true")
        ).to_have_count(0, timeout=PATIENCE)
        return self

    def toast(self, pattern):
        """Wait for a notification that says so, and return its text."""
        notice = self.page.locator(".o_notification").filter(
            has_text=re.compile(pattern)
        )
        expect(notice.first).to_be_visible(timeout=PATIENCE)
        return notice.first.inner_text()

    def photograph(self, name):
        """Leave a screenshot and look for words that nobody translated."""
        self.read_words(name)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}_{self.size}.png")
        return self

    def read_words(self, where):
        for text in self.page.evaluate(VISIBLE_TEXT):
            words = WORD.findall(NOT_WORDS.sub(" ", text))
            unknown = [word for word in words if word.lower() not in ALLOWED]
            if unknown:
                self._note(f"not translated on {where}: {text[:120]!r}")
        return self
