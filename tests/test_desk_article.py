"""From a paste or an upload to an article's text; what cannot be read is refused in plain words."""

import io
import socket

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from investments.desk import article
from investments.desk.article import UnreadableArticleError, from_text, from_upload, paragraphs
from investments.documents import digest

ENGLISH = "Heron Town signed 12 deals.\nThey are worth 3 billion yuan."
CHINESE = "鹭镇签约项目12个，总投资30亿元。\n其中外资项目3个，预计2025年投产。"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Glass maker to spend 4 billion yuan | Heron News</title>
<meta property="og:site_name" content="Heron News">
<meta property="article:published_time" content="2023-04-05T08:00:00+08:00">
<meta name="author" content="Ann Lee"><link rel="canonical" href="https://heron.example/news/1">
<script src="https://heron.example/x.js"></script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/n">Weather and traffic</a></li></ul></nav>
<article><h1>Glass maker to spend 4 billion yuan</h1>
<p>A glass maker said on Monday that it would spend 4 billion yuan on a furnace that is to
melt sand for the windows of buses and trains.</p>
<p>The furnace covers 120,000 square meters and will employ 2,000 people when it is finished,
the company said in a statement to the newspaper.</p></article>
<footer>All rights reserved. Follow us everywhere.</footer></body></html>"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("an article is never fetched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(UnreadableArticleError) as error:
        from_upload(content, name)
    return str(error.value)


def pdf(*pages: list[str], password: str = "") -> bytes:
    """A PDF with these lines on its pages; none at all makes a page without text."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(400, 400)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        drawn = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 10 Tf 20 380 Td {drawn} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


# --- Text ---------------------------------------------------------------------------------------


def test_a_paste_is_kept_line_by_line() -> None:
    pasted = from_text(f"\ufeff  {ENGLISH}\r\n\r\n\x00The end.  ")
    assert pasted.text == f"{ENGLISH}\nThe end."
    assert paragraphs(pasted.text)[2] == "The end."
    assert (pasted.language, pasted.title, pasted.published) == ("en", "", "")
    assert pasted.sha256 == digest(pasted.text.encode())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh-Hans")])
def test_a_text_file_is_read_in_its_encoding(encoding: str, text: str, language: str) -> None:
    content = text.encode(encoding)
    read = from_upload(content, "article.txt")
    assert (read.text, read.language, read.sha256) == (text, language, digest(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"caf\xe9 au lait for na\xefve people", "neither UTF-8"),
        ("Совсем другой текст на другом языке".encode("cp1251"), "neither UTF-8"),
        (bytes(range(256)) * 20, "neither UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200, 256)) * 50, "neither UTF-8"),
        (b"", "no text"),
        (b" \n\t ", "no text"),
        (b"PK\x03\x04 a packed file", "word processor"),
        (b"x" * (article.LARGEST + 1), "5 MB"),
        (b"five firms\n" * 10_000, "100,000"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, words: str) -> None:
    assert words in refusal(content)


# --- HTML ---------------------------------------------------------------------------------------


def test_a_page_gives_its_main_text_and_what_it_states() -> None:
    page = from_upload(PAGE.encode(), "page.html")
    lines = paragraphs(page.text)
    assert lines[0] == page.title == "Glass maker to spend 4 billion yuan"
    assert any("120,000 square meters" in line for line in lines)
    assert "Weather and traffic" not in page.text
    assert "All rights reserved" not in page.text
    assert (page.site, page.author) == ("Heron News", "Ann Lee")
    assert (page.published, page.url) == ("2023-04-05", "https://heron.example/news/1")
    assert page.sha256 == digest(page.text.encode())


def test_a_page_in_gb18030_is_read() -> None:
    body = "".join(
        f"<p>{CHINESE}这一段说的是鹭镇的产业和投资情况，内容足够长。</p>" for _ in range(3)
    )
    page = (
        f'<html><head><meta charset="gb2312"></head><body><article>{body}</article></body></html>'
    )
    read = from_upload(page.encode("gb18030"))
    assert "总投资30亿元" in read.text
    assert (read.language, read.title, read.published) == ("zh-Hans", "", "")


def test_a_page_without_an_article_is_refused() -> None:
    assert "No article" in refusal(b"<html><body><nav><a href='/'>Home</a></nav></body></html>")


def test_an_address_that_is_no_web_address_is_left_out() -> None:
    page = PAGE.replace("https://heron.example/news/1", "javascript:alert(1)")
    assert from_upload(page.encode()).url == ""


# --- PDF ----------------------------------------------------------------------------------------


def test_lines_of_a_pdf_become_paragraphs() -> None:
    content = pdf(
        [
            "Glass maker to spend",
            "A glass maker said on Monday that it would spend 4 bil-",
            "lion yuan on a furnace that melts sand for windows of",
            "buses. It will employ 2,000 people.",
            "The furnace covers 120,000 square meters of land, it is",
        ],
        ["said, and opens in 2025."],
    )
    assert paragraphs(from_upload(content).text) == [
        "Glass maker to spend",
        (
            "A glass maker said on Monday that it would spend 4 billion yuan on a furnace that "
            "melts sand for windows of buses. It will employ 2,000 people."
        ),
        "The furnace covers 120,000 square meters of land, it is said, and opens in 2025.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf([]), "pictures of pages"),
        (pdf(["secret"], password="x"), "password"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (pdf(*[[] for _ in range(article.MOST_PAGES + 1)]), "201 pages"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    assert words in refusal(content)
