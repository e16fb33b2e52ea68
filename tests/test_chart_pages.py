"""Charts on pages of the site: their own, those of subjects, and what marks a break in a series."""

from __future__ import annotations

import csv
import io
import runpy
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from investments.charts import look, of_statistic, render
from investments.charts.base import MAX_MARKS
from investments.details import charting
from investments.models import (
    Event,
    Figure,
    Industry,
    Milestone,
    Place,
    Project,
    SigningBatch,
    Statistic,
)
from investments.reading import as_known_on
from tests.admin_forms import admin_url, opened
from tests.factories import make, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BREAK = "A census in place of estimates."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


def text_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def series(*values: int, **fields: Any) -> tuple[Place, Statistic]:
    """A figure a year from 2015 on."""
    place, statistic = make(Place), make(Statistic)
    for number, value in enumerate(values):
        period = str(2015 + number)
        about = {"place": place, "statistic": statistic, "period": period}
        make(Figure, low=value, high=value, **about, **fields)
    return place, statistic


def lines(chart: Any) -> list[dict[str, float]]:
    """The pieces of line that join points."""
    style = {"type": "rule", "color": look.LIGHT.accent, "opacity": 0.6, "strokeWidth": 1.5}
    layers = render.specification(chart, "chart")["layer"]
    return [
        datum for layer in layers if layer["mark"] == style for datum in layer["data"]["values"]
    ]


def texts(chart: Any) -> list[str]:
    layers = render.specification(chart, "chart")["layer"]
    return [row["text"] for layer in layers for row in layer["data"]["values"] if "text" in row]


def test_a_chart_has_a_page_in_the_site_with_all_that_it_takes_to_use_it() -> None:
    address = "/charts/statistics/share-of-chongqing-foreign-trade/percent/"
    page = text_of(address)
    assert '<nav class="site-nav"' in page
    for file in ("chart.svg", "chart.png", "chart.csv", "embed/", "wide-dark.svg"):
        assert f'"{address}{file}"' in page
    assert 'href="/statistics/share-of-chongqing-foreign-trade/"' in page  # back to its subject
    assert 'href="/charts/"' in page
    assert '<th scope="row"' in page
    code = page[page.index('<iframe src="') :]
    assert code.startswith(f'<iframe src="http://testserver{address}embed/"')
    assert f'<a href="http://testserver{address}">' in code  # attribution


def test_the_code_to_embed_is_text_and_no_markup() -> None:
    statistic = make(Statistic, name='A "name" <b>')
    place = make(Place)
    for number in (1, 2):
        make(Figure, statistic=statistic, place=place, low=number, high=number)
    page = Client().get(f"/charts/statistics/{statistic.slug}/CNY/").content.decode()
    assert "<iframe" not in page
    assert "<b>" not in page
    embedded = unescape(page[page.index("&lt;iframe") : page.index("</textarea>")])
    assert "<b>" not in embedded  # nor where the code is pasted


def test_the_page_to_embed_stands_alone_and_leads_back() -> None:
    page = text_of("/charts/projects/all/stage/embed/")
    assert "site-nav" not in page
    assert '<base target="_top">' in page
    assert 'href="/charts/projects/all/stage/"' in page


@pytest.mark.parametrize(
    "path", ["/projects/", "/events/", "/statistics/gdp/", "/places/liangjiang-new-area/"]
)
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_chart_links_to_its_page(path: str, prefix: str) -> None:
    text = text_of(prefix + path)
    assert text.count('<figure class="chart') > 0
    assert text.count(f'<a href="{prefix}/charts/') >= 2 * text.count('<figure class="chart')


def test_charts_are_found_from_every_page_in_both_languages() -> None:
    assert 'href="/charts/"' in text_of("/about/")
    page = text_of("/zh-hans/charts/")
    assert 'href="/zh-hans/charts/statistics/gdp/CNY/"' in page
    assert "地区生产总值" in page
    assert "/zh-hans/charts/signings/by-event/CNY/" in page


def test_a_place_shows_a_handful_of_its_series_and_names_the_others() -> None:
    response = Client().get("/places/liangjiang-new-area/")
    shown, named = response.context["charts"], response.context["more_charts"]
    assert len(shown) == charting.HANDFUL
    assert named
    page = response.content.decode()
    assert page.count("<figure ") == charting.HANDFUL
    for chart in named:
        assert f'href="{chart.page_url}"' in page
    differ = [len({mark.words for mark in chart.marks}) > 1 for chart in (*shown, *named)]
    assert differ == sorted(differ, reverse=True)  # what is said again and again tells less
    assert set(differ) == {True, False}


