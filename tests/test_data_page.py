"""The page of all data, the dictionary and the files of the package as they are sent."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import time
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from investments.choices import State
from investments.datasets import DATASETS
from investments.exports import FORMATS
from investments.models import Organisation, Person
from investments.package import Version, build, tables
from investments.package import shelf as shelves
from investments.package.shelf import DESCRIPTOR, FILES, SQLITE, SUMS, ZIP
from tests.contracts.pages import get, well_formed
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WAYS = ("", "/zh-hans")


@pytest.fixture
def version(shelf: Path, settings: Any) -> Version:
    settings.PACKAGE_DIR = shelf
    return build(shelf).version


def content(response: Any) -> bytes:
    with closing(response):
        return b"".join(response.streaming_content) if response.streaming else response.content


def status(address: str, **headers: str) -> int:
    """Without reading what comes."""
    with closing(Client().get(address, headers=headers)) as response:
        return int(response.status_code)


def data_of(text: str) -> list[dict[str, Any]]:
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return list(json.loads(found)["@graph"])


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_every_list_is_there_with_its_rows_and_files(way: str, version: Version) -> None:
    response = get(f"{way}/data/")
    text = response.content.decode()
    well_formed(text)
    for one, dataset in zip(response.context["lists"], DATASETS.values(), strict=True):
        assert one.rows == dataset.rows().count()
        assert f'href="{way}/{dataset.key}/"' in text
        for name in FORMATS:
            assert f'href="{way}/{dataset.key}.{name}"' in text
    for address in re.findall(r'href="(/data/[^"#]+)"', text):
        assert status(address) == 200, address


def test_the_package_is_named_with_size_date_sum_and_version(version: Version) -> None:
    text = get("/data/").content.decode()
    assert version.name in text
    for name in (ZIP, SQLITE, DESCRIPTOR):
        digest = hashlib.sha256((version.folder / name).read_bytes()).hexdigest()
        assert digest in text
        assert f'href="/data/{name}"' in text
    assert version.whole["created"] in text
    assert f"/data/versions/{version.name}/{ZIP}" in text
    assert "creativecommons.org/licenses/by/4.0" in text


def test_without_a_package_it_says_how_and_offers_the_lists() -> None:
    text = get("/data/").content.decode()
    well_formed(text)
    assert "manage.py build_package" in text
    assert 'href="/projects.xlsx"' in text
    assert get(f"/data/{ZIP}").status_code == 404


def test_links_for_programs_lead_somewhere(version: Version) -> None:
    for address, _name, _words in get("/data/").context["interfaces"]:
        assert status(address) == 200, address


def test_search_engines_find_every_file(version: Version) -> None:
    [catalogue] = [
        node for node in data_of(get("/data/").content.decode()) if node["@type"] == "DataCatalog"
    ]
    whole, *lists = catalogue["dataset"]
    assert whole["version"] == version.name
    sums = {one["name"]: one.get("sha256") for one in whole["distribution"]}
    assert sums == {file.name: file.sha256 or None for file in version.files}
    assert len(lists) == len(DATASETS)
    for node in lists:
        assert [one["encodingFormat"] for one in node["distribution"]] == [
            one.content_type.partition(";")[0] for one in FORMATS.values()
        ]


def test_the_page_of_a_list_names_all_its_formats() -> None:
    [node] = [one for one in data_of(get("/projects/").content.decode()) if "distribution" in one]
    addresses = [one["contentUrl"] for one in node["distribution"]]
    assert addresses == [f"http://testserver/projects.{name}" for name in FORMATS]


def test_as_of_a_day_the_package_is_still_of_today(version: Version) -> None:
    page = get("/as-known-on/2019-01-01/data/")
    assert page.context["citation"].endswith(f"testserver/data/versions/{version.name}/{ZIP}")
    assert f'href="/data/{ZIP}"' in page.content.decode()
    assert page.context["versions"] == page.context["log"] == []
    assert f"/data/versions/{version.name}/{SQLITE}" not in page.content.decode()
    response = get(f"/as-known-on/2019-01-01/data/{ZIP}")
    assert (response.status_code, response["Location"]) == (302, f"/data/{ZIP}")


def test_versions_name_only_what_is_still_public(tmp_path: Path, settings: Any) -> None:
    settings.PACKAGE_DIR = tmp_path
    build(tmp_path)
    kept, gone = make(Person, name="Stays Here"), make(Person, name="Goes Away")
    build(tmp_path)
    text = unescape(get("/data/").content.decode())
    assert "Stays Here" in text
    assert "Goes Away" in text
    gone.state = State.DRAFT
    gone.save()
    text = unescape(get("/data/").content.decode())
    assert "Stays Here" in text
    assert "Goes Away" not in text
    assert gone.slug not in text
    assert kept.slug in text


# --- Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("by_version", [False, True])
def test_files_are_sent_whole_and_only_to_who_has_them_not(
    name: str, by_version: bool, version: Version
) -> None:
    address = f"/data/versions/{version.name}/{name}" if by_version else f"/data/{name}"
    response = get(address)
    assert content(response) == (version.folder / name).read_bytes()
    assert response["Content-Type"] == FILES[name]
    assert response["Content-Length"] == str((version.folder / name).stat().st_size)
    assert response["X-Record-Version"] == version.name
    assert response["Cache-Control"] == "no-cache"  # what had to go is asked for again
    assert 'rel="license"' in response["Link"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "X-Record-Version" in response["Access-Control-Expose-Headers"]
    for header in (
        {"if-none-match": response["ETag"]},
        {"if-modified-since": response["Last-Modified"]},
    ):
        again = Client().get(address, headers=header)
        assert again.status_code == 304
        assert again["ETag"] == response["ETag"]
    old = http_date(version.created.timestamp() - 60)
    assert status(address, **{"if-modified-since": old}) == 200
    with closing(Client().head(address)) as head:
        assert head["Content-Length"] == response["Content-Length"]
    assert Client().post(address).status_code == 405


def test_who_asked_between_a_change_and_its_package_gets_it(tmp_path: Path, settings: Any) -> None:
    """The package is of the change, and could not be had before it was built."""
    settings.PACKAGE_DIR = tmp_path
    build(tmp_path)
    make(Organisation)
    between = {"if-modified-since": http_date(time.time() + 5)}
    first = build(tmp_path).version
    for name in (ZIP, DESCRIPTOR, SUMS, "tables/events.csv"):
        assert status(f"/data/{name}", **between) == 304, "not a second later"
    later = time.time() + 100
    os.utime(first.folder / SUMS, (later, later))
    for name in (ZIP, DESCRIPTOR, SUMS, "tables/events.csv"):
        assert status(f"/data/{name}", **between) == 200
    told = get(f"/data/{SUMS}")
    assert content(told)
    assert not build(tmp_path).fresh
    again = get(f"/data/{SUMS}")
    assert content(again)
    assert again["Last-Modified"] == told["Last-Modified"], "what is the same is not placed anew"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-50", -50, None),
     ("bytes=5-99999999", 5, None), ("bytes=-99999999", 0, None),
     (f"bytes=7-{'9' * 20}", 7, None), (f"bytes=-{'9' * 40}", 0, None)],
)  # fmt: skip
def test_parts_of_a_file(asked: str, first: int, last: int | None, version: Version) -> None:
    whole = (version.folder / ZIP).read_bytes()
    wanted = whole[first:] if last is None else whole[first : last + 1]
    response = Client().get(f"/data/{ZIP}", headers={"range": asked})
    assert response.status_code == 206
    assert content(response) == wanted
    start = first % len(whole)
    said = f"bytes {start}-{start + len(wanted) - 1}/{len(whole)}"
    assert response["Content-Range"] == said
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize(
    "asked",
    ["bytes=-0", "bytes=99999999-", "bytes=9-5", f"bytes={'9' * 40}-"],
)
def test_a_part_that_there_is_not(asked: str, version: Version) -> None:
    response = Client().get(f"/data/{ZIP}", headers={"range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{version.file(ZIP).size}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b", ""])
def test_parts_that_are_not_understood_get_the_whole(asked: str, version: Version) -> None:
    response = Client().get(f"/data/{ZIP}", headers={"range": asked})
    assert response.status_code == 200
    assert len(content(response)) == version.file(ZIP).size
    unless = {"range": "bytes=0-1", "if-range": '"another"'}
    assert status(f"/data/{ZIP}", **unless) == 200


def test_tables_stand_where_the_description_says(version: Version) -> None:
    for resource in version.whole["resources"]:
        response = get(f"/data/{resource['path']}")
        sent = content(response)
        assert len(sent) == resource["bytes"] == int(response["Content-Length"])
        assert f"sha256:{hashlib.sha256(sent).hexdigest()}" == resource["hash"]
        tag = {"if-none-match": response["ETag"]}
        assert Client().get(f"/data/{resource['path']}", headers=tag).status_code == 304
        assert status(f"/data/versions/{version.name}/{resource['path']}") == 200
        assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address",
    [
        "/data/nothing.zip",
        "/data/latest",
        "/data/changes.json",
        "/data/versions/2020-01-01-00000000/liangjiang-record.zip",
        "/data/versions/nonsense/liangjiang-record.zip",
        "/data/tables/nothing.csv",
        "/zh-hans/data/nothing.zip",
    ],
)
def test_what_there_is_not_is_a_problem_in_detail(address: str, version: Version) -> None:
    response = get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["detail"]
    assert str(version.folder.parent) not in response.content.decode()


def gone(version: Version) -> Version:
    """A version as who looked it up just before it was dropped has it."""
    return Version(version.folder.with_name("2020-01-01-00000000"))


@pytest.mark.parametrize("name", [ZIP, DESCRIPTOR, "tables/events.csv"])
@pytest.mark.parametrize("of", ["", "versions/2020-01-01-00000000/"])
def test_a_version_dropped_while_it_is_read_is_a_problem_in_detail(
    of: str, name: str, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "version", lambda name, root=None: gone(version))
    response = get(f"/data/{of}{name}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/data/", "/catalogue.ttl"])
def test_where_the_latest_is_dropped_meanwhile_the_next_one_is_described(
    address: str, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter([gone(version), version, version, version])
    monkeypatch.setattr(shelves, "latest", lambda root=None: next(found))
    text = get(address).content.decode()
    assert version.name in text
    assert version.file(ZIP).sha256 in text
    monkeypatch.setattr(shelves, "latest", lambda root=None: gone(version))
    assert get(address).status_code == 200


def test_nobody_climbs_out_of_the_folder(version: Version) -> None:
    for address in ("/data/..%2f..%2fsettings.py", "/data/versions/../latest", "/data/%2e%2e/x"):
        assert get(address).status_code in (302, 404)


# --- The dictionary -----------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_the_dictionary_has_every_column_with_an_anchor(way: str) -> None:
    text = get(f"{way}/data/dictionary/").content.decode()
    well_formed(text)
    for table in tables():
        assert f'id="{table.name}"' in text
        for field in table.fields:
            of = "statements" if field in table.shared else table.name
            assert f'id="{of}.{field.name}"' in text
            for code, _label in field.codes:
                assert f"<code>{code}</code>" in text


def test_the_dictionary_as_a_file() -> None:
    rows = list(
        csv.DictReader(io.StringIO(get("/data/dictionary.csv").content.decode("utf-8-sig")))
    )
    assert len(rows) == sum(len(table.fields) for table in tables())
    [low] = [row for row in rows if (row["table_name"], row["column_name"]) == ("figures", "low")]
    assert (low["type"], low["unit_in"], low["title_zh"]) == ("number", "unit", "下限")
