"""What the titles and words of a customer sheet mean: data, no rules.

A sales office titles its columns in Chinese whatever the language of the user
who imports, so the titles are known here and not taken from translations.
"""

import re
from typing import NamedTuple

from ..tools.text_keys import plain_key

CONTACT = "child_ids/"
NAME = "name"
CONTACT_NAME = "child_ids/name"
TYPE = "company_type"
CREDIT_CODE = "vat"


class Column(NamedTuple):
    """A column of the sheet.

    ``path`` is the field as core's import names it, ``title`` and ``title_zh``
    are what the template shows (no title: the template leaves it out),
    ``aliases`` are other titles that mean the same. ``of_contact`` columns
    describe the contact person when the sheet names one, else the customer.
    """

    path: str
    title: str
    title_zh: str
    aliases: tuple = ()
    of_contact: bool = False
    in_template: bool = True


COLUMNS = (
    Column(
        NAME,
        "Customer Name",
        "客户名称",
        (
            "客户",
            "名称",
            "客户全称",
            "公司名称",
            "公司",
            "企业名称",
            "单位名称",
            "客户名",
            "Customer",
            "Company Name",
            "Name",
        ),
    ),
    Column(TYPE, "Customer Type", "客户类型", ("类型", "客户性质", "Type")),
    Column(
        "customer_category_id", "Category", "分类", ("客户分类", "客户类别", "类别")
    ),
    Column("customer_level_id", "Level", "等级", ("客户等级", "客户级别", "级别")),
    Column("region_id", "Region", "区域", ("地区", "大区", "所在区域", "所属区域")),
    Column("source_id", "Source", "来源", ("客户来源", "渠道", "来源渠道")),
    Column("industry_id", "Industry", "行业", ("所属行业", "客户行业")),
    Column(
        CONTACT_NAME,
        "Contact",
        "联系人",
        ("联系人姓名", "主要联系人", "首要联系人", "Contact Name", "Contact Person"),
    ),
    Column(
        "function",
        "Job Position",
        "职位",
        ("职务", "岗位", "联系人职位", "Position", "Job Title"),
        of_contact=True,
    ),
    Column(
        "phone",
        "Phone",
        "电话",
        (
            "公司电话",
            "座机",
            "固定电话",
            "固话",
            "联系电话",
            "电话号码",
            "Telephone",
            "Tel",
        ),
    ),
    Column(
        "mobile",
        "Mobile",
        "手机",
        ("手机号", "手机号码", "移动电话", "联系人手机", "Cell Phone"),
        of_contact=True,
    ),
    Column(
        "email",
        "Email",
        "邮箱",
        ("电子邮件", "电子邮箱", "邮件", "邮件地址", "E-mail", "Mail"),
        of_contact=True,
    ),
    Column("qq", "QQ", "QQ", ("QQ号", "QQ号码"), of_contact=True),
    Column("wechat", "WeChat", "微信", ("微信号",), of_contact=True),
    Column("zip", "Postcode", "邮编", ("邮政编码", "Zip", "ZIP Code", "Postal Code")),
    Column(
        "street",
        "Address",
        "地址",
        ("公司地址", "联系地址", "通讯地址", "详细地址", "Street"),
    ),
    Column(
        CREDIT_CODE,
        "Credit Code",
        "统一社会信用代码",
        (
            "信用代码",
            "社会信用代码",
            "税号",
            "纳税人识别号",
            "Unified Social Credit Code",
            "Tax ID",
        ),
    ),
    Column(
        "legal_representative",
        "Legal Representative",
        "法人代表",
        ("法人", "法定代表人", "法人姓名"),
    ),
    Column("registered_capital", "Registered Capital", "注册资本", ("注册资金",)),
    Column(
        "customer_code",
        "Customer Code",
        "客户编号",
        ("客户编码", "编号"),
        in_template=False,
    ),
    Column(
        "customer_state", "Customer State", "客户状态", ("状态",), in_template=False
    ),
    Column("customer_value_id", "Value", "价值", ("客户价值",), in_template=False),
    Column(
        "customer_size_id",
        "Size",
        "规模",
        ("客户规模", "公司规模", "企业规模"),
        in_template=False,
    ),
    Column(
        "credit_rating", "Credit Rating", "信用度", ("信用等级",), in_template=False
    ),
    Column("satisfaction", "Satisfaction", "满意度", (), in_template=False),
    Column("category_id", "Tags", "标签", ("客户标签",), in_template=False),
    Column("fax", "Fax", "传真", ("传真号码",), in_template=False),
    Column(
        "website",
        "Website",
        "网站",
        ("网址", "公司网站", "官方网站"),
        in_template=False,
    ),
    Column("country_id", "Country", "国家", (), in_template=False),
    Column("state_id", "Province", "省份", ("省", "State"), in_template=False),
    Column("city", "City", "城市", ("市", "所在城市"), in_template=False),
    Column("customer_needs", "Needs", "需求", ("客户需求",), in_template=False),
    Column("customer_pains", "Pains", "痛点", ("客户痛点",), in_template=False),
    Column(
        "customer_preferences", "Preferences", "偏好", ("客户偏好",), in_template=False
    ),
    Column("comment", "Notes", "备注", ("说明", "Note", "Remarks"), in_template=False),
    Column(
        "child_ids/department",
        "Department",
        "部门",
        ("联系人部门", "所在部门"),
        in_template=False,
    ),
    Column("child_ids/gender", "Gender", "性别", (), in_template=False),
    Column("child_ids/native_place", "Native Place", "籍贯", (), in_template=False),
    Column("child_ids/birthday", "Birthday", "生日", ("出生日期",), in_template=False),
    Column(
        "child_ids/decision_role", "Decision Role", "决策角色", (), in_template=False
    ),
    Column("child_ids/phone", "Contact Phone", "联系人电话", (), in_template=False),
)

