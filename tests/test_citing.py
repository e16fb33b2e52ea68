"""A record and a figure cited: as text, as BibTeX and as CSL-JSON, read by real programs."""

from __future__ import annotations

import datetime
import json
import re
import string
from typing import Any

import pytest
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client
from pybtex import format_from_string
from pybtex.database import parse_string

from investments import models
from investments.citing import Reference, bibtex, csl_json
from investments.citing.bibtex import MONTHS
from investments.citing.text import text
from investments.datasets import DATASETS
from tests.contracts.pages import get
from tests.factories import make, make_figure, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOST = "http://testserver"
# What CSL 1.0 knows; https://docs.citationstyles.org tells each one.
CSL_TEXT = {"id", "type", "title", "container-title", "publisher", "genre", "version", "URL"}
CSL_TEXT |= {"language", "note"}
CSL_TYPES = {"webpage", "dataset", "article-newspaper", "article"}
LANGUAGES = pytest.mark.parametrize("way", ["", "/zh-hans"], ids=["english", "chinese"])
SPECIAL = r"50% of R&D_1 #2 {a} b} ~c ^d \e $f"


def today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def address_of(row: Any) -> str:
    return str(row.get_absolute_url())


def cited(row: Any, way: str = "") -> list[str]:
    page = get(f"{way}{address_of(row)}")
    return [str(words) for words in page.context["citation"].texts]


def csl(row: Any, way: str = "") -> list[dict[str, Any]]:
    return list(json.loads(get(f"{way}{address_of(row)}cite.json").content))


def rendered(items: list[dict[str, Any]]) -> list[str]:
    """By citeproc, in the style that comes with it."""
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        bibliography.register(Cited([CitationItem(item["id"])]))
    return [str(entry) for entry in bibliography.bibliography()]


@pytest.fixture
def figure() -> models.Figure:
    """A target, hedged, from a newspaper."""
    source = make_source(
        name="A fair ends",
        name_zh="洽谈会闭幕",
        slug="a-fair-ends",
        site="Daily of Somewhere",
        published="2024-05-28",
        url="https://example.org/a_fair?x=1&y=%20#top",
        publisher=make(models.Organisation, name="Some Press", kind="media"),
    )
    author = make(models.Person, name="Li Lei", name_zh="李雷")
    make(models.Contribution, source=source, person=author, role="author")
    make(models.Contribution, source=source, person=make(models.Person), role="photographer")
    return make_figure(
        place=make(models.Place, name="East Zone", name_zh="东区"),
        statistic=make(models.Statistic, name="Output", name_zh="产值"),
        low=30_000_000_000,
        high=None,
        qualifier="over",
        period="2025",
        status="target",
        source=source,
        paragraph=7,
        slug="x-output",
    )


def test_a_figure_is_cited_with_the_source_that_prints_it(figure: models.Figure) -> None:
    record, source = cited(figure)
    now = f"{today():%-d %B %Y}"
    assert record == (
        "Liangjiang Investment Record. “East Zone: Output, over ¥30 billion, 2025, target” "
        f"(figure). Version 1, {now}. {HOST}/figures/x-output/ (accessed {now})."
    )
    assert source == (
        "Li Lei. “A fair ends”. Daily of Somewhere, Some Press, 28 May 2024, paragraph 7. "
        "https://example.org/a_fair?x=1&y=%20#top"
    )


def test_a_chinese_page_cites_after_the_chinese_standard(figure: models.Figure) -> None:
    record, source = cited(figure, "/zh-hans")
    now = today().isoformat()
    assert record == (
        "两江投资实录. 东区：产值，超过300亿元，2025年，目标（数据）[DB/OL]. 版本1. "
        f"({now})[{now}]. {HOST}/zh-hans/figures/x-output/."
    )
    # A document is cited as it names itself.
    assert source == (
        "Li Lei. A fair ends[N/OL]. Daily of Somewhere, Some Press, 2024-05-28: 第7段. "
        "https://example.org/a_fair?x=1&y=%20#top."
    )


