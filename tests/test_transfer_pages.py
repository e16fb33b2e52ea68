"""Import and export as somebody uses them: page after page, without a script."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from investments.models import ImportRun, Mention, Organisation, Person
from investments.transfer.columns import carried, kind_of
from tests.admin_forms import admin_url
from tests.factories import make
from tests.test_roles import person
from tests.transfers import counts, table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEADER = ["slug", "name", "name_zh"]


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def text_of(response: Any) -> str:
    content = response.streaming_content if response.streaming else [response.content]
    return b"".join(content).decode()


def upload(client: Client, data: bytes, kind: str = "", way: str = "") -> tuple[str, str]:
    """The address of the upload's page, and the page."""
    file = SimpleUploadedFile("people.csv", data)
    answer: Any = client.post(f"{way}/admin/import/", {"file": file, "kind": kind})
    assert answer.status_code == 302, text_of(answer)
    return answer.url, text_of(client.get(answer.url))


def test_from_the_upload_to_the_change_and_back() -> None:
    client = signed_in("Editor")
    row = make(Mention, note="as it was")
    data = table(["slug", "note", "Remark"], [row.slug, "as it is", "x"])
    url, page = upload(client, data, "mention")
    assert "Leave out these columns of the file:" in page
    assert "“Remark”" in page
    client.post(url, {"do": "check"})
    assert ImportRun.objects.get().state == "uploaded", "a column left out is confirmed"
    progress = text_of(client.post(url, {"do": "check", "ignore": "1"}))
    assert progress.rstrip().endswith("</html>")
    assert f'content="0; url={url}"' in progress
    page = text_of(client.get(url))
    assert "<del>as it was</del> → <ins>as it is</ins>" in page
    assert "Import 1 row" in page
    refused = text_of(client.post(url, {"do": "import", "reason": ""}))
    assert "Say it in a few words" in refused
    text_of(client.post(url, {"do": "import", "reason": "misread"}))
    run = ImportRun.objects.get()
    assert run.state == "done"
    page = text_of(client.get(url))
    assert f"/admin/changes/{run.change_set_id}/" in page
    row.refresh_from_db()
    assert row.note == "as it is"
    assert text_of(client.post(url, {"do": "check"})).count("Everything is in the record.") == 1


def test_errors_come_first_by_row_and_column_and_in_pages() -> None:
    client = signed_in("Editor")
    url, _page = upload(client, table(HEADER, *[[f"p {n}", "P", ""] for n in range(120)]), "person")
    text_of(client.post(url, {"do": "check"}))
    page = text_of(client.get(url))
    assert page.index("What is in the way") < page.index("Columns of the file")
    assert re.search(r'<th scope="row">2</th>\s*<td>slug</td>\s*<td>Enter a valid', page)
    assert page.count("Enter a valid") == 50
    assert text_of(client.get(f"{url}?errors=3")).count("Enter a valid") == 20
    assert "Import 1" not in page


def test_kind_and_columns_are_chosen_where_they_cannot_be_told() -> None:
    client = signed_in("Editor")
    file = SimpleUploadedFile("rows.csv", table(["code", "title", "wording"], ["a", "A", "甲"]))
    answer: Any = client.post("/admin/import/", {"file": file})
    url = answer.url
    assert "choose what its rows are" in text_of(client.get(url))
    client.post(url, {"do": "map", "kind-0": "person"})
    assert "has no column for the address" in text_of(client.get(url))
    chosen = {"kind-0": "person", "column-0-0": "slug", "column-0-1": "name"}
    twice = client.post(url, {**chosen, "do": "map", "column-0-2": "name"}, follow=True)
    assert "two columns are mapped to “name”" in text_of(twice)
    text_of(client.post(url, {**chosen, "do": "check", "column-0-2": "name_zh"}))
    assert counts(ImportRun.objects.get()) == {"new": 1}
    client.post(url, {"do": "drop"})
    assert not ImportRun.objects.exists()