# Moves decide these, never a sheet: field -> titles under which offices hand
# them over.
MOVED_FIELDS = {
    "user_id": (
        "Salesperson",
        "Owner",
        "负责人",
        "业务员",
        "销售员",
        "销售人员",
        "客户经理",
        "归属人",
        "所属销售",
        "跟进人",
        "客户负责人",
    ),
    "pool_id": (
        "Pool",
        "Customer Pool",
        "客户池",
        "公海",
        "所属公海",
        "公海池",
        "所属客户池",
    ),
    "pool_place": ("Place", "Pool Place", "位置", "公海状态", "领用状态"),
    "reclaim_at": (
        "Deadline",
        "Reclaim Date",
        "Returns On",
        "回收时间",
        "回收日期",
        "到期时间",
        "到期日期",
        "截止日期",
    ),
    "protected_until": ("Protected Until", "保护期", "保护到期", "保护截止"),
    "claimed_at": ("Claimed On", "领用时间", "领用日期"),
    "pool_since": ("In Pool Since", "进入公海时间", "入池时间"),
    "last_contact_at": ("Last Contact", "最后联系时间", "最近联系时间", "最后跟进时间"),
    "reclaim_rule_id": ("Reclaim Rule", "回收规则", "回收策略"),
    "team_id": ("Sales Team", "销售团队"),
}

# Columns that the file of refused rows carries besides the customer's own.
ROW_TITLES = ("Row", "行号")
REASON_TITLES = ("Reasons", "原因")

COMPANY_WORDS = frozenset(
    (
        "企业",
        "企业客户",
        "公司",
        "公司客户",
        "法人",
        "单位",
        "company",
        "firm",
        "enterprise",
        "business",
    )
)
PERSON_WORDS = frozenset(
    ("个人", "个人客户", "个体", "自然人", "person", "individual", "private")
)
TRUE_WORDS = frozenset(("是", "有", "对", "true", "yes", "y", "t", "1", "√"))
FALSE_WORDS = frozenset(("否", "无", "错", "false", "no", "n", "f", "0", "×"))

