"""Dates as precise as their source."""

import datetime

import edtf
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import get_language
from hypothesis import example, given, settings
from hypothesis import strategies as st

from investments import dates
from investments.dates import FIRST_YEAR, LAST_YEAR, bounds, display, parse, validate_edtf

DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
NEARLY = st.text(alphabet="0123456789-/.?~% XTZ[]{},uy", max_size=24)
MARKS = st.sampled_from(["", "?", "~", "%"])


@st.composite
def points(draw: st.DrawFn) -> str:
    """A day, month or year, one part of it marked or none."""
    parts = draw(DAYS).isoformat().split("-")[: draw(st.integers(1, 3))]
    parts[draw(st.integers(0, len(parts) - 1))] += draw(MARKS)
    return "-".join(parts)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2021-08", "2021-08-01", "2021-08-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2024-05-26", "2024-05-26", "2024-05-26"),
        ("2018/2021-08", "2018-01-01", "2021-08-31"),
        ("/2024-05-26", "2024-05-26", "2024-05-26"),
        ("2010/", "2010-01-01", "2010-12-31"),
        ("2010/..", "2010-01-01", "2010-12-31"),
        ("2020?-05-14", "2020-05-14", "2020-05-14"),
        ("2010~", "2010-01-01", "2010-12-31"),
    ],
)
def test_the_sortable_dates(text: str, first: str, last: str) -> None:
    assert bounds(text) == (
        datetime.date.fromisoformat(first),
        datetime.date.fromisoformat(last),
    )
    validate_edtf(text)


@pytest.mark.parametrize(
    "text",
    ["May 26", "26.5.2024", "2024-13", "2023-02-29", "2024-5-26", "24", "10000", "1799", "2200",
     "2021/2018", "/", "../..", "2018/2019/2020", "2024-05-26T10:00", "2024-21", "201X", "yes",
     "-2024", "２０２４", "2024-05-26 extra", "?2024", "2024-05-26\n2025", "[2018,2019]",
     "2020?-05?"],
)  # fmt: skip
def test_what_cannot_be_read_says_how_to_write(text: str) -> None:
    with pytest.raises(ValidationError, match="2024-05-26"):
        parse(text)
    assert bounds(text) == (None, None)
    assert display(text) == text


def test_no_date_is_no_error() -> None:
    validate_edtf("")
    assert bounds("") == (None, None)
    assert display("") == ""


@settings(deadline=None)
@given(points(), points())
@example("2018", "2018-06")
def test_a_span_reaches_from_its_first_day_to_its_last(start: str, end: str) -> None:
    one, other = parse(start), parse(end)
    assert one.earliest <= one.latest
    text = f"{start}/{end}"
    if one.earliest > other.latest:
        with pytest.raises(ValidationError):
            parse(text)
    else:
        assert (parse(text).earliest, parse(text).latest) == (one.earliest, other.latest)


@settings(deadline=None, max_examples=50)
@given(st.one_of(points(), NEARLY))
@example("2020?-05?")
@example("../2018")
def test_what_is_read_the_standard_reads_too(text: str) -> None:
    """Each side of an interval by itself: the library knows fewer marks within intervals than
    the standard."""
    try:
        parse(text)
    except ValidationError:
        return
    for side in text.strip().split("/"):
        if side not in ("", ".."):
            edtf.parse_edtf(side)


@settings(deadline=None, max_examples=50)
@given(points())
def test_what_the_standard_reads_is_read(text: str) -> None:
    edtf.parse_edtf(text)
    for written in (text, f"/{text}", f"{text}/", f"../{text}", f"{text}/.."):
        assert parse(written).earliest == parse(text).earliest


@settings(deadline=None)
@given(points())
def test_marks_are_kept(text: str) -> None:
    span = parse(text)
    assert span.text == text
    assert span.uncertain == any(mark in text for mark in "?%")
    assert span.approximate == any(mark in text for mark in "~%")


@settings(deadline=None)
@given(NEARLY)
def test_any_text_is_read_or_refused(text: str) -> None:
    first, last = bounds(text)
    assert (first is None) == (last is None)
    if first and last:
        assert first <= last
    for language in ("en", "zh-hans"):
        assert isinstance(display(text, language), str)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-05-26", "26 May 2024"),
        ("2021-08", "August 2021"),
        ("2018", "2018"),
        ("2018/2021-08", "2018 to August 2021"),
        ("/2024-05-26", "until 26 May 2024"),
        ("2010/", "from 2010"),
        ("2010~", "about 2010"),
        ("2020?-05-14", "14 May 2020 (inferred)"),
        ("2020%", "about 2020 (inferred)"),
    ],
)
def test_a_date_in_words(text: str, words: str) -> None:
    assert display(text, "en") == words


def test_a_date_in_chinese() -> None:
    assert display("2024-05-26", "zh-hans") == "2024年5月26日"


def test_the_language_asked_for_holds_for_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "pgettext", lambda context, text: f"{get_language()}: {text}")
    with translation.override("en"):
        assert display("/2024-05-26", "zh-hans") == "zh-hans: until 2024年5月26日"
        assert get_language() == "en"
