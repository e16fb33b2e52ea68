"""The vocabulary of figures in English and Chinese: tables alone, which `grammar` compiles.

Keys are regular expressions, matched in any case; longer ones are tried first.
"""

from collections.abc import Iterable
from decimal import Decimal

from investments.choices import Qualifier


def _numbered(names: str, numbers: Iterable[int]) -> dict[str, int]:
    return dict(zip(names.split(), numbers, strict=True))


ONES = _numbered("one two three four five six seven eight nine", range(1, 10))
TEENS = _numbered(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    range(10, 20),
)
TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    range(1, 21),
)
PARTS = {  # of a fraction
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
# 成 behind a numeral is a tenth, but for words that begin with it: 成立, 成为, 一成不变.
AFTER_CHENG = "立功为果本员都长就交熟分品套绩效人像型片衣语不"
VULGAR = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

HAN_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "两": 2}
HAN_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_MYRIADS = {"万": 10**4, "亿": 10**8}

SCALES = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
    "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
LETTER_SCALES = {  # straight behind the digits; with a space between them only at entry
    "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12,
    "mln": 10**6, "bln": 10**9, "trln": 10**12,
}  # fmt: skip

CURRENCY_BEFORE = {
    r"RMB|CNY|¥|人民币": "CNY", r"US\$|USD|\$|美元": "USD", r"EUR|€": "EUR",
    r"HK\$|HKD": "HKD", r"GBP|£": "GBP", r"JPY": "JPY",
}  # fmt: skip
CURRENCY_AFTER = {
    r"yuan(?: RMB)?|RMB(?: yuan)?|CNY|renminbi|元(?:人民币)?|人民币": "CNY",
    r"(?:US |U\.S\. )?dollars?|USD|美元": "USD",
    r"euros?|EUR|欧元": "EUR", r"HKD|Hong Kong dollars?|港元": "HKD",
    r"pounds?|GBP|英镑": "GBP", r"yen|JPY|日元": "JPY",
}  # fmt: skip

# Behind the number: the unit, and how many of it one of these is.
MEASURES: dict[str, tuple[str, Decimal]] = {
    r"%|percentage points?|per ?cent|pct|个百分点": ("percent", Decimal(1)),
    r"GWh|gigawatt[- ]hours?|吉瓦时": ("GWh", Decimal(1)),
    r"MWh|megawatt[- ]hours?|兆瓦时": ("GWh", Decimal("0.001")),
    r"kWh|kilowatt[- ]hours?|千瓦时": ("GWh", Decimal("0.000001")),
    r"square kilomet(?:er|re)s?|sq\.? ?km|km²|km2|平方公里|平方千米": ("km2", Decimal(1)),
    r"hectares?|公顷": ("km2", Decimal("0.01")),
    r"square met(?:er|re)s?|sq\.? ?m(?:et(?:er|re)s?)?|m²|m2|平方米|㎡": (
        "km2",
        Decimal("0.000001"),
    ),
    r"mu\b|亩": ("km2", Decimal(1) / 1500),
    r"倍|-fold": ("times", Decimal(1)),
    r"(?:kilomet(?:er|re)s?|km|公里|千米)(?! ?/)": ("km", Decimal(1)),
    r"acres?|英亩": ("acre", Decimal(1)),
    r"tonnes?|metric tons?|tons?|吨": ("tonne", Decimal(1)),
    r"MW|megawatts?|兆瓦": ("MW", Decimal(1)),
    r"GW|gigawatts?|吉瓦": ("MW", Decimal(1000)),
    r"kW|kilowatts?|千瓦": ("MW", Decimal("0.001")),
    r"years?|周?年": ("year", Decimal(1)),
    r"decades?": ("year", Decimal(10)),
}
LEAST_OF_UNIT = Decimal("0.0001")  # 100 m², 100 kWh: below, the smaller unit is kept
SMALLER = {"km2": ("m2", Decimal(10**6)), "GWh": ("kWh", Decimal(10**6))}
PER_10000 = (
    r"per (?:10,?000|10 thousand|ten thousand) (?:people|population|persons|residents|inhabitants)"
    r"|每万人口?|/ ?万人"
)

