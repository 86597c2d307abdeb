import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import credit_code, formats, id_number, phones, search_keys, text_keys
from .common import make_credit_code


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """CU-4, CU-5: formats and keys by their real rules, without a database."""

    def test_examples_in_docstrings_hold(self):
        for module in (credit_code, formats, id_number, phones, search_keys, text_keys):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)

    def test_phone_numbers_as_people_type_them(self):
        """Security list, phones: one number, or nothing."""
        mobile = "+8613800139999"
        cases = {
            "13800139999": mobile,
            "138 0013 9999": mobile,
            "138-0013-9999": mobile,
            "+8613800139999": mobile,
            "008613800139999": mobile,
            "86 13800139999": mobile,
            "１３８００１３９９９９": mobile,
            "＋８６ 138 0013 9999": mobile,
            "tel:13800139999": mobile,
            "13800139999.0": mobile,
            "138\u200b00139999": mobile,
            "\u202e13800139999": mobile,
            "١٣٨٠٠١٣٩٩٩٩": mobile,
            "0755-88889999": "+8675588889999",
            "(0755)88889999": "+8675588889999",
            "0755-88889999转801": "+8675588889999",
            "0755-88889999 ext. 801": "+8675588889999",
            "400-800-1234": "+864008001234",
            "010-80004921": "+861080004921",
            "+852 9123 4567": "+85291234567",
            "010-88889999/13800139999": None,
            "010-88889999、13800139999": None,
            "=13800139999": None,
            "1.38E+10": None,
            "1380013999": None,
            "138001399999": None,
            "23800138000": None,
            "138-ABCD-8000": None,
            "０": None,
            "一三八零零一三九九九九": None,
            "a\0b": None,
            "\ud800": None,
            "1" * 1_000_000: None,
            "": None,
        }
        for text, expected in cases.items():
            with self.subTest(text=text[:40]):
                phone = phones.parse_phone(text)
                self.assertEqual(phone and phone.e164, expected)

    def test_kind_of_phone_number(self):
        cases = [
            ("13800138000", "CN", "mobile"),
            ("0755-88889999", "CN", "landline"),
            ("9123 4567", "HK", "mobile"),
            ("99588", "CN", None),
        ]
        for text, region, kind in cases:
            with self.subTest(text=text):
                phone = phones.parse_phone(text, region)
                self.assertEqual(phone and phone.kind, kind)

    def test_names_that_people_call_equal(self):
        """CU-5: width, blanks, case, characters, punctuation, company suffix."""
        groups = [
            ["华为技术有限公司", "華為技術有限公司", "华为技术股份有限公司"],
            ["添福源(吐鲁番)物业有限公司", "添福源（吐鲁番）物业 有限公司 "],
            ["丰盛集团", "丰盛", "丰盛集团有限公司", "丰\u200b盛\u00a0集团"],
            ["Acme Co., Ltd.", "ACME", "acme  Inc", "Ａｃｍｅ GmbH", "Acme\u3000LLC"],
            ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"],
            ["3M中国", "３Ｍ中國有限公司"],
        ]
        for names in groups:
            keys = {text_keys.name_key(name) for name in names}
            with self.subTest(names=names):
                self.assertEqual(len(keys), 1, keys)
        keys = {text_keys.name_key(names[0]) for names in groups}
        self.assertEqual(len(keys), len(groups), "different names stay different")

    def test_names_that_are_different(self):
        pairs = [("Costinc", "Cost"), ("华信科技", "华信实业"), ("有限公司", "集团")]
        for one, other in pairs:
            with self.subTest(one=one):
                self.assertNotEqual(text_keys.name_key(one), text_keys.name_key(other))

    def test_long_texts_keep_different_keys(self):
        one, other = "a" * 1_000_000, "a" * 999_999 + "b"
        self.assertLessEqual(len(text_keys.text_key(one)), text_keys.KEY_LENGTH)
        self.assertNotEqual(text_keys.text_key(one), text_keys.text_key(other))

    def test_credit_codes(self):
        """CU-4: form, alphabet and check digit of GB 32100-2015."""
        good = make_credit_code()
        cases = {
            good: good,
            good.lower(): good,
            f" {good[:9]} {good[9:]} ": good,
            "９１１１００００６０００３７３４１Ｌ": "91110000600037341L",
            "91110000600037341K": None,
            "9111000060003734IL": None,
            "91110000600037341": None,
            "91110000600037341LL": None,
            "A1110000600037341L": None,
            "": None,
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(credit_code.clean_credit_code(text), expected)

    def test_id_numbers(self):
        """CU-4: province, day of birth and check digit of GB 11643-1999."""
        today = date(2026, 11, 22)
        cases = {
            "11010519491231002X": "11010519491231002X",
            "11010519491231002x": "11010519491231002X",
            "１１０１０５１９４９１２３１００２Ｘ": "11010519491231002X",
            "440524188001010014": "440524188001010014",
            "110105194912310021": None,
            "110105194902300021": None,
            "99010519491231002X": None,
            "00010519491231002X": None,
            "11010520991231002X": None,
            "1101051949123100": None,
            "": None,
        }
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(id_number.clean_id_number(text, today), expected)

    def test_other_formats(self):
        """CU-4: email, QQ, WeChat id, postcode, URL, number range."""
        cases = [
            (formats.clean_email, "张三@", None),
            (formats.clean_email, "a@@b.cn", None),
            (formats.clean_email, "no-at.example.cn", None),
            (formats.clean_email, "a b@c.cn", None),
            (formats.clean_email, "a@b.cn, c@d.cn", None),
            (formats.clean_email, "张三@例子.中国", "张三@例子.中国"),
            (formats.clean_email, "＝cmd@b.cn", "=cmd@b.cn"),
            (formats.clean_qq, "123", None),
            (formats.clean_qq, "6851476359", "6851476359"),
            (formats.clean_wechat, "abc", None),
            (formats.clean_wechat, "wx_abc-12", "wx_abc-12"),
            (formats.clean_postcode, "518000.0", "518000"),
            (formats.clean_postcode, "5180O0", None),
            (
                formats.clean_url,
                "https://例子.中国/路径?a=1",
                "https://例子.中国/路径?a=1",
            ),
            (formats.clean_url, "ftp://a.cn", None),
            (formats.clean_url, "http://a.cn:99999", None),
            (formats.clean_url, "not a url", None),
        ]
        for clean, text, expected in cases:
            with self.subTest(format=clean.__name__, text=text):
                self.assertEqual(clean(text), expected)

    def test_regular_expression_has_a_time_limit(self):
        """CU-4: a pattern that explodes is stopped and says so."""
        with self.assertRaises(formats.PatternTimeout):
            formats.match_pattern("a" * 60 + "!", r"(a|a|aa)+$")
        self.assertEqual(formats.match_pattern(" AB-1 ", "[A-Z]+-[0-9]"), "AB-1")
        self.assertIsNone(formats.match_pattern("AB-1x", "[A-Z]+-[0-9]"))
        self.assertTrue(formats.check_pattern("[a-"))
        self.assertIsNone(formats.check_pattern("[a-z]"))
