"""Names in Chinese stand in the order of pinyin, on every database alike."""

import pytest
from django.test import Client

from investments.actions import names, refresh
from investments.languages import collation_key
from investments.models import Organisation
from tests.factories import make

pytestmark = pytest.mark.django_db


def test_a_list_in_chinese_is_sorted_by_pinyin(client: Client) -> None:
    for number, name in enumerate(["重庆港", "阿里云", "银行", "奥特斯", "西部数据"]):
        make(Organisation, name=f"Sorted {number}", name_zh=name)
    page = client.get("/zh-hans/organisations/?q=Sorted&sort=name").content.decode()
    found = sorted(
        (page.index(name), name) for name in ["重庆港", "阿里云", "银行", "奥特斯", "西部数据"]
    )
    assert [name for _at, name in found] == ["阿里云", "奥特斯", "重庆港", "西部数据", "银行"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("长安", "长春"), ("重庆", "大连"), ("2021智博会", "智博会"), ("b", "C")],
)
def test_one_name_before_another(first: str, second: str) -> None:
    assert collation_key(first) < collation_key(second)


def test_the_column_follows_the_name() -> None:
    row = make(Organisation, name="Bank", name_zh="")
    assert row.name_zh_sort == "bank"
    row.name_zh = "银行"
    row.save()
    assert row.name_zh_sort == "yin2 hang2"
    assert not list(names.all_stale())


def test_what_a_migration_left_empty_is_made_anew() -> None:
    Organisation.objects.update(name_zh_sort=None, known_from=None)
    assert refresh.everything() >= 2 * Organisation.objects.count() - 1
    assert not list(names.all_stale())
    assert refresh.everything() == 0