# Words of a sheet for records that Odoo or we ship, whatever languages are
# installed: external id -> words.
SHIPPED_WORDS = {
    "base.res_partner_industry_A": ("农业", "农林牧渔"),
    "base.res_partner_industry_B": ("采矿业", "采矿"),
    "base.res_partner_industry_C": ("制造业", "制造", "生产制造"),
    "base.res_partner_industry_D": ("能源", "电力"),
    "base.res_partner_industry_F": ("建筑业", "建筑"),
    "base.res_partner_industry_G": (
        "零售",
        "批发",
        "批发零售",
        "零售业",
        "批发业",
        "商贸",
        "贸易",
    ),
    "base.res_partner_industry_H": ("物流", "运输", "物流业", "运输业", "交通运输"),
    "base.res_partner_industry_I": ("餐饮", "酒店", "餐饮业", "住宿"),
    "base.res_partner_industry_J": ("互联网", "通信", "软件", "信息技术", "IT"),
    "base.res_partner_industry_K": ("金融", "金融业", "保险", "银行"),
    "base.res_partner_industry_L": ("房地产", "地产"),
    "base.res_partner_industry_P": ("教育", "教育业"),
    "base.res_partner_industry_Q": ("医药", "医疗", "医疗健康", "健康"),
    "crm_customer.source_referral": ("转介绍", "介绍", "老客户介绍", "客户介绍"),
    "utm.utm_source_search_engine": ("搜索引擎", "百度"),
    "crm_customer.source_website": ("官网", "网站"),
    "crm_customer.source_exhibition": ("展会", "展览"),
    "crm_customer.source_telemarketing": ("电话营销", "电话"),
    "crm_customer.source_advertising": ("广告", "广告投放"),
    "crm_customer.dictionary_category_potential": ("潜在客户", "潜在"),
    "crm_customer.dictionary_category_closed": ("成交客户", "成交"),
    "crm_customer.dictionary_category_key": ("重要客户", "重点客户"),
    "crm_customer.dictionary_category_loyal": ("忠诚客户",),
    "crm_customer.dictionary_category_partner": ("合作伙伴",),
    "crm_customer.dictionary_category_agent": ("代理商", "分销商", "经销商"),
    "crm_customer.dictionary_value_high": ("高",),
    "crm_customer.dictionary_value_medium": ("中",),
    "crm_customer.dictionary_value_low": ("低",),
    "crm_customer.region_north": ("华北", "华北区", "华北大区"),
    "crm_customer.region_northeast": ("东北", "东北区", "东北大区"),
    "crm_customer.region_east": ("华东", "华东区", "华东大区"),
    "crm_customer.region_central": ("华中", "华中区", "华中大区"),
    "crm_customer.region_south": ("华南", "华南区", "华南大区"),
    "crm_customer.region_southwest": ("西南", "西南区", "西南大区"),
    "crm_customer.region_northwest": ("西北", "西北区", "西北大区"),
    "crm_customer.region_hmt": ("港澳台", "港澳台地区"),
}

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def fold_title(title):
    """Return the title without what offices add to it: marks and remarks.

    >>> fold_title("*客户名称（必填）：")
    '客户名称'
    >>> fold_title("客 户 名 称")
    '客户名称'
    """
    return _BRACKETS.sub("", plain_key(title)).strip("*:;.,、。_-")


def _index_titles():
    return {
        fold_title(title): column
        for column in COLUMNS
        for title in (column.title, column.title_zh, *column.aliases)
    }


COLUMN_BY_TITLE = _index_titles()
COLUMN_BY_PATH = {
    path: column
    for column in COLUMNS
    for path in (column.path, CONTACT + column.path)
    if path == column.path or column.of_contact
}
MOVED_BY_TITLE = {
    fold_title(title): name for name, titles in MOVED_FIELDS.items() for title in titles
}
IGNORED_TITLES = frozenset(map(fold_title, ROW_TITLES + REASON_TITLES))


def match_titles(titles):
    """Return ``{index: path}`` of the titles known here, each path once.

    With a contact's name in the sheet, what describes a person is the contact's.

    >>> match_titles(["客户名称", "手机"])
    {0: 'name', 1: 'mobile'}
    >>> match_titles([" 客户名称*", "联系人", "手机", "行号", "负责人", "手机"])
    {0: 'name', 1: 'child_ids/name', 2: 'child_ids/mobile', 4: 'user_id'}
    """
    folded = [fold_title(title) for title in titles]
    columns = [COLUMN_BY_TITLE.get(title) for title in folded]
    has_contact = any(column and column.path == CONTACT_NAME for column in columns)
    matches = {}
    for index, column in enumerate(columns):
        path = MOVED_BY_TITLE.get(folded[index])
        if column:
            path = column.path
            if column.of_contact and has_contact:
                path = CONTACT + path
        if path and path not in matches.values():
            matches[index] = path
    return matches