def test_a_chinese_document_keeps_its_own_names() -> None:
    source = make_source(name="A fair", name_zh="西洽会", language="zh-Hans", published="2020?-05")
    author = make(models.Person, name="Han Meimei", name_zh="韩梅梅")
    make(models.Contribution, source=source, person=author, role="author")
    assert cited(source) == ["韩梅梅. “西洽会”. May 2020 (inferred)."]
    assert cited(source, "/zh-hans") == ["韩梅梅. 西洽会[Z]. [2020-05]."]


def test_more_than_three_names_are_cut_short() -> None:
    reference = Reference("k", "document", "T", "en", authors=["A", "B", "C", "D"])
    assert text(reference) == "A, B, C and others. “T”."


def test_version_and_last_change_follow_an_edit(client: Client) -> None:
    project = make(models.Project)
    project.version = 3
    project.save()
    models.Project.history.filter(id=project.pk).update(
        history_date=datetime.datetime(2026, 3, 11, 23, 30, tzinfo=datetime.UTC)
    )
    assert "Version 3, 11 March 2026." in cited(project)[0]
    models.Project.history.filter(id=project.pk).delete()
    assert "Version 3. " in cited(project)[0]
    assert "issued" not in csl(project)[0]
    entries = parse_string(bib(project), "bibtex").entries
    assert "date" not in entries[f"liangjiang-project-{project.slug}"].fields


def bib(row: Any, way: str = "") -> str:
    return str(get(f"{way}{address_of(row)}cite.bib").content.decode())


@LANGUAGES
@pytest.mark.parametrize("key", DATASETS)
def test_every_record_has_both_files(key: str, way: str) -> None:
    """One record of each list is read by both programs and says the same in both."""
    dataset = DATASETS[key]
    slug = dataset.rows().order_by("slug").values_list("slug", flat=True)[0]
    page = f"{way}/{key}/{slug}/"
    files = {name: get(f"{page}cite.{name}") for name in ("bib", "json")}
    assert files["bib"]["Content-Type"] == "application/x-bibtex; charset=utf-8"
    kind = "application/vnd.citationstyles.csl+json; charset=utf-8"
    assert files["json"]["Content-Type"] == kind
    for name, answer in files.items():
        wanted = f'attachment; filename="liangjiang-{dataset.singular}-{slug}.{name}"'
        assert answer["Content-Disposition"] == wanted
    items = json.loads(files["json"].content)
    entries = parse_string(files["bib"].content.decode(), "bibtex").entries
    assert list(entries) == [item["id"] for item in items]
    assert len(items) == (2 if key == "figures" else 1)
    for item, words in zip(items, get(page).context["citation"].texts, strict=True):
        check_csl(item)
        entry = entries[item["id"]]
        assert plain(entry.fields["title"]) == item["title"]
        assert item["title"] in words
        assert entry.fields.get("url") == item.get("URL")
        assert set(item["id"]) <= set(string.ascii_letters + string.digits + "-_")
    if key != "sources":
        assert items[0]["URL"] == f"{HOST}{page}"
        assert items[0]["publisher"] == items[0]["author"][0]["literal"]
        assert items[0]["accessed"] == {"date-parts": [[today().year, today().month, today().day]]}


def check_csl(item: dict[str, Any]) -> None:
    assert item["type"] in CSL_TYPES
    for name, value in item.items():
        if name in CSL_TEXT:
            assert isinstance(value, str)
            assert value
        elif name == "author":
            assert all(list(author) == ["literal"] for author in value)
        else:
            assert name in ("issued", "accessed"), name
            assert set(value) <= {"date-parts", "circa"}
            assert all(isinstance(part, int) for date in value["date-parts"] for part in date)


def plain(tex: str) -> str:
    """BibTeX's text as TeX would print it: what the site escapes, and no more."""
    names = {
        "backslash": "\\",
        "braceleft": "\0",
        "braceright": "\1",
        "asciitilde": "~",
        "asciicircum": "^",
    }
    assert not re.search(r"(?<!\\)[&%$#_~^]", tex), "TeX would take it for a command"
    tex = re.sub(r"\\text(\w+)\{\}", lambda match: names[match[1]], tex)
    tex = re.sub(r"[{}]", "", tex)
    return re.sub(r"\\([&%$#_])", r"\1", tex).replace("\0", "{").replace("\1", "}")


