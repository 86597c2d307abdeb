import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import keyring
from .keys import KEY, NEW_KEY, OTHER_KEY, given_keys
from .secrets_common import ID_NUMBER, OTHER_NUMBER, SecretsCase

MASKED = "110***********6536"


@tagged("post_install", "-at_install")
class TestEncryptedField(SecretsCase):
    def test_stored_encrypted_and_bound_to_its_field(self):
        """CU-9: the database holds neither the number nor a plain hash of it."""
        token, digest = self.stored(self.customer)
        self.assertTrue(keyring.is_token(token))
        self.assertNotIn(ID_NUMBER, token)
        self.assertEqual(len(digest), 64)
        self.assertEqual(self.plain(self.customer), ID_NUMBER)
        with self.assertRaises(keyring.KeyProblem):
            keyring.get_keyring().decrypt(token, "res.partner.wechat")

    def test_tampered_value_is_told(self):
        """CU-9: authenticated encryption; a changed value is refused, not shown."""
        token, _digest = self.stored(self.customer)
        changed = "A" if token[-20] != "A" else "B"
        self.env.cr.execute(
            "UPDATE res_partner SET id_number = %s WHERE id = %s",
            (token[:-20] + changed + token[-19:], self.customer.id),
        )
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.id_number, "******")
        with self.refused("changed outside Odoo"):
            self.plain(self.customer)

    def test_every_way_of_reading_gives_the_mask(self):
        """CU-9: masked for everybody, the system included."""
        partners = self.env["res.partner"].with_user(self.supervisor)
        customer = partners.browse(self.customer.id)
        domain = [("id", "=", customer.id)]
        spec = {"id_number": {}}
        for rows in (
            self.customer.read(["id_number"]),
            customer.read(["id_number"]),
            partners.search_read(domain, ["id_number"]),
            partners.web_search_read(domain, spec)["records"],
            customer.web_read(spec),
        ):
            self.assertEqual(rows[0]["id_number"], MASKED)
            self.assertIs(type(rows[0]["id_number"]), str)
        [[exported]] = customer.export_data(["id_number"])["datas"]
        self.assertEqual(exported, MASKED)
        self.assertEqual(partners.name_search(ID_NUMBER), [])
        self.assertFalse(self.customer.copy().id_number)

    def test_chatter_holds_the_mask(self):
        """CU-9: the change is kept, the number is not."""
        self.cr.precommit.clear()
        self.customer.with_user(self.owner).write({"id_number": "440301198001017818"})
        self.env.flush_all()
        self.cr.precommit.run()
        value = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id.model", "=", "res.partner"),
                ("mail_message_id.res_id", "=", self.customer.id),
                ("field_id.name", "=", "id_number"),
            ]
        )
        self.assertEqual(value.old_value_char, MASKED)
        self.assertEqual(value.new_value_char, "440***********7818")

    def test_searched_by_the_whole_number_alone(self):
        """CU-6, CU-9: exact search through the keyed hash; nothing else."""
        partners = self.env["res.partner"].with_user(self.owner)
        found = partners.search([("id_number", "=", " １10101199003076536 ")])
        self.assertEqual(found.ids, self.customer.ids)
        self.assertFalse(partners.search([("id_number", "=", OTHER_NUMBER)]))
        self.assertNotIn(
            self.customer.id,
            partners.search([("id_number", "not in", [ID_NUMBER])]).ids,
        )
        self.assertNotIn(
            self.customer.id, partners.search([("id_number", "=", False)]).ids
        )
        self.assertTrue(self.customer.filtered_domain([("id_number", "=", ID_NUMBER)]))
        for operator, value in (("ilike", "1101"), ("=like", "1%"), (">", "1")):
            with self.subTest(operator=operator), self.assertRaises(UserError):
                partners.search([("id_number", operator, value)])
        with self.refused("at most 10"):
            partners.search([("id_number", "in", [str(n) for n in range(11)])])

    def test_neither_grouped_nor_ordered_nor_aggregated(self):
        """CU-9: group-by and order are refused, over users too."""
        partners = self.env["res.partner"].with_user(self.supervisor)
        users = self.env["res.users"]
        for call in (
            lambda: partners.formatted_read_group([], ["id_number"], ["__count"]),
            lambda: partners.formatted_read_group([], [], ["id_number:array_agg"]),
            lambda: partners.formatted_read_group([], [], ["id_number:max"]),
            lambda: partners.search([], order="id_number"),
            lambda: users.formatted_read_group([], ["id_number"], ["__count"]),
            lambda: users.formatted_read_group(
                [], ["partner_id.id_number"], ["__count"]
            ),
        ):
            with self.refused("encrypted"):
                call()
        description = partners.fields_get(["id_number"])["id_number"]
        self.assertFalse(description["groupable"])
        self.assertFalse(description["sortable"])
        with self.assertRaises(Exception):  # noqa: B017
            partners.search([("id_number_digest", "!=", False)])

    def test_mask_is_never_stored(self):
        """NF-I: a form sends the mask back and nothing changes."""
        before = self.stored(self.customer)
        customer = self.customer.with_user(self.owner)
        customer.write({"id_number": MASKED, "comment": "x"})
        self.assertEqual(self.stored(self.customer), before)
        for value in ("110***********6537", "*"):
            with self.assertRaises(UserError):
                customer.write({"id_number": value})
                self.env.flush_all()
        self.assertEqual(self.plain(self.customer), ID_NUMBER)

    def test_token_from_outside_is_a_text(self):
        """CU-9: whoever knows an encrypted value cannot have it revealed elsewhere."""
        token, _digest = self.stored(self.customer)
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        vendor.write({"id_number": token})
        self.assertNotEqual(self.plain(vendor), ID_NUMBER)

    def test_code_may_copy_it_between_records(self):
        """CU-5: merging and other code of ours keep the number."""
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        vendor.id_number = self.customer.id_number
        self.assertEqual(self.plain(vendor), ID_NUMBER)
        self.assertEqual(self.stored(vendor)[1], self.stored(self.customer)[1])

    def test_checked_and_compared_by_entry_rules(self):
        """CU-4, CU-5: GB 11643; an equal number is told, no message shows it."""
        partners = self.env["res.partner"]
        values = {"name": "Li Zq", "customer_state": "potential"}
        with self.refused("18", ValidationError) as caught:
            partners.create({**values, "id_number": "110101199003076537"})
        self.assertNotIn("110101199003076537", str(caught.exception))
        with self.refused("exists already") as caught:
            partners.create({**values, "id_number": ID_NUMBER.lower()})
        self.assertNotIn(ID_NUMBER, str(caught.exception))
        twin = partners.with_context(ignore_duplicates=True).create(
            {**values, "id_number": ID_NUMBER}
        )
        self.assertEqual(self.plain(twin), ID_NUMBER)
        keys = self.env["crm.duplicate.key"].search([("kind", "=", "id_number")])
        self.assertNotIn(ID_NUMBER, keys.mapped("key"))

    def test_form_of_a_person(self):
        """CU-9: typed once, masked from then on."""
        view = "crm_customer.res_partner_view_form_customer"
        partners = self.env["res.partner"].with_context(
            default_customer_state="potential", default_company_type="person"
        )
        with Form(partners, view=view) as form:
            form.name = "Zhao Zq"
            form.id_number = OTHER_NUMBER
        customer = form.record
        self.assertEqual(customer.id_number, "110***********5613")
        self.assertEqual(self.plain(customer), OTHER_NUMBER)
        with Form(customer, view=view) as form:
            form.name = "Zhao Zq 2"
        self.assertEqual(self.plain(customer), OTHER_NUMBER)


