from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestPeriodNames(CustomerCommon):
    """NF-L: dates and weeks by locale."""

    def _name_groups(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        customer = self._create_customer(birthday="2026-10-26")
        names = {}
        for granularity in ("day", "week", "month", "quarter", "year"):
            spec = f"birthday:{granularity}"
            [group] = customer.with_context(lang=lang).formatted_read_group(
                [("id", "=", customer.id)], [spec], ["__count"]
            )
            start, names[granularity] = group[spec]
            self.assertTrue(start.startswith("2026-"))
        return names

    def test_year_comes_first_in_chinese(self):
        """NF-L: no "26 10月 2026" on a chart."""
        names = self._name_groups("zh_CN")
        self.assertEqual(names["day"], "2026年10月26日")
        self.assertEqual(names["month"], "2026年10月")
        self.assertEqual(names["quarter"], "2026年第4季度")
        self.assertRegex(names["week"], r"\b43\b|第43")
        self.assertNotIn("W43", names["week"])

    def test_other_languages_are_as_ever(self):
        """NF-L."""
        names = self._name_groups("en_US")
        self.assertEqual(names["day"], "26 Oct 2026")
        self.assertEqual(names["week"], "W44 2026")

    def test_no_date_is_a_group_too(self):
        customer = self._create_customer()
        [group] = customer.with_context(lang="zh_CN").formatted_read_group(
            [("id", "=", customer.id)], ["birthday:day"], ["__count"]
        )
        self.assertFalse(group["birthday:day"])