def test_a_series_of_a_place_is_that_of_the_place_alone() -> None:
    place, statistic = series(10, 20, 30)
    other = make(Place)
    make(Figure, place=other, statistic=statistic, low=999, high=999, period="2016")
    make(Figure, place=place, statistic=statistic, low=99, high=99, period="2017", status="target")
    (chart,) = Client().get(f"/places/{place.slug}/").context["charts"]
    assert chart.form == "time"
    assert len(chart.marks) == 4
    assert len(lines(chart)) == 2  # the target is in no line
    both = of_statistic(statistic, list(Figure.objects.for_list().filter(statistic=statistic)))
    assert [drawn.form for drawn in both] == ["bars"]  # no line between places


def test_a_time_axis_needs_points_that_are_drawn_on_it() -> None:
    place, statistic = make(Place), make(Statistic)
    about = {"place": place, "statistic": statistic}
    for year in ("2024", "2025"):
        make(Figure, **about, period=year, status="target")
    source = make_source()
    for number in range(MAX_MARKS):
        make(Figure, **about, low=number, high=number, source=source)
    (chart,) = Client().get(f"/places/{place.slug}/").context["charts"]
    assert chart.form == "bars"
    assert Client().get(chart.svg_url).status_code == 200
    assert "2 more are in the table." in chart.caveats


def test_an_industry_is_not_joined_across_areas_or_units() -> None:
    industry, statistic = make(Industry), make(Statistic)
    here, there = make(Place), make(Place)
    about = {"industry": industry, "statistic": statistic}
    make(Figure, **about, area=here, period="2019", low=1, high=1)
    make(Figure, **about, area=there, period="2020", low=2, high=2)
    make(Figure, **about, area=here, period="2020", low=3, high=3, unit="USD")
    make(Figure, **about, area=here, period="2021", low=4, high=4, unit="USD")
    shown = Client().get(f"/industries/{industry.slug}/").context["charts"]
    assert {(chart.form, chart.part) for chart in shown} == {
        ("bars", f"{statistic.slug}-CNY"),
        ("time", f"{statistic.slug}-USD"),
    }


def test_a_break_in_a_series_is_a_gap_a_rule_and_words() -> None:
    place, statistic = series(10, 20, 30, 40)
    row = Figure.objects.get(statistic=statistic, period="2017")
    (whole,) = Client().get(f"/places/{place.slug}/").context["charts"]
    assert len(lines(whole)) == 3
    row.series_break = BREAK
    row.save()
    (broken,) = Client().get(f"/places/{place.slug}/").context["charts"]
    assert len(lines(broken)) == 2  # 2015 to 2016, and 2017 to 2018
    assert "break in series" in texts(broken)
    assert any("2017" in caveat and BREAK in caveat for caveat in broken.caveats)
    assert render.key_of(whole, "wide-light") != render.key_of(broken, "wide-light")
    assert BREAK in text_of(broken.page_url)
    assert BREAK in text_of(f"/figures/{row.slug}/")
    ledger = Client().get("/figures.csv").getvalue().decode("utf-8-sig")
    for body in (ledger, Client().get(broken.csv_url).content.decode("utf-8-sig")):
        said = {item["id"]: item["series_break"] for item in csv.DictReader(io.StringIO(body))}
        assert {key for key, value in said.items() if value == BREAK} == {row.slug}


def test_what_is_no_result_says_so_beside_its_point() -> None:
    place, statistic = series(*range(300, 340, 4))
    for year, status in (("2024", "target"), ("2025", "forecast")):
        about = {"place": place, "statistic": statistic, "period": year}
        make(Figure, low=341, high=341, status=status, **about)
    (chart,) = Client().get(f"/places/{place.slug}/").context["charts"]
    for name in look.VARIANTS:
        words = " ".join(
            row["text"]
            for layer in render.specification(chart, name)["layer"]
            for row in layer["data"]["values"]
            if "text" in row
        )
        assert "¥341, target" in words
        assert "¥341, forecast" in words


def test_a_break_is_told_beside_bars_too() -> None:
    statistic, place = make(Statistic), make(Place)
    make(Figure, statistic=statistic, place=place, low=1, high=1)
    make(Figure, statistic=statistic, place=place, low=2, high=2, series_break=BREAK)
    (chart,) = charting._statistic(statistic.slug)
    assert chart.form == "bars"
    assert any("break in series" in words for words in texts(chart))