def test_bibtex_survives_every_special_character() -> None:
    name = f"{SPECIAL} 两江新区"
    source = make_source(name=name, name_zh="", url="https://example.org/%7Ea_b?c=1&d=#e")
    entries = parse_string(bib(source), "bibtex").entries
    [entry] = entries.values()
    assert plain(entry.fields["title"]) == name
    assert entry.fields["url"] == "https://example.org/%7Ea_b?c=1&d=#e"
    assert bib(source).count("{") == bib(source).count("}")


def test_bibtex_is_set_by_a_real_style(figure: models.Figure) -> None:
    words = format_from_string(bib(figure), style="plain", output_backend="plaintext")
    assert "[1]" in words
    assert "[2]" in words
    assert "Li Lei" in words
    assert "over ¥30 billion, 2025, target" in words
    assert "Paragraph 7" in words


def test_csl_is_set_by_a_real_processor(figure: models.Figure) -> None:
    record, source = rendered(csl(figure))
    assert "Liangjiang Investment Record" in record
    assert "over ¥30 billion, 2025, target" in record
    assert "Li Lei" in source
    assert "2024" in source


def test_dates_are_as_precise_as_the_source() -> None:
    def fields(issued: str) -> tuple[str, Any]:
        reference = Reference("k", "web", "T", "en", issued=issued)
        [item] = json.loads(csl_json([reference]))
        entry = parse_string(bibtex([reference]), "bibtex").entries["k"]
        return entry.fields["date"], item["issued"]

    assert fields("2018") == ("2018", {"date-parts": [[2018]]})
    assert fields("2021-08") == ("2021-08", {"date-parts": [[2021, 8]]})
    assert fields("2020?-05-14") == ("2020-05-14?", {"date-parts": [[2020, 5, 14]], "circa": True})
    assert fields("2018/2021-08") == ("2018/2021-08", {"date-parts": [[2018], [2021, 8]]})
    assert len(set(MONTHS)) == 12


def test_a_former_address_leads_to_the_files_of_the_new_one(client: Client) -> None:
    project = make(models.Project, slug="new-name")
    models.SlugRedirect.objects.create(kind="project", old="old-name", new="new-name")
    for name in ("cite.bib", "cite.json", "card.png"):
        response = client.get(f"/projects/old-name/{name}")
        assert response.status_code == 301
        assert response["Location"] == f"{address_of(project)}{name}"


@pytest.mark.parametrize("name", ["cite.bib", "cite.json", "card.png"])
def test_what_is_hidden_has_no_files(name: str, client: Client) -> None:
    for state in ("draft", "in_review", "withdrawn"):
        project = make(models.Project, state=state)
        assert client.get(f"{address_of(project)}{name}").status_code == 404


def test_a_hidden_publisher_or_author_is_not_cited() -> None:
    hidden = make(models.Organisation, name="Hidden Press", state="draft")
    source = make_source(publisher=hidden)
    author = make(models.Person, name="Hidden Author", state="draft")
    make(models.Contribution, source=source, person=author, role="author")
    figure = make_figure(source=source)
    for row in (source, figure):
        assert "Hidden" not in f"{cited(row)}{bib(row)}{csl(row)}{get(address_of(row)).content!r}"


def test_a_past_reading_is_cited_as_such() -> None:
    figure = make_figure(source=make_source(published="2020-01-01"))
    page = get(f"/as-known-on/2021-12-31{address_of(figure)}")
    record = page.context["citation"].texts[0]
    assert "as known on 31 December 2021" in record
    assert f"{HOST}/as-known-on/2021-12-31/figures/{figure.slug}/" in record


def test_the_page_shows_text_address_and_files(figure: models.Figure) -> None:
    page = get(address_of(figure)).content.decode()
    section = page.partition('<section class="section cite"')[2]
    for address in ("cite.bib", "cite.json"):
        assert f'href="/figures/x-output/{address}"' in section
    assert f">{HOST}/figures/x-output/</a>" in section
    assert section.count('class="cite-text"') == 2


def test_a_figure_shown_anywhere_leads_to_its_permanent_page(figure: models.Figure) -> None:
    page = get(figure.subject.get_absolute_url()).content.decode()
    [card] = re.findall(r'<span class="mark-card".*?x-output/', page, re.DOTALL)
    assert 'class="mark-more" href="/figures/x-output/' in card