def test_a_file_that_cannot_be_read_is_answered_on_the_page() -> None:
    client = signed_in("Editor")
    answer = client.post("/admin/import/", {"file": SimpleUploadedFile("x.xlsx", b"PK no")})
    assert "The file is damaged" in text_of(answer)
    assert "Choose a file." in text_of(client.post("/admin/import/", {}))
    assert not ImportRun.objects.exists()


def test_the_pages_speak_chinese() -> None:
    client = signed_in("Editor")
    url, page = upload(client, table(["地址标识", "名称"], ["a", "A"]), "person", "/zh-hans")
    assert "文件中的列" in page
    text_of(client.post(url, {"do": "check"}))
    assert "导入1行" in text_of(client.get(url))


# --- Export --------------------------------------------------------------------------------------


def test_lists_lead_to_files_of_what_was_ticked() -> None:
    client = signed_in("Viewer")
    chosen = Organisation.objects.order_by("pk")[:2]
    ticked = {"_selected_action": [row.pk for row in chosen], "select_across": "0"}
    url = admin_url(Organisation, "changelist")
    page = text_of(client.get(url))
    assert "/admin/import/?kind=organisation" in page
    text = text_of(client.post(url, {"action": "export_csv", **ticked}))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["slug"] for row in rows] == sorted(row.slug for row in chosen)
    data = b"".join(client.post(url, {"action": "export_xlsx", **ticked}).streaming_content)  # type: ignore[attr-defined]
    assert load_workbook(io.BytesIO(data)).worksheets[0].max_row == 3
    filtered = client.post(
        f"{url}?kind__exact=media", {"action": "export_csv", **ticked, "select_across": "1"}
    )
    count = Organisation.objects.filter(kind="media").count()
    assert len(list(csv.reader(io.StringIO(text_of(filtered))))) == count + 1


@pytest.mark.parametrize("name", ["record.zip", "record.xlsx", "figure.csv", "figure.xlsx"])
def test_the_record_leaves_with_those_who_may_take_it(name: str) -> None:
    address = f"/admin/export/{name}"
    allowed = signed_in("Viewer").get(address)
    assert allowed.status_code == 200
    assert name.partition(".")[0] in allowed["Content-Disposition"]
    assert len(b"".join(allowed.streaming_content)) > 1000  # type: ignore[attr-defined]
    assert signed_in("").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_templates_and_addresses_that_lead_nowhere() -> None:
    client = signed_in("Viewer")
    for model in carried()[:2]:
        assert client.get(f"/admin/import/template/{kind_of(model)}.xlsx").status_code == 200
    for address in ("export/nothing.csv", "export/figure.zip", "import/template/x.xlsx"):
        assert client.get(f"/admin/{address}").status_code == 404
    assert signed_in("Editor").get(f"/admin/import/{10**19}/").status_code == 404


@pytest.mark.parametrize(("role", "may"), [("", 403), ("Viewer", 200), ("Editor", 200)])
def test_who_sees_the_page(role: str, may: int) -> None:
    client = signed_in(role)
    answer = client.get("/admin/import/")
    assert answer.status_code == may
    if may == 200:
        assert ('type="file"' in text_of(answer)) == (role == "Editor")
    data = {"file": SimpleUploadedFile("people.csv", table(HEADER, ["a", "A", ""]))}
    assert (client.post("/admin/import/", data).status_code == 302) == (role == "Editor")
    run = ImportRun.objects.create(name="x", file_format="csv")
    assert (client.get(f"/admin/import/{run.pk}/").status_code == 200) == (role == "Editor")


def test_a_page_of_a_long_import_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    client = signed_in("Editor")
    url, _page = upload(client, table(HEADER, *[[f"p-{n}", "P", ""] for n in range(300)]), "person")
    with django_assert_max_num_queries(2500):
        text_of(client.post(url, {"do": "check"}))
    with django_assert_max_num_queries(8):
        client.get(url)
    assert not Person.objects.filter(slug="p-1").exists()
