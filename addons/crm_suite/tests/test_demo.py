from odoo.tests import tagged

from .common import DemoCase
from .demo_followups import DemoFollowupsMixin
from .demo_history import DemoHistoryMixin
from .demo_leads import DemoLeadsMixin
from .demo_people import DemoPeopleMixin
from .demo_stock import DemoStockMixin


@tagged("post_install", "-at_install")
class TestDemo(
    DemoFollowupsMixin,
    DemoHistoryMixin,
    DemoLeadsMixin,
    DemoPeopleMixin,
    DemoStockMixin,
    DemoCase,
):
    """All in one class: the company is made once."""

    allow_inherited_tests_method = True
