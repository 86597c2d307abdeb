"""Make the firms and people of the demo company: the CSV files of crm_suite/demo.

    python scripts/demo/make_customers.py

The same files every time. Firms are named after beasts of the Classic of Mountains
and Seas (山海经), people come from Faker (zh_CN), numbers have a block of zeros and
mail addresses end in .example.com: nobody is meant. Runs with the packages of
requirements-dev.txt; Gonghai itself only reads the files.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from faker import Faker
from places import CITIES, EAST
from pypinyin import lazy_pinyin
from stdnum.cn import uscc
from words import (
    BEASTS,
    DEPARTMENTS,
    FUNCTIONS,
    NEEDS,
    PAINS,
    PREFERENCES,
    SOURCES,
    TRADES,
)

SEED = 20251
FIRMS_EAST, FIRMS_KEY, INDIVIDUALS = 133, 45, 22
FOLDER = Path(__file__).resolve().parents[2] / "addons/crm_suite/demo"
CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MOBILE_PREFIXES = ("137", "138", "139", "150", "158", "166", "177", "186", "199")
ROLES = ("decider", "buyer", "influencer", "user", "gatekeeper")


class Maker:
    def __init__(self):
        self.random = random.Random(SEED)
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(SEED)
        self.numbers = {}
        self.firms = []
        self.contacts = []

    def make(self):
        names = [(beast, trade) for beast in BEASTS for trade in TRADES]
        self.random.shuffle(names)
        for number in range(FIRMS_EAST + FIRMS_KEY):
            self.make_firm(number + 1, *names[number], is_key=number >= FIRMS_EAST)
        for number in range(INDIVIDUALS):
            self.make_individual(FIRMS_EAST + FIRMS_KEY + number + 1)

    def make_firm(self, number, beast, trade, is_key):
        word, industry = trade
        city = self.random.choice(CITIES if is_key else EAST)
        domain = "".join(lazy_pinyin(beast)) + f"{number:03d}.example.com"
        ending = self.random.choice(["集团", "股份"]) if is_key else ""
        firm = {
            "key": f"c{number:03d}",
            "pool": "key" if is_key else "east",
            "kind": "company",
            "name": f"{city.name}{beast}{word}{ending}有限公司",
            **self.address(city),
            "industry": f"base.res_partner_industry_{industry}",
            "source": self.random.choice(SOURCES),
            "size": self.choose_size(is_key),
            "level": self.choose_level(is_key),
            "value": self.random.choice(("high", "medium", "medium", "low")),
            "credit": self.random.choice("23334445"),
            "capital": self.random.choice((50, 100, 200, 500)) * (20 if is_key else 1),
            "representative": self.faker.name(),
            "vat": self.credit_code(city.division),
            "phone": f"{city.area}-{self.landline(city.area)}",
            "email": f"info@{domain}",
            "website": f"https://www.{domain}",
            "needs": self.random.choice(NEEDS),
            "pains": self.random.choice(PAINS),
        }
        if number % 4:
            firm["mobile"] = self.mobile()
        self.firms.append(firm)
        for position in range(self.random.choice((1, 1, 2, 2, 3))):
            self.make_contact(firm["key"], domain, position)

    def make_contact(self, firm, domain, position):
        gender = self.random.choice(("male", "female"))
        name = self.name(gender)
        account = "".join(lazy_pinyin(name))
        self.contacts.append(
            {
                "firm": firm,
                "name": name,
                "gender": gender,
                "department": self.random.choice(DEPARTMENTS),
                "function": self.random.choice(FUNCTIONS),
                "role": ROLES[0] if not position else self.random.choice(ROLES[1:]),
                "mobile": self.mobile(),
                "email": f"{account}{position or ''}@{domain}",
                "native_place": self.random.choice(CITIES).name,
                "birthday": self.birthday(),
            }
        )

    def make_individual(self, number):
        gender = self.random.choice(("male", "female"))
        name = self.new_name(gender)
        self.firms.append(
            {
                "key": f"c{number:03d}",
                "pool": "east",
                "kind": "individual",
                "name": name,
                **self.address(self.random.choice(EAST)),
                "source": self.random.choice(SOURCES),
                "level": self.choose_level(False),
                "value": self.random.choice(("medium", "low")),
                "credit": self.random.choice("34"),
                "mobile": self.mobile(),
                "email": f"{''.join(lazy_pinyin(name))}{number}@example.com",
                "wechat": f"wx_{''.join(lazy_pinyin(name))}{number}",
                "qq": f"10000{number:03d}",
                "gender": gender,
                "birthday": self.birthday(),
                "preferences": self.random.choice(PREFERENCES),
            }
        )

    def name(self, gender):
        male = gender == "male"
        return self.faker.name_male() if male else self.faker.name_female()

    def new_name(self, gender):
        taken = {row["name"] for row in self.firms + self.contacts}
        while (name := self.name(gender)) in taken:
            pass
        return name

    def address(self, city):
        return {
            "city": f"{city.name}市",
            "state": f"base.state_cn_{city.state}",
            "region": f"crm_customer.region_cn_{city.state.lower()}",
            "zip": f"{city.postcode}{self.random.randrange(10):02d}",
            "street": f"{self.random.choice(city.districts)}"
            f"{self.faker.street_name()}{self.random.randrange(1, 400)}号",
        }

    def choose_size(self, is_key):
        if is_key:
            return self.random.choice(("large", "large", "medium"))
        return self.random.choice(("micro", "small", "small", "medium"))

    def choose_level(self, is_key):
        return self.random.choice(("vip", "vip", "a") if is_key else "aabbbbccc")

    def credit_code(self, division):
        body = "MA" + "".join(self.random.choices(CODE_DIGITS, k=6))
        total = sum(
            weight * int(char, 36)
            for weight, char in zip(ORGANISATION_WEIGHTS, body, strict=True)
        )
        code = f"91{division}{body}{'0123456789X0'[11 - total % 11]}"
        return code + uscc.calc_check_digit(code)

    def count(self, name):
        self.numbers[name] = self.numbers.get(name, 0) + 1
        return self.numbers[name]

    def mobile(self):
        number = self.count("mobile")
        return f"{MOBILE_PREFIXES[number % len(MOBILE_PREFIXES)]}0000{number:04d}"

    def landline(self, area):
        return f"60000{self.count(area):03d}"

    def birthday(self):
        return date(1968, 1, 1) + timedelta(days=self.random.randrange(11_000))


def write(name, rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    maker = Maker()
    maker.make()
    write("customers.csv", maker.firms)
    write("contacts.csv", maker.contacts)
