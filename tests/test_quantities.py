"""Units, bounds arithmetic, and figures in words."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import get_language
from hypothesis import given, settings
from hypothesis import strategies as st

from investments.choices import Qualifier
from investments.quantities import format as formatting
from investments.quantities.bounds import Bounds, complaint, total
from investments.quantities.format import format_number, format_quantity
from investments.quantities.units import UNITS, UnitKind, codes, unit_choices

D = Decimal

AMOUNTS = st.decimals(0, 10**15, places=2)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Any bounds that agree with their qualifier."""
    qualifier = Qualifier(draw(st.sampled_from(Qualifier.values)))
    value = draw(AMOUNTS)
    if qualifier == Qualifier.OVER:
        return Bounds(value, None, qualifier)
    if qualifier == Qualifier.UNDER:
        return Bounds(None, value, qualifier)
    if qualifier == Qualifier.RANGE:
        return Bounds(value, value + 1, qualifier)
    return Bounds(value, value, qualifier)


# --- Bounds -------------------------------------------------------------------------------------


def test_a_total_with_an_unknown_member_is_a_lower_bound() -> None:
    members = [Bounds(D(5), D(5)), None, Bounds(D(3), None, Qualifier.OVER)]
    result = total(members)
    assert result.bounds == Bounds(D(8), None, Qualifier.OVER)
    assert (result.known, result.members, result.unknown) == (2, 3, 1)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([Bounds(D(2), D(2)), Bounds(D(3), D(3))], Bounds(D(5), D(5))),
        (
            [Bounds(D(2), D(2), Qualifier.ABOUT), Bounds(D(3), D(3))],
            Bounds(D(5), D(5), Qualifier.ABOUT),
        ),
        (
            [Bounds(D(6), D(7), Qualifier.RANGE), Bounds(D(1), D(1))],
            Bounds(D(7), D(8), Qualifier.RANGE),
        ),
        (
            [Bounds(None, D(4), Qualifier.UNDER), Bounds(D(1), D(1))],
            Bounds(D(1), D(5), Qualifier.RANGE),
        ),
        ([Bounds(None, D(4), Qualifier.UNDER)], Bounds(None, D(4), Qualifier.UNDER)),
        ([Bounds(None, D(4), Qualifier.UNDER), None], None),
        ([Bounds(D(0), D(0)), Bounds(D(0), D(0))], Bounds(D(0), D(0))),
    ],
)
def test_totals(members: list[Bounds | None], expected: Bounds | None) -> None:
    assert total(members).bounds == expected


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), bounds()), max_size=8))
def test_a_total_is_never_a_guess(members: list[Bounds | None]) -> None:
    result = total(members)
    known = [member for member in members if member]
    assert (result.known, result.members) == (len(known), len(members))
    if result.bounds is None:
        return
    assert complaint(result.bounds.low, result.bounds.high, result.bounds.qualifier) == ""
    least = sum((member.low or D(0) for member in known), D(0))
    assert (result.bounds.low or D(0)) == least
    if result.unknown or any(member.high is None for member in known):
        assert result.bounds.high is None
    else:
        assert result.bounds.high == sum((member.high or D(0) for member in known), D(0))
    exact = all(member.qualifier == Qualifier.EXACT for member in known)
    assert (result.bounds.qualifier == Qualifier.EXACT) == (exact and not result.unknown)


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "code"),
    [
        (D(1), D(1), "exact", ""),
        (D(1), D(2), "exact", "point"),
        (D(1), None, "level", "point"),
        (None, None, "about", "point"),
        (D(1), None, "over", ""),
        (D(1), D(2), "over", "over"),
        (None, D(2), "under", ""),
        (D(1), D(2), "under", "under"),
        (D(1), D(2), "range", ""),
        (D(2), D(2), "range", "range"),
        (D(2), None, "range", "range"),
        (D(3), D(2), "range", "low_above_high"),
    ],
)
def test_bounds_that_contradict_their_qualifier(
    low: D | None, high: D | None, qualifier: str, code: str
) -> None:
    assert complaint(low, high, qualifier) == code