@tagged("post_install", "-at_install")
class TestKeys(SecretsCase):
    def test_without_key_everything_else_works(self):
        """CU-9: no key: the field is read-only, hidden and says why."""
        with given_keys():
            self.customer.invalidate_recordset()
            self.assertEqual(self.customer.id_number, "******")
            self.assertFalse(self.customer.encryption_ready)
            self.customer.with_user(self.owner).write({"comment": "still works"})
            with self.refused("GONGHAI_KEY_FILE"):
                self.plain(self.customer)
            for value in (OTHER_NUMBER, False):
                with self.refused("GONGHAI_KEY_FILE"):
                    self.customer.write({"id_number": value})
            self.customer.invalidate_recordset()
        self.assertEqual(self.plain(self.customer), ID_NUMBER)

    def test_editing_without_key_keeps_the_duplicate_key(self):
        """CU-5: what is compared does not get lost while the key is away."""
        domain = [("kind", "=", "id_number"), ("customer_id", "=", self.customer.id)]
        before = self.env["crm.duplicate.key"].search(domain).mapped("key")
        self.assertTrue(before)
        with given_keys():
            self.customer.write({"name": "Wang Zq 2", "mobile": "13800138000"})
        self.assertEqual(
            self.env["crm.duplicate.key"].search(domain).mapped("key"), before
        )

    def test_wrong_key_overwrites_nothing(self):
        """CU-9: another key is named, and neither old nor new values are written."""
        before = self.stored(self.customer)
        with given_keys(OTHER_KEY):
            self.customer.invalidate_recordset()
            for value in (OTHER_NUMBER, False):
                with self.refused("does not have"):
                    self.customer.write({"id_number": value})
            with self.refused("does not have"):
                self.env["res.partner"].create(
                    {"name": "Vendor Zq", "id_number": OTHER_NUMBER}
                )
                self.env.flush_all()
            self.env.invalidate_all(flush=False)
        self.assertEqual(self.stored(self.customer), before)

    def test_malformed_key_and_file(self):
        """CU-9: what is wrong with the key is said in words."""
        with given_keys("too short"), self.refused("no key"):
            self.plain(self.customer)
        environment = {"GONGHAI_KEY": "", "GONGHAI_KEY_FILE": "/nowhere/key"}
        with patch.dict(os.environ, environment):
            with self.refused("/nowhere/key"):
                self.plain(self.customer)

    def test_key_from_file(self):
        """CU-9: one key a line, the first one in use; notes are allowed."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "key")
            path.write_text(f"# present\n{NEW_KEY}\n{KEY} # former\n")
            environment = {"GONGHAI_KEY": "", "GONGHAI_KEY_FILE": str(path)}
            with patch.dict(os.environ, environment):
                self.assertEqual(self.plain(self.customer), ID_NUMBER)
                current = keyring.get_keyring().current.id
        with given_keys(NEW_KEY):
            self.assertEqual(keyring.get_keyring().current.id, current)

    def test_rotation(self):
        """CU-9: values, hashes and duplicate keys change to the new key, in batches."""
        others = [
            self.create_held(f"Person {n} Zq", id_number=number)
            for n, number in enumerate((OTHER_NUMBER, "440301198001017818"))
        ]
        partners = self.env["res.partner"]
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with given_keys(NEW_KEY, KEY), commit as commits:
            # before it: the former key's values are found and compared
            domain = [("id_number", "=", ID_NUMBER)]
            self.assertEqual(partners.search(domain), self.customer)
            with self.refused("exists already"):
                partners.create(
                    {
                        "name": "Twin Zq",
                        "customer_state": "potential",
                        "id_number": ID_NUMBER,
                    }
                )
            result = partners._rotate_encrypted(batch=2)
            self.assertEqual(result, {"rotated": 3, "unreadable": 0})
            self.assertEqual(commits.call_count, 2)
            self.assertEqual(partners._rotate_encrypted()["rotated"], 0)
        with given_keys(NEW_KEY):
            self.env.invalidate_all()
            self.assertEqual(self.plain(self.customer), ID_NUMBER)
            self.assertEqual(self.plain(others[0]), OTHER_NUMBER)
            self.assertEqual(partners.search(domain), self.customer)
            with self.refused("exists already"):
                partners.create(
                    {
                        "name": "Twin Zq",
                        "customer_state": "potential",
                        "id_number": ID_NUMBER,
                    }
                )

    def test_rotation_leaves_what_it_cannot_read(self):
        """CU-9: rotating with a key missing changes nothing and says so."""
        before = self.stored(self.customer)
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with given_keys(NEW_KEY, OTHER_KEY), commit:
            result = self.env["res.partner"]._rotate_encrypted()
        self.assertEqual(result, {"rotated": 0, "unreadable": 1})
        self.assertEqual(self.stored(self.customer), before)

    @mute_logger("odoo.sql_db")
    def test_merge_keeps_the_number(self):
        """CU-5: core's merge moves the number of the one that goes."""
        target = self.env["res.partner"].create({"name": "Merge Zq"})
        source = self.env["res.partner"].create(
            {"name": "Merge Zq", "id_number": OTHER_NUMBER}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((target + source).ids, target)
        self.assertEqual(self.plain(target), OTHER_NUMBER)
