"""Charts: drawn without a browser or a network, and no number in them that the ledger lacks."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from investments import charts
from investments.charts import Chart, look, render
from investments.charts.drawing import Drawing
from investments.models import Event, Figure, Milestone, Place, Project, SigningBatch, Statistic
from investments.views.charts import found
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FORMATS = ["chart.svg", "chart.png", "chart.csv", *(f"{name}.svg" for name in look.VARIANTS)]


@pytest.fixture(autouse=True)
def english() -> Any:
    cache.clear()
    with translation.override("en"):
        yield


def rows_of(address: str) -> list[dict[str, str]]:
    response = Client().get(address)
    assert response.status_code == 200
    streaming = getattr(response, "streaming_content", None)
    body = b"".join(streaming) if streaming else response.content
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def statistic_of(*figures: dict[str, Any], **fields: Any) -> tuple[Statistic, list[Chart]]:
    statistic, place = make(Statistic, **fields), make(Place)
    for values in figures:
        make(Figure, **{"place": place, "statistic": statistic, **values})
    rows = list(Figure.objects.published().for_list().filter(statistic=statistic))
    return statistic, charts.of_statistic(statistic, rows)


def test_a_chart_is_a_picture_a_table_and_a_page() -> None:
    page = Client().get("/statistics/share-of-chongqing-foreign-trade/")
    (chart,) = page.context["charts"]
    text = page.content.decode()
    assert f'src="{chart.url("wide-light.svg")}"' in text
    assert "38%" in chart.alternative
    assert "30%" in chart.alternative
    picture = Client().get(chart.svg_url)
    assert picture["Content-Type"] == "image/svg+xml"
    drawn = picture.content.decode()
    assert f"<title>{chart.title.replace(chr(38), '&amp;')}</title>" in drawn
    assert 'role="img"' in drawn
    assert "38%" in drawn
    assert "style=" not in drawn  # the policy of the pages would not let it work
    assert Client().get(chart.png_url).content.startswith(b"\x89PNG")


def test_what_is_open_stays_open_and_what_is_no_result_is_dashed() -> None:
    _row, (chart,) = statistic_of(
        {"low": 30, "high": None, "qualifier": "over", "period": "2019"},
        {"low": None, "high": 10, "qualifier": "under", "period": "2019"},
        {"low": 50, "high": 50, "status": "target", "period": "2019"},
    )
    layers = [item["mark"] for item in render.specification(chart, "chart")["layer"]]
    assert {mark["angle"] for mark in layers if mark.get("shape", "").startswith("M")} == {0, 180}
    dashed = [mark for mark in layers if mark.get("strokeDash")]
    assert {mark["color"] for mark in dashed} == {look.LIGHT.caution}
    assert "target" in chart.alternative
    assert len(chart.caveats) == 2


def test_a_line_joins_results_of_different_periods_and_no_competing_claims() -> None:
    same = {"period": "2019"}
    _row, (chart,) = statistic_of(
        {"low": 10, "high": 10, "period": "2017"},
        {"low": 20, "high": 20, "period": "2018"},
        {"low": 30, "high": 30, **same},
        {"low": 31, "high": 31, **same},
        {"low": 40, "high": 40, "period": "2024", "status": "target"},
        {"low": 5, "high": 5, "period": ""},
        kind="level",
    )
    assert chart.form == "time"
    joins = [
        datum
        for layer in render.specification(chart, "chart")["layer"]
        if layer["mark"]
        == {"type": "rule", "color": look.LIGHT.accent, "opacity": 0.6, "strokeWidth": 1.5}
        for datum in layer["data"]["values"]
    ]
    assert len(joins) == 1  # 2017 to 2018; two claims about 2019 are no one value


def test_currencies_are_never_mixed_and_deprecated_claims_left_out() -> None:
    wrong = {"standing": "deprecated", "standing_reason": "A misprint."}
    _row, made = statistic_of(
        {"low": 1, "high": 1},
        {"low": 2, "high": 2},
        {"low": 3, "high": 3, **wrong},
        {"low": 4, "high": 4, "unit": "USD"},
        {"low": 5, "high": 5, "unit": "USD"},
    )
    assert [(chart.part, len(chart.marks)) for chart in made] == [("CNY", 2), ("USD", 2)]


def test_too_little_to_compare_is_no_chart() -> None:
    assert statistic_of({"low": 1, "high": 1})[1] == []
    rank = {"unit": "rank"}
    assert (
        statistic_of({"low": 1, "high": 1, **rank}, {"low": 2, "high": 2, **rank}, **rank)[1] == []
    )
    Milestone.objects.all().delete()
    for project in Project.objects.all():
        project.state = "draft"
        project.save()
    assert Client().get("/charts/projects/all/stage/chart.svg").status_code == 404


def test_a_draft_is_in_no_chart() -> None:
    statistic, _charts = statistic_of({"low": 1, "high": 1}, {"low": 2, "high": 2})
    make(Figure, statistic=statistic, low=777, high=777, state="draft")
    address = f"/charts/statistics/{statistic.slug}/CNY/chart.csv"
    assert len(rows_of(address)) == 2
    statistic.state = "withdrawn"
    statistic.save()
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("file", FORMATS)
def test_every_file_answers_in_both_languages(prefix: str, file: str) -> None:
    response = Client().get(f"{prefix}/charts/projects/all/stage/{file}")
    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    if file.endswith(".svg"):
        assert ("投产" in response.content.decode()) == bool(prefix)


@pytest.mark.parametrize(
    "address",
    [
        "statistics/no-such/CNY/chart.svg",
        "statistics/gdp/USD/chart.svg",
        "statistics/gdp/CNY/chart.gif",
        "statistics/gdp/CNY/wide-light.png",
        "nothing/gdp/CNY/chart.svg",
        "projects/all/nothing/",
        "projects/some/stage/",
    ],
)
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert Client().get(f"/charts/{address}").status_code == 404


def test_a_second_look_costs_no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/charts/statistics/gdp/CNY/chart.svg"
    first = Client().get(address)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", refuse)
    assert Client().get(address).content == first.content
    unchanged = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert unchanged.status_code == 304
    make(Figure, statistic=Statistic.objects.get(slug="gdp"))
    with pytest.raises(AssertionError, match="drawn again"):
        Client().get(address)


def test_the_converter_is_kept_from_the_network() -> None:
    drawing = Drawing(100, look.LIGHT)
    drawing.rule(0, 0, 1, 1)
    specification = drawing.specification()
    specification["layer"][0]["data"] = {"url": "http://127.0.0.1:9/data.csv"}
    with pytest.raises(ValueError, match="not allowed"):
        render._drawn(specification)


def test_another_site_may_frame_the_chart_and_nothing_else() -> None:
    page = Client().get("/charts/projects/all/stage/embed/")
    assert "X-Frame-Options" not in page
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    for address in ("/projects/", "/charts/", "/charts/projects/all/stage/"):
        other = Client().get(address)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_picture_takes_few_queries() -> None:
    for address in ("statistics/gdp/CNY", "projects/all/industry"):
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/charts/{address}/chart.svg")
        assert len(captured) <= 4


def test_charts_have_the_colours_of_the_pages() -> None:
    css = (Path(settings.BASE_DIR) / "investments/static/investments/record.css").read_text("utf-8")
    light, dark = css.split("prefers-color-scheme: dark", 1)
    for palette, text in ((look.LIGHT, light), (look.DARK, dark)):
        for name, colour in vars(palette).items():
            token = re.search(rf"--{name.replace('_', '-')}: (#\w+);", text)
            assert token is not None
            assert token[1] == colour


def test_long_names_are_broken_where_they_may_be() -> None:
    lines = look.wrapped("重庆两江新区全球招商大会签约项目，金额", 14, 90)
    assert "".join(lines) == "重庆两江新区全球招商大会签约项目，金额"
    assert len(lines) > 2
    assert not any(line.startswith("，") for line in lines)
    assert look.wrapped("one two three", 10, 40) == ["one two", "three"]
    for width in range(40, 120, 7):
        lines = look.wrapped("来源日期为2023年（推断）；另有“一”个", 14, width)
        assert not any(
            line.endswith(("（", "“")) or line.startswith(("）", "；")) for line in lines
        )


def test_lighter_is_explained_where_something_is_lighter() -> None:
    level = {"qualifier": "level", "status": "target"}
    _row, (chart,) = statistic_of({"low": 1, "high": 1, **level}, {"low": 2, "high": 2, **level})
    assert len(chart.caveats) == 1
    _row, (chart,) = statistic_of({"qualifier": "about"}, {"low": 2, "high": 2, **level})
    assert len(chart.caveats) == 2


def test_what_is_reported_is_set_against_what_is_named() -> None:
    event = make(Event)
    amount = Statistic.objects.get(role="amount")
    count = Statistic.objects.filter(role="count", unit="project").first()
    whole = make(SigningBatch, event=event, counted="project")
    part = make(SigningBatch, event=event, parent=whole, counted="project")
    make(Figure, batch=whole, statistic=amount, low=9, high=None, qualifier="over")
    make(Figure, batch=part, statistic=amount, low=4, high=4)
    make(Figure, batch=whole, statistic=count, unit="project", low=3, high=3)
    make(Milestone, batch=part, stage="signed")
    chart = found("events", event.slug, "CNY")
    assert [mark.depth for mark in chart.marks] == [0, 1]
    assert chart.marks[0].detail == "3 projects reported, 1 named in this record"
