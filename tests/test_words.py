"""Words as search compares them."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from investments import words
from investments.searching import Query, excerpt, marked


@pytest.mark.parametrize(
    "written",
    ["Chang'an", "Chang’an", "Changan", "CHANGAN", "Cháng'ān", "Ｃｈａｎｇａｎ"],
)
def test_spellings_of_one_name_meet(written: str) -> None:
    assert "changan" in words.tokens(written)
    assert words.key(f"{written}, Auto") == "=changan auto"


def test_a_word_with_an_apostrophe_is_found_by_its_parts() -> None:
    assert words.tokens("Chang'an") == {"changan", "chang", "an"}
    assert words.tokens("Liangjiang's") == {"liangjiang"}
    assert "rd" in words.tokens("R&D center")


def test_chinese_is_kept_in_pairs_and_its_last_character() -> None:
    assert words.tokens("长安汽车") == {"长安", "安汽", "汽车", "车"}
    assert words.tokens("两") == {"两"}


def test_scripts_are_taken_apart() -> None:
    assert words.tokens("2024西洽会") == {"2024", "西洽", "洽会", "会"}


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("6.89 billion", {"6.89", "689", "billion", "6.89billion"}),
        ("300亿元", {"300", "300亿", "亿元", "元"}),
        ("1,000,000 yuan", {"1000000", "yuan", "1000000yuan"}),
        ("24.5%", {"24.5", "245"}),
        ("6 GWh", {"6", "gwh", "6gwh"}),
        ("6GWh", {"6gwh", "6", "gwh"}),
        ("5G", {"5g", "5"}),
        ("2018-2021", {"2018", "2021"}),
    ],
)
def test_numbers_are_kept(written: str, tokens: set[str]) -> None:
    assert words.tokens(written) == tokens


def test_a_query_has_each_token_once_and_nothing_that_another_word_implies() -> None:
    def read(text: str) -> list[tuple[str, tuple[str, ...], str]]:
        return [(word.text, word.exact, word.begins) for word in Query.read(text).words]

    assert read("Chang Chang'an chang") == [("changan", (), "changan")]
    assert read("2024 2024") == [("2024", ("2024",), "")]
    assert read("两江 两江新区") == [("两江", ("两江",), ""), ("两江新区", ("江新", "新区"), "")]
    assert read("两 两江") == [("两江", ("两江",), "")]
    assert read("over 30 Billion") == [("over", (), "over"), ("30billion", ("30billion",), "")]
    assert read("300亿元") == [("300亿", ("300亿", "亿元"), "")]
    assert read("长") == [("长", (), "长")]


def test_a_query_is_bounded_and_says_why() -> None:
    assert Query.read(" ".join("abcdefgh")).complaint == ""
    for text in (" ".join("abcdefghi"), "x" * 101, "a\x00b", "\ud800", "%", "_ \\ ''"):
        query = Query.read(text)
        assert query.complaint
        assert query.words == []
    assert Query.read("   ") == Query("")


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("changan", "The Chang'an <b> plant", "The <mark>Chang&#x27;an</mark> &lt;b&gt; plant"),
        ("两江", "重庆两江新区", "重庆<mark>两江</mark>新区"),
        ("两江新区", "两江新区、两江", "<mark>两江新区</mark>、两江"),
        ("liang", "Liangjiang", "<mark>Liangjiang</mark>"),
        ("300亿", "300亿元、3000亿元、300家", "<mark>300亿</mark>元、3000亿元、300家"),
        ("300亿元", "超过300亿元人民币", "超过<mark>300亿元</mark>人民币"),
        ("30 billion", "30 firms, 30 Billion", "30 firms, <mark>30 Billion</mark>"),
        ("6.89", "worth 6.89 billion", "worth <mark>6.89</mark> billion"),
        ("francois", "François Tardif", "<mark>François</mark> Tardif"),
        ("mark", "<mark>", "&lt;<mark>mark</mark>&gt;"),
        ("nothing", "else", "else"),
    ],
)
def test_words_are_marked_as_they_are_written(query: str, text: str, expected: str) -> None:
    assert str(marked(text, Query.read(query).words)) == expected


def test_an_excerpt_has_the_word() -> None:
    text = "before " * 60 + "Chang'an " + "after " * 60
    cut = excerpt(text, Query.read("changan").words)
    assert "Chang'an" in cut
    assert len(cut) < 200
    assert cut.startswith("…")
    assert cut.endswith("…")


@given(st.text(max_size=60), st.text(max_size=60))
def test_marking_never_loses_or_adds_a_character(asked: str, text: str) -> None:
    html = str(marked(text, Query.read(asked).words))
    assert html.replace("<mark>", "").replace("</mark>", "") == escape(text)


@given(st.text(max_size=80))
def test_whatever_is_written_is_found_by_itself(text: str) -> None:
    """Every word read from a text stands in that text, as the index keeps it."""
    tokens = words.tokens(text)
    assert all(word.stands_in(tokens) for word in Query.read(text).words)
    assert all(0 < len(token) <= words.LENGTH for token in tokens)
