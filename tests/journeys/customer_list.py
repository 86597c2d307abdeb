"""The list that a sales office hands over: the shared one, else one made alike."""

import json
import os
import random
import shutil
from pathlib import Path
from typing import NamedTuple

import openpyxl

SHARED = Path(os.environ.get("GONGHAI_SHARED") or Path(__file__).parents[3] / "shared")
TITLES = ("客户名称", "客户类型", "等级", "联系人", "手机", "法人代表")
FILE_NAME = "客户名单.xlsx"
CITIES = ("青岛市", "宁波市", "无锡市", "珠海市", "洛阳市")
TRADES = ("灯塔", "珊瑚", "远帆", "鲸湾", "潮汐", "礁石")


class CustomerList(NamedTuple):
    path: Path
    created: int
    refused: int


def get_customer_list(folder):
    """Return a dirty list of firms and how many of its rows are good and bad."""
    path = SHARED / "data" / "customers.xlsx"
    if not path.exists():
        return make_customer_list(folder / FILE_NAME)
    marks = json.loads((path.parent / "customers.expected.json").read_text())
    refused = sum("formula" not in mark for mark in marks.values())
    rows = openpyxl.load_workbook(path, read_only=True).active.max_row - 1
    handed_over = shutil.copy(path, folder / FILE_NAME)
    return CustomerList(Path(handed_over), rows - refused, refused)


def make_customer_list(path, rows=200, seed=7):
    """Write a list in which every tenth row is bad: no name, or no mobile number."""
    generator = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(TITLES)
    for index in range(rows):
        name = f"{generator.choice(CITIES)}{generator.choice(TRADES)}{index}号有限公司"
        mobile = f"139{generator.randrange(10**8):08}"
        if index % 20 == 5:
            name = None
        if index % 20 == 15:
            mobile = "1380013"
        sheet.append((name, "企业", "A", "陈海", mobile, "=1+1"))
    book.save(path)
    return CustomerList(path, rows - rows // 10, rows // 10)