# Things counted: the noun may follow some words after the number.
NOUNS = {
    "projects": "project", "programs": "project", "programmes": "project",
    "contracts": "contract", "agreements": "contract",
    "people": "person", "persons": "person", "residents": "person", "consultants": "person",
    "employees": "person", "talents": "person", "workers": "person", "participants": "person",
    "delegates": "person", "guests": "person", "experts": "person", "students": "person",
    "visitors": "person", "engineers": "person", "researchers": "person",
    "professionals": "person", "inhabitants": "person",
    "companies": "company", "enterprises": "company", "firms": "company",
    "businesses": "company", "manufacturers": "company", "suppliers": "company",
    "startups": "company", "deals": "contract",
    "vehicles": "vehicle", "cars": "vehicle", "automobiles": "vehicle", "trucks": "vehicle",
    "buses": "vehicle",
    "sets": "set", "institutions": "institution", "institutes": "institution",
    "bases": "base", "platforms": "platform", "tasks": "task",
    "industries": "industry", "clusters": "industry", "areas": "area",
}  # fmt: skip
SINGULAR_NOUNS = {
    "project": "project", "contract": "contract", "agreement": "contract", "person": "person",
    "company": "company", "enterprise": "company", "vehicle": "vehicle", "car": "vehicle",
    "set": "set", "institution": "institution", "institute": "institution", "base": "base",
    "platform": "platform", "task": "task", "industry": "industry", "area": "area",
}  # fmt: skip
HAN_NOUNS: dict[str, str | None] = {
    "项目": "project", "合同": "contract", "协议": "contract", "企业": "company", "公司": "company",
    "机构": "institution", "基地": "base", "平台": "platform", "任务": "task", "产业": "industry",
    "产业集群": "industry", "地区": "area", "区域": "area", "汽车": "vehicle", "人": "person",
    "顾问": "person", "专家": "person", "人才": "person", "人口": "person", "员工": "person",
    "订单": None, "研究院": "institution", "实验室": "institution", "高校": "institution",
}  # fmt: skip
HAN_CLASSIFIERS: dict[str, str | None] = {  # with the unit each means where no noun says more
    "个": None, "项": None, "种": None, "份": None, "条": None, "座": None, "类": None,
    "大": None, "件": None, "次": None, "所": None, "处": None,
    "家": "company", "户": None, "辆": "vehicle", "套": "set", "名": "person", "位": "person",
    "人": "person", "人次": None,
    "台": None, "艘": None, "架": None, "只": None, "支": None, "场": None, "枚": None,
    "笔": None, "门": None, "间": None, "栋": None, "颗": None, "款": None, "宗": None,
    "例": None, "班": None, "列": None, "趟": None,
}  # fmt: skip
# Between two nouns of one phrase, of which the last is what is counted: 汽车零部件企业.
HAN_BETWEEN = "制造|零部件|生产|研发|服务|配套|示范|创新|总部|类|业"
NOUN_REACH = 9  # words between a number and its noun
# A noun behind one of these is not what is counted.
_STOPS = (
    "a about across after also an as at be been before but by during for from had has have in "
    "into is it its on over per that their they this to under was were when where which while "
    "who will with worth"
)
STOPS = frozenset(_STOPS.split())

