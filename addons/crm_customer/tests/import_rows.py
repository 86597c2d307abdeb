"""Generated customer sheets, the same for the same numbers; nothing of Odoo here."""

import io
import random

import openpyxl
from stdnum.cn import uscc

TITLES = [
    "客户名称",
    "客户类型",
    "分类",
    "等级",
    "区域",
    "来源",
    "行业",
    "联系人",
    "职位",
    "电话",
    "手机",
    "邮箱",
    "QQ",
    "邮编",
    "地址",
    "统一社会信用代码",
    "法人代表",
    "注册资本",
]
PLACES = ("杭州", "深圳", "武汉", "成都", "宁波", "苏州", "青岛", "长沙")
THINGS = ("精密机械", "生物科技", "电子材料", "物流服务", "食品", "服装", "软件")
SURNAMES = "王李张刘陈杨黄赵周吴"
GIVEN = "伟芳娜敏静丽强磊军洋"


def make_credit_code(number):
    body = f"91330106MA{number:07d}".translate(str.maketrans("IOSVZ", "ABCDE"))
    return body + uscc.calc_check_digit(body)


def make_row(number, **changes):
    """Return ``{title: cell}`` of a good row, another one for each number."""
    chosen = random.Random(number)
    row = {
        "客户名称": f"{chosen.choice(PLACES)}第{number}{chosen.choice(THINGS)}有限公司",
        "客户类型": chosen.choice(("企业", "企业", "个人")),
        "分类": chosen.choice(("潜在客户", "合作伙伴", "代理商")),
        "等级": chosen.choice("ABC"),
        "区域": chosen.choice(("华东", "华南", "华北", "西南")),
        "来源": chosen.choice(("展会", "官网", "转介绍", "电话营销", "广告")),
        "行业": chosen.choice(("制造业", "零售", "互联网", "物流", "医药")),
        "联系人": chosen.choice(SURNAMES) + chosen.choice(GIVEN) + str(number),
        "职位": chosen.choice(("总监", "采购", "经理")),
        "电话": f"0571-8{number:07d}",
        "手机": f"138{number:08d}",
        "邮箱": f"c{number}@example.com",
        "QQ": str(100_000_000 + number),
        "邮编": f"31{number % 10000:04d}",
        "地址": f"浙江省杭州市西湖区文三路{number}号",
        "统一社会信用代码": make_credit_code(number),
        "法人代表": chosen.choice(SURNAMES) + chosen.choice(GIVEN),
        "注册资本": 10_000 * chosen.randint(1, 9999),
    }
    return row | changes


def make_rows(count, start=1):
    return [make_row(number) for number in range(start, start + count)]


def make_workbook(rows, titles=None):
    """Return the bytes of an xlsx with one row of titles; None is an empty row."""
    titles = titles or list(dict.fromkeys(t for row in rows if row for t in row))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(titles)
    for number, row in enumerate(rows, 2):
        for index, title in enumerate(titles, 1):
            value = (row or {}).get(title)
            if value is None:
                continue
            cell = sheet.cell(number, index, value)
            if isinstance(value, str):
                # openpyxl takes a text that starts with = for a formula
                cell.data_type = "s"
    return save_workbook(book)


def save_workbook(book):
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def read_workbook(data):
    """Return the cells of the first sheet, with the type that each is saved as."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.rows]
