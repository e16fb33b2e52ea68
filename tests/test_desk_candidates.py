"""The candidates that the reading desk marks in an article, in sentences of our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from investments.choices import State, Status
from investments.dates import validate_edtf
from investments.desk import known
from investments.desk.candidates import MOST, Candidate, Kind, find_candidates
from investments.desk.names import Names
from investments.models import Place
from investments.quantities.bounds import complaint
from investments.quantities.units import UNITS
from tests.factories import make

PUBLISHED = "2022-09-15"
NAMES = Names(
    [
        (("place", 1), "Green Valley", "青谷新区", "青谷\nGV"),
        (("place", 2), "Online", "线上", ""),
        (("organisation", 3), "Chang'e Motors Co., Ltd.", "嫦娥汽车有限公司", "嫦娥汽车"),
        (("organisation", 4), "Magpie", "", "Company"),
        (("industry", 5), "Robots", "机器人", "AI"),
        (("event", 6), "6th Valley Expo", "第六届山谷博览会", "2024 Valley Expo"),
        (("eventseries", 7), "Valley Expo", "", ""),
        (("project", 8), "Research & Design Hall", "", "Magpie"),
        (("person", 9), "Anaïs Lefèvre", "", ""),
    ]
)


def found(text: str, names: Names | None = None, published: str = PUBLISHED) -> list[Candidate]:
    return find_candidates([text], names=names or Names(), published=published)


def number(value: object) -> str:
    return "" if value is None else f"{value:f}"


def figures(text: str) -> list[str]:
    """The figures short: "over 30000000000– CNY"."""
    return [
        f"{one.qualifier} {number(one.low)}–{number(one.high)} {one.unit}".strip()
        if one.low != one.high
        else f"{one.qualifier} {number(one.low)} {one.unit}".strip()
        for one in found(text)
        if one.is_figure
    ]


def dates(text: str, published: str = PUBLISHED) -> list[str]:
    return [one.date for one in found(text, published=published) if one.kind == Kind.DATE]


# --- Figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # money
        ("签约总额超过300亿元。", ["over 30000000000– CNY"]),
        ("到位资金近50亿元，外资不足3亿美元。",
         ["about 5000000000 CNY", "under –300000000 USD"]),
        ("总投资100-150亿元，一期投资30亿元。",
         ["range 10000000000–15000000000 CNY", "exact 3000000000 CNY"]),
        ("投资额300余亿元，税收27亿元以上。",
         ["over 30000000000– CNY", "over 2700000000– CNY"]),
        ("实际到位投资总计1.85亿。", ["exact 185000000 CNY"]),
        ("形成2个千亿级产业集群。", ["exact 2 industry", "level 100000000000 CNY"]),
        ("投资超过20亿美元（约合145亿元）。", ["over 2000000000– USD", "about 14500000000 CNY"]),
        ("The fund will put 300-500 million yuan into it.", ["range 300000000–500000000 CNY"]),
        ("worth at least RMB 2 bn and 350 bln yuan of credit",
         ["over 2000000000– CNY", "exact 350000000000 CNY"]),
        ("It paid over 90 million yuan ($12.4 million) for it.",
         ["over 90000000– CNY", "over 12400000– USD"]),
        ("They added 27 billion, 30.5 billion and 19 billion yuan.",
         ["exact 27000000000 CNY", "exact 30500000000 CNY", "exact 19000000000 CNY"]),
        ("two clusters of a 40 billion level", ["exact 2 industry", "level 40000000000 CNY"]),
        # percentages
        ("近五成项目来自外资企业，三成以上盈利。", ["about 50 percent", "over 30– percent"]),
        ("工业增加值同比增长8.5%，进出口下降3.2个百分点。",
         ["exact 8.5 percent", "exact -3.2 percent"]),
        ("Exports made up nearly half of sales, and services nearly half.",
         ["about 50 percent", "about 50 percent"]),
        ("Trade fell 4.1% and saw a 2% decline.", ["exact -4.1 percent", "exact -2 percent"]),
        ("The sectors stand at 5.5:40.5:54.",
         ["exact 5.5 percent", "exact 40.5 percent", "exact 54 percent"]),
        # counts
        ("The plant can build up to 80,000 vehicles a year.", ["under –80000 vehicle"]),
        ("全市43个开发区引进项目1523个。", ["exact 43 item", "exact 1523 project"]),
        ("累计引进30多家汽车零部件企业。", ["over 30– company"]),
        ("The population grew from 2.1 million to 3.2 million.",
         ["exact 2100000 person", "exact 3200000 person"]),
        ("Of these, 360 were electric cars.", ["exact 360 vehicle"]),
        ("with a yearly output of new buses of 12,000", ["exact 12000 vehicle"]),
        ("常住人口达270万。", ["exact 2700000 person"]),
        ("40 laboratories and 12 flights a day", ["exact 40 item", "exact 12 item"]),
        ("More than 200 guests of 30 companies came.", ["over 200– person", "exact 30 company"]),
        # measures
        ("建筑面积1.2万平方米，占地1500亩。", ["exact 0.012 km2", "exact 1 km2"]),
        ("年产10GWh的电池生产线", ["exact 10 GWh"]),
        ("a capacity of 500 MWh to 800 MWh", ["range 0.5–0.8 GWh"]),
        ("每万人拥有发明专利26.7件", ["exact 26.7 per_10000_people"]),
        ("in place for over 4 years", ["over 4– year"]),
        ("产量增长1.6倍，铁路长299公里。", ["exact 1.6", "exact 299"]),
        ("The tax share fell below 25 per cent.", ["under –25 percent"]),
        ("Its margin fell 1.5 percentage points to 9.5 percent.",
         ["exact -1.5 percent", "exact 9.5 percent"]),
        ("空置率下降2.4个百分点至8.6%。", ["exact -2.4 percent", "exact 8.6 percent"]),
        ("Prices will rise 2 to 3 percent.", ["range 2–3 percent"]),
        ("some three dozen firms, a dozen firms, half a dozen",
         ["about 36 company", "exact 12 company"]),
        ("A third of the staff are women. A third, in Heron Bay, opened.",
         ["exact 33.333333 percent"]),
        # ranks
        ("总量居全国第4位。", ["exact 4 rank"]),
        ("It ranks No. 3 in the world and is the second-largest port.",
         ["exact 3 rank", "exact 2 rank"]),
        ("the city ranked 12th", ["exact 12 rank"]),
        ("It placed third among such parks, the second state-level zone.",
         ["exact 3 rank", "exact 2 rank"]),
    ],
)  # fmt: skip
def test_a_figure_is_found_with_its_hedge_and_unit(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Call 023-6715 8899 or +86 23 6715 8899, at 19 Jinyu Avenue, 401122.",
        "咨询电话：023-67158899，13800138000，地址：金渝大道66号8号楼。",
        "The lab works on 5G, Web 3.0, Industry 4.0 and Covid-19 tests.",
        "第八届博览会、第二产业、第一时间、党的二十大精神、“十四五”规划",
        "Article 5 says that Room 302 is open from 9:00 to 17:30, 24/7, or at 8 p.m.",
        "the first phase, the 6th edition and the third quarter of its second session",
        "Its second plant in Heron Bay came with a third line; it ranked the first firm's bid.",
        "over the past three years, within five years, a three-year plan, 未来五年，三年行动计划",
        "一带一路、一体化、统一、世界500强、两位数增长、四川、万州",
        "One company said it would send one engineer to one of the plants.",
        "Boeing 737 and Airbus A320; Fortune Global 500; G20; ICP 20009753",
        "50-100亿元项目、100亿元以上项目",
        "The 2019 fair and the fair of 2021 were held at 9 a.m.",
    ],
)
def test_what_is_no_figure_is_not_marked_as_one(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It signed over 30 billion yuan there.", ["over 30 billion yuan"]),
        ("Twenty new logistics projects came.", ["Twenty new logistics projects"]),
        ("建设100个重点项目，超过３００亿元。", ["100个重点项目", "超过３００亿元"]),
        ("over 30 billion yuan ($4.4 billion) in all",
         ["over 30 billion yuan", "over 30 billion yuan ($4.4 billion)"]),
        ("总投资约120—140亿元。", ["约120—140亿元"]),
        ("a  total of  13\u00a0deals", ["13\u00a0deals"]),
    ],
)  # fmt: skip
def test_the_words_are_quoted_letter_by_letter(text: str, printed: list[str]) -> None:
    candidates = [one for one in found(text) if one.is_figure]
    assert [one.printed for one in candidates] == printed
    for one in candidates:
        assert one.printed in text
        assert text[one.start : one.end] in one.printed


def test_candidates_have_a_place_and_do_not_overlap() -> None:
    one, other = find_candidates(["No number.", "Sales hit 5 million yuan in 2021."], names=Names())
    assert (one.key, one.kind, one.printed) == ("2-10-24", Kind.AMOUNT, "5 million yuan")
    assert (other.key, other.kind, other.date) == ("2-28-32", Kind.DATE, "2021")


def test_of_a_text_made_of_numbers_the_first_are_found() -> None:
    texts = ["5% " * (MOST - 1), "5% of it in 2021, May 5 " * 10]
    candidates = find_candidates(texts, names=Names(), published=PUBLISHED)
    assert len(candidates) == MOST
    assert [one.start for one in candidates[:3]] == [0, 3, 6]
    assert candidates[-1].paragraph == 2


PIECES = st.sampled_from(
    ["over ", "约", "RMB ", "1,000", "6.89", "2024", " billion", "亿", "元", " yuan", " projects",
     "个项目", "第", "三", "成", "from ", " to ", "-", "the first half of ", "May 5", "年",
     "上半年", "in ", "last year", "Valley Expo", "青谷", ", ", ". ", "。", " (", ")", "robots",
     "２", "\u200b", "’s", " of ", "were ", "population ", "No. 3", "以上"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_marked_without_overlap(text: str) -> None:
    end = 0
    for one in found(text, NAMES):
        assert end <= one.start < one.end <= len(text)
        assert 0 < len(one.printed) <= 80
        assert one.printed in text
        assert one.unit in UNITS or one.unit == ""
        for edtf in (one.date, one.period):
            validate_edtf(edtf)
        if one.is_figure:
            assert complaint(one.low, one.high, one.qualifier) == ""
        end = one.end


# --- Words that tell goals from results ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("力争到2025年，产值突破1000亿元。", Status.TARGET, "力争"),
        ("The park plans to reach 90 billion yuan.", Status.TARGET, "plans to"),
        ("Output is to be 70 billion yuan by 2025.", Status.TARGET, "by 2025"),
        ("The growth target is 6 percent.", Status.TARGET, "target"),
        ("预计达产后年产值50亿元。", Status.FORECAST, "预计"),
        ("Sales are expected to exceed 3 billion yuan.", Status.FORECAST, "expected"),
        ("园区累计引进企业1200家。", Status.CUMULATIVE, "累计"),
        ("So far 1,200 firms have come.", Status.CUMULATIVE, "So far"),
        ("The town has signed 40 deals.", Status.CUMULATIVE, "has signed"),
        ("Nearly 700 people will be employed.", Status.FORECAST, "will be"),
        ("By 2028 it will grow, and the yard employs 300 people.", Status.ACTUAL, ""),
        ("In what it calls a park for robots by 2028, it signed 12 deals.", Status.ACTUAL, ""),
        ("Sales reached 3 billion yuan.", Status.ACTUAL, ""),
        ("It plans to grow. Sales reached 3 billion yuan.", Status.ACTUAL, ""),
        ("It delivered 900 sets, and hopes to double.", Status.ACTUAL, ""),
        ("The firm, which aims to expand, signed deals for 3 billion yuan.", Status.ACTUAL, ""),
    ],
)
def test_words_near_a_figure_tell_its_status(text: str, status: str, words: str) -> None:
    (figure,) = [one for one in found(text) if one.is_figure]
    assert (figure.status, figure.status_words) == (status, words)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("In 2019 sales hit 3 billion yuan.", ["2019"]),
        ("Sales hit 3 billion yuan in the third quarter of 2021.", ["2021-07/2021-09"]),
        ("In the first half of 2021 output rose 12.4 percent to 98 billion yuan.",
         ["2021-01/2021-06", "2021-01/2021-06"]),
        ("2021年上半年，进出口2100亿元，增长5.1%。", ["2021-01/2021-06"] * 2),
        ("去年，产值达50亿元。", ["2021?"]),
        ("It will make 5 GWh this year.", ["2022?"]),
        ("In 2020, sales were 4 billion yuan. Profit was 1 million yuan.", ["2020", ""]),
        ("It grew from 2.1 million people in 2010 to 3.2 million people in 2020.",
         ["2010", "2020"]),
        ("营业收入由上年的320亿元增至410亿元。", ["2021?", ""]),
        ("In 2019 Heron Town sold 900 buses.", ["2019"]),
        ("The 2019 Heron Fair drew 900 guests.", [""]),
        ("Founded in 1998, it has 3,400 workers.", [""]),
        ("Trade rose 8 percent compared with 2020.", [""]),
        ("On May 5, 2022, it signed 12 deals.", [""]),
        ("Work will begin in June 2025, and some 700 people will be employed.", [""]),
        ("The deal was signed in March 2021, and 400 people work there.", [""]),
        ("项目于2022年6月开工，投资20亿元。", [""]),
        ("In 2021 it grew well, and sales hit 3 million yuan.", ["2021"]),
        ("It was quiet in 2021, and sales hit 3 million yuan.", [""]),
        ("Output was 5 million yuan in 2021, up 5 percent.", ["2021"] * 2),
        ("2021年，进出口90亿元，税收3亿元。", ["2021"] * 2),
        ("By 2028, sales will hit 5 million yuan, and the yard employs 30 people.",
         ["2028", ""]),
        ("到2028年，产值达5亿元，人口超过4万人。", ["2028"] * 2),
        ("一季度，产值增长9%。1—6月，产值5亿元。", ["2022?-01/2022?-03", "2022?-01/2022?-06"]),
        ("截至3月底，企业300家。", ["2022?-03"]),
        ("As of June 30, 2022, there were 1,500 firms.", ["2022-06-30"]),
    ],
)  # fmt: skip
def test_words_near_a_figure_tell_its_period(text: str, periods: list[str]) -> None:
    assert [one.period for one in found(text) if one.is_figure] == periods


# --- Dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 12 May 2021 and on May 13", ["2021-05-12", "2022?-05-13"]),
        ("on September 5-7, 2022", ["2022-09-05/2022-09-07"]),
        ("9月20日至24日举行", ["2022?-09-20/2022?-09-24"]),
        ("on December 20", ["2021?-12-20"]),
        ("2021年至2023年", ["2021/2023"]),
        ("2019–2021 and from January to July 2013", ["2019/2021", "2013-01/2013-07"]),
        ("今年上半年，去年1-9月", ["2022?-01/2022?-06", "2021?-01/2021?-09"]),
        ("2022年前三季度", ["2022-01/2022-09"]),
        ("the first six months of 2020, Q3 2021", ["2020-01/2020-06", "2021-07/2021-09"]),
        ("二〇二一年五月", ["2021"]),
        (
            "4月21日，一季度，1—6月，截至3月底",
            ["2022?-04-21", "2022?-01/2022?-03", "2022?-01/2022?-06", "2022?-03"],
        ),
        ("at 10:13:29 in the 19th century", []),
        ("on February 30", []),
    ],
)
def test_dates_are_read_as_edtf(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


def test_a_year_is_not_inferred_without_the_day_of_publication() -> None:
    assert dates("on May 13", published="") == []
    assert dates("in 2020", published="") == ["2020"]


# --- Names --------------------------------------------------------------------------------------


def named(text: str) -> list[tuple[str, object]]:
    return [(one.printed, one.entity) for one in found(text, NAMES) if one.kind == Kind.NAME]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Green Valley's north", [("Green Valley", ("place", 1))]),
        ("in GREEN\u00a0VALLEY, a green valley", [("GREEN\u00a0VALLEY", ("place", 1))]),
        ("青谷新区与青谷", [("青谷新区", ("place", 1)), ("青谷", ("place", 1))]),
        ("GVs are no gv", []),
        ("ordered online or Online", []),
        ("Change Motors Co., Ltd. came", [("Change Motors Co., Ltd.", ("organisation", 3))]),
        ("由嫦娥汽车投资", [("嫦娥汽车", ("organisation", 3))]),
        ("a magpie in a company", []),
        ("robots, ROBOTS, an AI, ai", [
            ("robots", ("industry", 5)), ("ROBOTS", ("industry", 5)), ("AI", ("industry", 5)),
        ]),
        ("the 6th Valley Expo and the Valley Expo", [
            ("6th Valley Expo", ("event", 6)), ("Valley Expo", ("eventseries", 7)),
        ]),
        ("the Research and Design Hall", [("Research and Design Hall", ("project", 8))]),
        ("Anais Lefevre spoke", [("Anais Lefevre", ("person", 9))]),
        ("It is green. Valley roads", []),
    ],
)  # fmt: skip
def test_names_are_found(text: str, expected: list[tuple[str, object]]) -> None:
    assert named(text) == expected


def test_a_name_of_several_rows_names_the_particular_one_first() -> None:
    (one,) = found("Magpie came", NAMES)
    assert (one.entity, one.others) == (("organisation", 4), (("project", 8),)), "a name, an alias"


def test_a_number_within_a_name_is_none() -> None:
    assert [one.kind for one in found("at the 2024 Valley Expo", NAMES)] == [Kind.NAME]
    kinds = [one.kind for one in found("5 robots in 2024", NAMES)]
    assert kinds == [Kind.COUNT, Kind.NAME, Kind.DATE]


@pytest.mark.django_db
@pytest.mark.one_database
def test_names_are_of_all_states_and_never_stale() -> None:
    place = make(Place, name="Heron Quarter", state=State.DRAFT)
    assert named_in_record("in Heron Quarter") == [("place", place.pk)]
    place.name = "Egret Quarter"
    place.save()
    assert named_in_record("in Heron Quarter") == []
    assert named_in_record("in Egret Quarter") == [("place", place.pk)]
    place.delete()
    assert named_in_record("in Egret Quarter") == []
    assert known.names() is known.names(), "kept while nothing changes"


def named_in_record(text: str) -> list[object]:
    return [one.entity for one in found(text, known.names()) if one.kind == Kind.NAME]