@settings(deadline=None)
@given(bounds())
def test_the_value_is_the_one_number_printed(member: Bounds) -> None:
    if member.qualifier == Qualifier.RANGE:
        assert member.value is None
    else:
        assert member.value == (member.high if member.low is None else member.low)


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("6890000000", "6.89 billion", "68.9亿"),
        ("133000", "133,000", "13.3万"),
        ("1100000", "1.1 million", "110万"),
        ("1000000000000", "1 trillion", "1万亿"),
        ("971490000", "971.49 million", "9.7149亿"),
        ("1234567891", "1,234,567,891", "1,234,567,891"),
        ("9999", "9,999", "9,999"),
        ("6.500000", "6.5", "6.5"),
        ("33.333333", "33.33", "33.33"),
        ("0", "0", "0"),
        ("-5.2", "-5.2", "-5.2"),
        ("-6890000000", "-6.89 billion", "-68.9亿"),
    ],
)
def test_a_number_takes_the_scale_of_the_language(value: str, english: str, chinese: str) -> None:
    assert format_number(D(value), "en") == english
    assert format_number(D(value), "zh-hans") == chinese


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "unit", "english", "chinese"),
    [
        (D(30_000_000_000), None, "over", "CNY", "over ¥30 billion", "超过300亿元"),
        (D(971_490_000), D(971_490_000), "exact", "USD", "$971.49 million", "9.7149亿美元"),
        (None, D("1.5"), "under", "percent", "under 1.5%", "低于1.5%"),
        (D(15), D(15), "about", "percent", "about 15%", "约15%"),
        (D(6), D(7), "range", "GWh", "6–7 GWh", "6—7吉瓦时"),
        (D(6 * 10**9), D(7 * 10**9), "range", "CNY", "¥6 billion–7 billion", "60亿—70亿元"),
        (D(3 * 10**11), D(3 * 10**11), "level", "CNY", "¥300 billion level", "3000亿元级"),
        (D(1), D(1), "exact", "project", "1 project", "1个项目"),
        (D(28), D(28), "exact", "contract", "28 contracts", "28份合同"),
        (D(110_000), D(110_000), "about", "person", "about 110,000 people", "约11万人"),
        (D(4), D(4), "exact", "rank", "no. 4", "第4位"),
        (None, None, "exact", "CNY", "", ""),
    ],
)
def test_a_figure_in_words(
    low: D | None, high: D | None, qualifier: str, unit: str, english: str, chinese: str
) -> None:
    assert format_quantity(low, high, qualifier, unit, "en") == english
    assert format_quantity(low, high, qualifier, unit, "zh-hans") == chinese


def test_the_language_asked_for_holds_for_words_and_digits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formatting, "pgettext", lambda context, text: f"{get_language()}: {text}")
    with translation.override("en"):
        words = format_quantity(D(133_000), None, "over", "vehicle", "zh-hans")
        assert words.startswith("zh-hans: over 13.3万")
        assert get_language() == "en"


def test_a_range_has_the_scale_of_both_ends() -> None:
    low, middle, high = D(5), D(5_000_000), D(7_000_000)
    assert format_quantity(middle, high, "range", "vehicle", "en") == "5–7 million vehicles"
    assert format_quantity(low, high, "range", "vehicle", "en") == "5–7,000,000 vehicles"
    assert format_quantity(low, D(12_000), "range", "CNY", "zh-hans") == "5—12,000元"


# --- Units --------------------------------------------------------------------------------------


def test_codes_are_unique_and_offered_once() -> None:
    offered = [code for code, _ in unit_choices()]
    assert offered == list(UNITS)
    assert len(set(offered)) == len(offered)
    assert all(len(code) <= 20 for code in offered), "the field holds 20 characters"


def test_codes_by_kind() -> None:
    assert codes(UnitKind.MONEY) == ["CNY", "USD", "EUR"]
    assert sum(len(codes(kind)) for kind in UnitKind) == len(UNITS)


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_writes_one_and_many(code: str) -> None:
    for language in ("en", "zh-hans"):
        for value in (D(1), D(2)):
            assert format_number(value, language) in format_quantity(
                value, value, Qualifier.EXACT, code, language
            )