def test_a_break_is_entered_in_the_form_and_kept_in_history(admin_client: Client) -> None:
    row = make(Figure)
    url = admin_url(Figure, "change", row.pk)
    assert "it is measured differently than before" in admin_client.get(url).content.decode()
    entered = {"series_break": BREAK, "series_break_zh": "改用普查数据。"}
    assert admin_client.post(url, opened(admin_client, url) | entered).status_code == 302
    row.refresh_from_db()
    assert (row.series_break, row.history.first().series_break) == (BREAK, BREAK)
    assert "改用普查数据。" in text_of(f"/zh-hans/figures/{row.slug}/")


def test_totals_their_parts_and_the_projects_they_name_stand_together() -> None:
    event, amount = make(Event), Statistic.objects.get(role="amount")
    whole = make(SigningBatch, event=event, counted="project")
    part = make(SigningBatch, event=event, parent=whole, counted="project")
    deeper = make(SigningBatch, event=event, parent=part, counted="project")
    project = make(Project)
    make(Milestone, project=project, batch=deeper, stage="signed")
    size = 10**13
    for subject, low in (("whole", size), ("part", size // 2), ("deeper", size // 4)):
        batch = {"whole": whole, "part": part, "deeper": deeper}[subject]
        make(Figure, batch=batch, statistic=amount, low=low, high=low)
    make(Figure, project=project, statistic=amount, low=size // 8, high=size // 8)
    chart = charting.signings("by-event")
    assert chart is not None
    ours = chart.marks[:4]
    assert [mark.depth for mark in ours] == [0, 1, 2, 2]
    assert [mark.label for mark in ours] == [whole.name, part.name, deeper.name, project.name]
    assert {mark.group.split(",")[0] for mark in ours} == {event.name}
    assert any("never added up" in caveat for caveat in chart.caveats)


def test_signings_by_year_put_spans_and_the_unknown_apart() -> None:
    chart = charting.signings("by-year")
    assert chart is not None
    years = list(dict.fromkeys(mark.group for mark in chart.marks))
    assert years == ["2024", "2023", "2021", "2018", "Year not known"]


def test_a_chart_says_as_of_when_the_record_is_read() -> None:
    place, statistic = series(10, 20, source=make_source(published="2020-03-01"))
    late = make_source(published="2024-03-01")
    make(Figure, place=place, statistic=statistic, low=30, high=30, period="2019", source=late)
    address = ("statistics", statistic.slug, "CNY")
    now = charting.find(*address)
    with as_known_on(date(2021, 1, 1)):
        then = charting.find(*address)
        assert now is not None
        assert then is not None
        assert (len(now.marks), len(then.marks)) == (3, 2)
        assert then.caveats[0] == "As known on 1 January 2021."
        assert "As known on 1 January 2021." in texts(then)
        keys = {render.key_of(then, "chart"), render.key_of(then, "wide-light")}
    assert not keys & {render.key_of(now, "chart"), render.key_of(now, "wide-light")}
    assert now.caveats == []


def test_a_chart_page_from_the_cache_costs_no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    for name in ("vegalite_to_svg", "svg_to_png"):
        genuine = getattr(vl_convert, name)

        def counted(*args: Any, genuine: Any = genuine, **kwargs: Any) -> Any:
            calls.append(1)
            return genuine(*args, **kwargs)

        monkeypatch.setattr(vl_convert, name, counted)
    address = "/charts/places/liangjiang-new-area/gdp-CNY/"
    files = ("", "embed/", "chart.svg", "chart.png", "wide-dark.svg", "narrow-light.svg")
    for file in files:
        assert Client().get(address + file).status_code == 200
    assert len(calls) == 4  # three drawings and one conversion; the pages draw nothing
    calls.clear()
    for file in files:
        assert Client().get(address + file).status_code == 200
    assert calls == []


def test_the_axis_of_a_chinese_chart_counts_in_chinese() -> None:
    place, _statistic = series(2 * 10**9, 39 * 10**9)
    with translation.override("zh-hans"):
        (chart,) = charting.of_subject(place, list(Figure.objects.for_list().filter(place=place)))[
            "charts"
        ]
        assert any(words.endswith("亿") for words in texts(chart))
        assert look.font().startswith("'PingFang SC'")
        assert not any("billion" in words for words in texts(chart))


def test_a_worker_draws_once_before_its_first_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *args, **kwargs: drawn.append(args))
    hooks = runpy.run_path(str(Path(settings.BASE_DIR) / "scripts/gunicorn_conf.py"))
    hooks["post_worker_init"](None)
    assert len(drawn) == 1
