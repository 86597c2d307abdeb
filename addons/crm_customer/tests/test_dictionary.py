from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDictionary(CustomerCommon):
    """CU-3 Data dictionary 数据字典, and the lists that customers refer to."""

    def _find(self, model, text):
        return [name for _id, name in self.env[model].name_search(text, operator="=")]

    def test_shipped_items(self):
        items = self.env["crm.dictionary.item"].search([])
        counts = {
            kind: len(items.filtered(lambda item, kind=kind: item.kind == kind))
            for kind in ("category", "level", "value", "followup_method")
        }
        self.assertEqual(
            counts, {"category": 6, "level": 4, "value": 3, "followup_method": 9}
        )

    def test_locked_item_can_be_seen_and_not_changed(self):
        item = self.env.ref("crm_customer.dictionary_category_potential")
        item = item.with_user(self.admin)
        self.assertTrue(item.name)
        with self.assertRaisesRegex(UserError, "locked"):
            item.name = "Other"
        with self.assertRaisesRegex(UserError, "locked"):
            item.active = False
        with self.assertRaisesRegex(UserError, "locked"):
            item.unlink()
        item.sequence = 99

    def test_item_in_use_is_archived_not_deleted(self):
        used, unused = self.env["crm.dictionary.item"].create(
            [
                {"kind": "level", "code": code, "name": code}
                for code in ("gold", "silver")
            ]
        )
        self._create_customer(customer_level_id=used.id)
        self._create_customer(customer_level_id=used.id, active=False)
        with self.assertRaisesRegex(UserError, r"Level: 2.*Archive it"):
            used.with_user(self.admin).unlink()
        used.with_user(self.admin).active = False
        unused.with_user(self.admin).unlink()
        self.assertFalse(unused.exists())

    def test_only_the_administrator_changes_it(self):
        item = self.env.ref("crm_customer.dictionary_level_a")
        for user in (self.seller, self.supervisor, self.executive, self.clerk):
            with (
                self.subTest(user=user.login),
                self.assertRaises(UserError),
                mute_logger("odoo.addons.base.models.ir_model"),
            ):
                item.with_user(user).name = "Other"

    def test_names_as_people_write_them(self):
        """CU-3: by name, by code, by each part, in any width and language."""
        cases = [
            ("crm.dictionary.item", "代理商", "Agent/Distributor"),
            ("crm.dictionary.item", "分销商", "Agent/Distributor"),
            ("crm.dictionary.item", "代理商／分销商", "Agent/Distributor"),
            ("crm.dictionary.item", " distributor ", "Agent/Distributor"),
            ("crm.dictionary.item", "潜在客户", "Potential customer"),
            ("crm.dictionary.item", "合作伙伴", "Partner"),
            ("crm.dictionary.item", "成交客户", "Closed customer"),
            ("crm.dictionary.item", "Ａ", "A"),
            ("crm.dictionary.item", "vip", "VIP"),
            ("crm.region", "华南", "South China"),
            ("crm.region", "广东省", "Guangdong"),
            ("crm.region", "内蒙古自治区", "Inner Mongolia"),
            ("utm.source", "官网", "Website"),
            ("utm.source", "展会", "Exhibition"),
            ("utm.source", "转介绍", "Customer referral"),
            ("utm.source", "广告", "Advertising"),
            ("utm.source", "电话营销", "Telemarketing"),
            ("res.partner.industry", "制造业", "Manufacturing"),
            ("res.partner.industry", "零售", "Wholesale/Retail"),
            ("res.partner.industry", "物流", "Transportation/Logistics"),
            ("res.partner.industry", "互联网", "Internet"),
            ("res.partner.industry", "医药", "Medicine"),
        ]
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            ["base", "crm_customer"], ["zh_CN"]
        )
        self.env.registry.clear_cache()
        for model, text, name in cases:
            with self.subTest(model=model, text=text):
                self.assertEqual(self._find(model, text), [name])
        self.assertFalse(self._find("crm.dictionary.item", "%"))

    def test_region_finds_what_is_below(self):
        """CU-1: a tree; searching one includes what is below."""
        south = self.env.ref("crm_customer.region_south")
        guangdong = self.env.ref("crm_customer.region_cn_gd")
        customer = self._create_customer(region_id=guangdong.id)
        partners = self.env["res.partner"]
        found = partners.search([("region_id", "child_of", south.id)])
        self.assertIn(customer, found)
        with self.assertRaisesRegex(UserError, "Recursion"):
            south.parent_id = guangdong

    def test_every_province_of_core_has_a_region(self):
        states = self.env["res.country.state"].search(
            [("country_id", "=", self.china.id)]
        )
        regions = self.env["crm.region"].search([("state_id", "!=", False)])
        self.assertEqual(regions.state_id, states)
        self.assertEqual(len(regions), len(states))

    def test_sources_show_their_label(self):
        source = self.env.ref("crm_customer.source_website")
        self.assertEqual(source.display_name, source.label)
        own = self.env["utm.source"].with_user(self.admin).create({"label": "Fair"})
        self.assertEqual(own.name, "Fair")

    def test_item_of_another_list_is_refused(self):
        item = self.env.ref("crm_customer.dictionary_level_a")
        with self.assertRaisesRegex(UserError, "Category"):
            self._create_customer(customer_category_id=item.id)