HEDGES_BEFORE = {
    Qualifier.EXACT: (r"reach(?:ed|es|ing)? up to",),
    Qualifier.OVER: (
        "over", "more than", "(?:no|not) (?:less|fewer) than", "exceed(?:s|ed|ing)?",
        "at least", "above", "upwards? of", "in excess of", "surpass(?:es|ed|ing)?",
        "topp(?:ed|ing|s)", "not below", "超过?", "超出", "逾", "突破",
        "至少", "不少于", "不低于", "高于", "多于", "大于", "最少",
    ),
    Qualifier.UNDER: (
        "(?:less|fewer) than", "under", "below", "up to", "at most", "(?:no|not) more than",
        "as (?:much|many|high) as", "a maximum of",
        "不足", "不到", "不超过", "少于", "低于", "至多", "最多", "未满", "小于", "不多于", "最高",
    ),
    Qualifier.ABOUT: (
        "about", "approximately", "approx\\.?", "around", "nearly", "almost", "some", "roughly",
        "close to", "circa", "an estimated", "(?<![签条契缔履违公])大?约为?", "大概", "约合",
        "(?<![最附])近", "将近", "接近",
    ),
}  # fmt: skip
HEDGES_AFTER = {
    Qualifier.OVER: (r"(?:or|and) (?:more|above|over|higher)", "以上"),
    Qualifier.UNDER: (r"or (?:less|fewer|below)", "以内", "以下"),
    Qualifier.ABOUT: (r"or so", "左右", "上下"),
}
DECREASES = (
    r"(?:down|fell|fallen|falling|dropp(?:ed|ing)|declin(?:ed|ing)|decreas(?:ed|ing)|shrank)"
    r"(?: by)?|(?:decrease|decline|drop|fall|reduction) of|(?:下降|减少|下滑|降低|回落|下跌)了?"
)
DECREASES_AFTER = r"(?:year-on-year )?(?:decrease|decline|drop|fall|reduction)\b"

VAGUE = (
    r"(?:tens|dozens|hundreds|thousands|millions|billions|trillions)"
    r"(?: of (?:thousands|millions|billions|trillions))?(?: of (?:yuan|dollars|euros))?"
    r"|[数几][十百千万亿]+|十几|上[百千万亿]+"
)
# Words with a number in them that say no quantity.
NAMES = (
    r"(?:Fortune )?Global 500", r"Fortune 500", r"(?:世界)?[0-9]{2,4}强", r"Industry 4\.0",
    r"[A-Z]?[百千]强", r"Web ?[0-9]\.[0-9]", r"工业[0-9]\.[0-9]", r"[0-9]\.0版", r"24/7",
    r"[一两二三四五六七八九十]位数",
    r"[0-9]{1,2}(?::[0-9]{2})? ?[ap]\.?m\b\.?", r"[0-9]{1,2}[时点][0-9]{1,2}分",
    r"(?!(?:mid|pre|post|late|early)-)[a-z]+-[0-9]{1,4}(?![0-9.,%])",
    r"\(?0[0-9]{2,3}\)?[- ][0-9]{3,4}[ -]?[0-9]{4}",
    r"\+[0-9]{1,3}(?:[ -]\(?[0-9]{2,4}\)?){2,}",
    r"(?:400|800)-[0-9]{3,4}-?[0-9]{3,4}", r"1[3-9][0-9]{9}",
    r"(?:党的)?[一二]十[一二三四五六七八九]?大(?=报告|精神|以来|召开|会议|[,。])",
    r"党的[一二]?十[一二三四五六七八九]?大",
    r"[一二三四五六七八九十]+届[一二三四五六七八九十]+中全会",
    r"[一二三四五六七八九十]+中全会",
    r"(?:one|first|second|third|[0-9]+(?:st|nd|rd|th))-(?:class|stop|rate|hand|party)",
    r"one of", r"one another", r"no one", r"five-year", r"first of all", r"at first",
    r"top (?:[0-9]+|ten)", r"十[一二三四五六七]五", r"一带一路", r"一体化", r"第一时间",
    r"https?://\S+", r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}",
    r"\+[0-9][0-9-]{5,}", r"[0-9]{2,}(?:-[0-9]{3,}){2,}",
    r"[0-9]+号(?:-[0-9]+)?", r"(?<=号)[::]?[0-9]{5,}", r"(?-i:[A-Z]{2,})-[0-9]+",
)  # fmt: skip
MONTHS = (
    "Jan(?:uary|\\.)?", "Feb(?:ruary|\\.)?", "Mar(?:ch|\\.)?", "Apr(?:il|\\.)?", "May",
    "June?\\.?", "July?\\.?", "Aug(?:ust|\\.)?", "Sept?(?:ember|\\.)?", "Oct(?:ober|\\.)?",
    "Nov(?:ember|\\.)?", "Dec(?:ember|\\.)?",
)  # fmt: skip
