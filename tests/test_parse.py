"""Figures as people and documents print them, in English and Chinese."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from investments.choices import Qualifier
from investments.quantities.format import format_quantity
from investments.quantities.parse import (
    Kind,
    find_quantities,
    fold,
    fold_with_offsets,
    parse_amount,
    parse_entry,
)
from investments.quantities.units import UNITS, UnitKind

D = Decimal


def read(text: str) -> list[tuple[str, object, object, str, str | None]]:
    """The quantities of a text, short."""
    return [
        (one.text, one.low, one.high, str(one.qualifier), one.unit)
        for one in find_quantities(fold(text))
        if one.kind == Kind.QUANTITY
    ]


def only(text: str) -> tuple[object, object, str, str | None]:
    (found,) = read(text)
    return found[1:]


# --- Entry --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6.89 billion", 6_890_000_000),
        ("6,890,000,000", 6_890_000_000),
        ("6 890 000 000", 6_890_000_000),
        ("6890000000", 6_890_000_000),
        ("46.3亿", 4_630_000_000),
        ("13.3万", 133_000),
        ("１２.５亿", 1_250_000_000),
        ("3亿5000万元", 350_000_000),
        ("1.5%", D("1.5")),
        ("¥6.89 billion", 6_890_000_000),
        ("30bn", 30_000_000_000),
        ("7b", 7_000_000_000),
        ("4.5 m", 4_500_000),
        ("2024", 2024),
        ("-5%", -5),
        ("eleven", 11),
        ("two hundred and fifty", 250),
        ("one-third", D("33.333333")),
        ("2½", D("2.5")),
        ("  7 \u00a0 million ", 7_000_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, value: object) -> None:
    assert parse_amount(text) == value


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("over 30 billion yuan", (D(30_000_000_000), None, "over", "CNY")),
        ("超过300亿元", (D(30_000_000_000), None, "over", "CNY")),
        ("300亿元以上", (D(30_000_000_000), None, "over", "CNY")),
        ("6-7 GWh", (D(6), D(7), "range", "GWh")),
        ("between 6 and 7 billion", (D(6_000_000_000), D(7_000_000_000), "range", None)),
        ("约15%", (D(15), D(15), "about", "percent")),
        ("less than 1.5 percent", (None, D("1.5"), "under", "percent")),
        ("no more than 5", (None, D(5), "under", None)),
        ("not less than 5", (D(5), None, "over", None)),
        ("300 billion level", (D(300_000_000_000), D(300_000_000_000), "level", None)),
        ("千亿级", (D(100_000_000_000), D(100_000_000_000), "level", None)),
        ("13 contracts", (D(13), D(13), "exact", "contract")),
        ("$4.4 billion", (D(4_400_000_000), D(4_400_000_000), "exact", "USD")),
        ("30+ companies", (D(30), None, "over", "company")),
    ],
)
def test_an_entry_has_its_hedge_and_unit(text: str, entry: tuple) -> None:
    read_entry = parse_entry(text)
    assert (read_entry.low, read_entry.high, read_entry.qualifier, read_entry.unit) == entry


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1,5", "12,34", "1.2.3", "1e9", "5G", "May 26", "2024-05-26", "٣", "billion",
     "6.89 billion yuan ($971 million)", "30 billion, more or less", "9" * 25, "5 5", "--5", "=1+1",
     "1/3", "NaN", "Infinity", "x" * 10_000],
)  # fmt: skip
def test_what_cannot_be_read_says_how_to_write(text: str) -> None:
    with pytest.raises(ValidationError, match=r"6\.89 billion"):
        parse_entry(text)


def test_a_hedge_is_no_part_of_a_bare_amount() -> None:
    for text in ("over 30 billion", "6-7 GWh", "about 15%"):
        with pytest.raises(ValidationError, match="qualifier"):
            parse_amount(text)


def test_more_digits_than_are_kept_are_refused() -> None:
    assert parse_amount("999,999,999,999,999,999") == 10**18 - 1
    for text in ("1,000,000,000,000,000,000", "0.0000001", "9999999 trillion"):
        with pytest.raises(ValidationError, match="digits"):
            parse_amount(text)


def test_a_currency_that_the_record_has_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="HKD"):
        parse_entry("HK$5 million")


# --- Running text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("worth 7b yuan at", (D(7_000_000_000), D(7_000_000_000), "exact", "CNY")),
        ("worth RMB 100.2 billion.", (D(100_200_000_000), D(100_200_000_000), "exact", "CNY")),
        ("by ($971.49 million)", (D(971_490_000), D(971_490_000), "exact", "USD")),
        ("USD 11.5 billion", (D(11_500_000_000), D(11_500_000_000), "exact", "USD")),
        ("44亿美元", (D(4_400_000_000), D(4_400_000_000), "exact", "USD")),
        ("of 133,000.", (D(133_000), D(133_000), "exact", None)),
        ("Eleven advisers", (D(11), D(11), "exact", None)),
        ("Twenty new manufacturing projects", (D(20), D(20), "exact", "project")),
        ("twenty-five firms", (D(25), D(25), "exact", "company")),
        ("二十五个项目", (D(25), D(25), "exact", "project")),
        ("项目28个", (D(28), D(28), "exact", "project")),
        ("三大主导产业", (D(3), D(3), "exact", "industry")),
        ("50家以上世界500强企业", (D(50), None, "over", "company")),
        ("30多家企业", (D(30), None, "over", "company")),
        ("300余亿元", (D(30_000_000_000), None, "over", "CNY")),
        ("more than a quarter of all", (D(25), None, "over", "percent")),
        ("about one-third of it", (D("33.333333"), D("33.333333"), "about", "percent")),
        ("四分之一以上", (D(25), None, "over", "percent")),
        ("百分之十五", (D(15), D(15), "exact", "percent")),
        ("5 percentage points", (D(5), D(5), "exact", "percent")),
        ("exports fell 5.2%", (D("-5.2"), D("-5.2"), "exact", "percent")),
        ("up 8.5%", (D("8.5"), D("8.5"), "exact", "percent")),
        ("up to 8.5%", (None, D("8.5"), "under", "percent")),
        ("which reached up to RMB 5 million", (D(5_000_000), D(5_000_000), "exact", "CNY")),
        ("some 300 km²", (D(300), D(300), "about", "km2")),
        ("238 square kilometers", (D(238), D(238), "exact", "km2")),
        ("100公顷", (D(1), D(1), "exact", "km2")),
        ("patents per 10,000 population exceeded 30", (D(30), None, "over", "per_10000_people")),
        ("每万人发明专利超过30件", (D(30), None, "over", "per_10000_people")),
        ("6 GWh-7 GWh", (D(6), D(7), "range", "GWh")),
        ("6 to 7 billion yuan", (D(6_000_000_000), D(7_000_000_000), "range", "CNY")),
        ("500,000 to 1.2 million", (D(500_000), D(1_200_000), "range", None)),
        ("100–200亿", (D(10_000_000_000), D(20_000_000_000), "range", None)),
        ("a trillion-yuan-level cluster", (D(10**12), D(10**12), "level", "CNY")),
        ("100-billion-yuan-level", (D(10**11), D(10**11), "level", "CNY")),
        ("of a 50 billion level", (D(5 * 10**10), D(5 * 10**10), "level", None)),
        ("万亿级", (D(10**12), D(10**12), "level", None)),
        ("ranked fourth", (D(4), D(4), "exact", "rank")),
        ("the 6th fair", (D(6), D(6), "exact", "rank")),
        ("第十一届", (D(11), D(11), "exact", "rank")),
        ("第4位", (D(4), D(4), "exact", "rank")),
        ("over three years", (D(3), None, "over", "year")),
        ("the past decade: one decade", (D(10), D(10), "exact", "year")),
    ],
)
def test_a_quantity_in_running_text(text: str, found: tuple) -> None:
    assert only(text) == found


def test_a_change_is_no_range() -> None:
    assert [one[1] for one in read("grew from RMB 1.5 million to RMB 2.7 million")] == [
        1_500_000,
        2_700_000,
    ]
    assert only("ranging from 6 to 7 GWh")[2] == "range"


def test_a_ratio_gives_its_parts_and_a_time_gives_none() -> None:
    assert [one[1] for one in read("stood at 0.4:31.1:68.4.")] == [D("0.4"), D("31.1"), D("68.4")]
    assert read("published at 10:13:29") == []


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("May 26", Kind.DATE, (None, 5, 26)),
        ("August 18, 2021", Kind.DATE, (2021, 8, 18)),
        ("Feb 01,2024", Kind.DATE, (2024, 2, 1)),
        ("26 May 2024", Kind.DATE, (2024, 5, 26)),
        ("2024-05-28", Kind.DATE, (2024, 5, 28)),
        ("2021-08-23 10:13:29", Kind.DATE, (2021, 8, 23)),
        ("2021年8月18日", Kind.DATE, (2021, 8, 18)),
        ("1月11日", Kind.DATE, (None, 1, 11)),
        ("May 2018", Kind.DATE, (2018, 5, None)),
        ("2018", Kind.DATE, (2018, None, None)),
        ("5G", Kind.NAME, (None, None, None)),
        ("FG500", Kind.NAME, (None, None, None)),
        ("Fortune Global 500", Kind.NAME, (None, None, None)),
        ("世界500强", Kind.NAME, (None, None, None)),
        ("+86-010-12345678", Kind.NAME, (None, None, None)),
        ("16A", Kind.NAME, (None, None, None)),
        ("first-class", Kind.NAME, (None, None, None)),
        ("一带一路", Kind.NAME, (None, None, None)),
        ("trillions of yuan", Kind.VAGUE, (None, None, None)),
        ("数十亿", Kind.VAGUE, (None, None, None)),
    ],
)
def test_what_is_no_quantity_is_named(text: str, kind: Kind, date: tuple) -> None:
    (found,) = find_quantities(f"the {text} is")
    assert (found.kind, found.text, found.date) == (kind, text, date)
    assert found.low is None
    assert found.high is None


def test_chinese_words_that_only_contain_a_numeral_are_passed_over() -> None:
    assert find_quantities("统一了一些千万不要的十分万一") == []


def test_a_signing_is_no_hedge() -> None:
    """The 约 of 签约 belongs to the word; one of its own hedges."""
    assert [(n.text, n.qualifier) for n in find_quantities("集中签约18个，另签约约20个")] == [
        ("18个", Qualifier.EXACT),
        ("约20个", Qualifier.ABOUT),
    ]


def test_spans_point_to_the_words() -> None:
    text = "It signed over 30 billion yuan there."
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == found.text == "over 30 billion yuan"
    assert text[found.core_start : found.core_end] == found.core == "30 billion"


# --- Properties ---------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["over ", "约", "RMB ", "$", "1,000", "6.89", "7", "2024", " billion", "亿", "万", " to ", "-",
     "%", "元", " yuan", " GWh", "第", "三", "百分之", "级", "-level", " projects", "个项目", ":",
     "per 10,000 people", " a quarter", "one", "twenty", ",", ".", " ", "May ", "年", "月", "5G",
     "+", "½", "分之", "零", "千", "十", "点", "half of ", "3rd", "two-", "hundred", "$5",
     "or more", "以上", "between ", " and ", "from "]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
@example("1,00,0")
@example("½½")
@example("亿亿级")
@example("第0A0")
@example("百分之.")
@example("零分之三")
def test_any_text_is_read_and_no_digit_passed_over(text: str) -> None:
    folded = fold(text)
    found = find_quantities(folded)
    for one in found:
        assert folded[one.start : one.end] == one.text
        assert one.start <= one.core_start < one.core_end <= one.end
        if one.kind == Kind.QUANTITY:
            assert one.qualifier in Qualifier.values
            assert one.low is not None or one.high is not None
    seen = {at for one in found for at in range(one.start, one.end)}
    assert {at.start() for at in re.finditer("[0-9]", folded)} <= seen


@settings(deadline=None)
@given(st.text())
@example("\r¯")
@example("‴")
def test_folding_again_changes_nothing_and_offsets_point_back(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert fold(folded) == folded
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)


def test_folding() -> None:
    assert fold("“１５％”  of\u00a0it’s\n１") == '"15%" of it\'s 1'
    assert fold("10² ½ ①") == "10² ½ ①", "marks and parts are no digits of the number before"


UNITS_READ = [
    code
    for code, unit in UNITS.items()
    if unit.kind != UnitKind.RANK and code not in ("item", "area", "base", "task")
]


@st.composite
def amounts(draw: st.DrawFn) -> D:
    digits = draw(st.integers(1, 99_999))
    return D(digits).scaleb(draw(st.integers(-2, 10)))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@settings(deadline=None)
@given(
    value=amounts(),
    more=amounts(),
    qualifier=st.sampled_from(Qualifier.values),
    unit=st.sampled_from(UNITS_READ),
)
def test_a_figure_is_read_as_it_is_written(
    language: str, value: D, more: D, qualifier: str, unit: str
) -> None:
    low: D | None = value
    high: D | None = value
    if qualifier == Qualifier.OVER:
        high = None
    elif qualifier == Qualifier.UNDER:
        low = None
    elif qualifier == Qualifier.RANGE:
        high = value + more
    elif qualifier == Qualifier.LEVEL:
        low = high = value = value % 1000 * 1_000_000 + 1_000_000
        unit = "CNY"  # of amounts of money alone is it said
    words = format_quantity(low, high, qualifier, unit, language)
    entry = parse_entry(words)
    assert (entry.low, entry.high, entry.qualifier) == (low, high, qualifier), words
    assert entry.unit in (unit, None), words
