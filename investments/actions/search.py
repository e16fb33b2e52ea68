"""The search index: which words of a row lead to which record, and how much they weigh.

Kept by signals on every save and deletion, by `loaddata`, and proved by `check_record`. It holds
drafts as well as what is published; whoever reads it asks for `published()`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models, router, transaction
from django.db.models import Q

from investments import words
from investments.actions.deferral import Touched, touching
from investments.columns.base import plain
from investments.models import Figure, Identity, Reviewed, SearchToken, Sourced

# A word in a field of a higher rank counts more than in any lower one, and within a rank it
# counts more in a short text than in a long one.
SAID, SUMMARY, ALIAS, NAME = 1, 2, 3, 4
RANK = 100
SUMMARIES = ("summary", "definition", "whole", "scheme")
SAYINGS = ("as_printed", "note", "text", "title")
BLOCK = 1000
LANGUAGES = ("en", "zh-hans")

COLUMNS = "(holder, holder_id, token, kind, object_id, weight)"
INSERT = "INSERT INTO investments_searchtoken {} VALUES (%s, %s, %s, %s, %s, %s)"
COPY = "COPY investments_searchtoken {} FROM STDIN"

Token = tuple[str, str, int, int]  # the token, the kind and key of the record, the weight


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def holders() -> dict[str, type[Reviewed]]:
    """Every kind of row that has words: identities, and statements about them."""
    found = apps.get_app_config("investments").get_models()
    return {kind_of(model): model for model in found if issubclass(model, (Identity, Sourced))}


def _both(row: models.Model, fields: Iterable[str]) -> Iterator[str]:
    """The texts in both languages, of those fields that the row has."""
    columns = {field.attname for field in row._meta.concrete_fields}
    for field in fields:
        for name in (field, f"{field}_zh"):
            if name in columns:
                yield getattr(row, name)


def texts(row: Reviewed) -> Iterator[tuple[int, str]]:
    """The words of a row, with their rank."""
    if isinstance(row, Identity):
        for text in (row.name, row.name_zh):
            yield NAME, text
        for text in (*row.alias_list, getattr(row, "site", "")):
            yield ALIAS, text
        for text in _both(row, SUMMARIES):
            yield SUMMARY, text
        return
    for text in _both(row, SAYINGS):
        yield SAID, text
    if isinstance(row, Figure):
        yield from _numbers(row)


def _numbers(row: Figure) -> Iterator[tuple[int, str]]:
    """The number as pages write it, as downloads do, and the period."""
    for language in LANGUAGES:
        yield SAID, row.text(language)
    for bound in (row.low, row.high):
        if bound is not None:
            yield SAID, plain(bound)
    yield SAID, row.period


def targets(row: Reviewed) -> list[tuple[str, int]]:
    """The records that a row's words lead to: itself, or what it is about."""
    if isinstance(row, Identity | Figure):
        return [(kind_of(type(row)), row.pk)]
    found = []
    for name in row.public_with:
        pk = getattr(row, f"{name}_id")
        if pk is not None and name != "source":
            related = row._meta.get_field(name).related_model
            found.append((kind_of(related), pk))  # type: ignore[arg-type]
    return found


def tokens(row: Reviewed) -> set[Token]:
    """What the index holds for a row."""
    weights: dict[str, int] = {}
    for rank, text in texts(row):
        if not text:
            continue
        weight = rank * RANK + max(0, RANK - 1 - len(text))
        found = words.tokens(text)
        if rank >= ALIAS:
            found.add(words.key(text))
        for token in found:
            weights[token] = max(weight, weights.get(token, 0))
    return {
        (token, kind, pk, weight) for token, weight in weights.items() for kind, pk in targets(row)
    }


def _stored(holder: str, pks: Iterable[int]) -> dict[int, list[Token]]:
    found: dict[int, list[Token]] = {}
    rows = SearchToken.objects.filter(holder=holder, holder_id__in=pks)
    for pk, *token in rows.values_list("holder_id", "token", "kind", "object_id", "weight"):
        found.setdefault(pk, []).append(tuple(token))  # type: ignore[arg-type]
    return found


def _blocks(model: type[Reviewed]) -> Iterator[list[Any]]:
    last = 0
    while block := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:BLOCK]):
        yield block
        last = block[-1].pk


def _differing(rows: list[Any]) -> dict[int, set[Token]]:
    """What the index should hold, for the rows where it holds something else."""
    stored = _stored(kind_of(type(rows[0])), [row.pk for row in rows])
    wanted = {row.pk: tokens(row) for row in rows}
    return {
        pk: right for pk, right in wanted.items() if sorted(right) != sorted(stored.get(pk, []))
    }


def _write(holder: str, changes: dict[int, set[Token]]) -> int:
    if not changes:
        return 0
    SearchToken.objects.filter(holder=holder, holder_id__in=list(changes)).delete()
    rows = [(holder, pk, *token) for pk, right in changes.items() for token in sorted(right)]
    if rows:
        _insert(rows)
    return len(changes)


def _insert(rows: list[tuple[str, int, str, str, int, int]]) -> None:
    """As each database takes many rows fastest; model instances would take seven times as long."""
    connection = connections[router.db_for_write(SearchToken)]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(INSERT.format(COLUMNS), rows)
            return
        with cursor.copy(COPY.format(COLUMNS)) as copy:
            for row in rows:
                copy.write_row(row)


def _orphans() -> models.QuerySet[SearchToken]:
    """Words of rows that are gone."""
    gone = ~Q(holder__in=holders())
    for holder, model in holders().items():
        gone |= Q(holder=holder) & ~Q(holder_id__in=model._default_manager.values("pk"))
    return SearchToken.objects.filter(gone)


def all_stale() -> Iterator[tuple[str, int]]:
    """Rows that the index has otherwise than they are: kind and primary key."""
    for holder, model in holders().items():
        for block in _blocks(model):
            for pk in _differing(block):
                yield holder, pk
    yield from (
        _orphans().order_by("holder", "holder_id").values_list("holder", "holder_id").distinct()
    )


def refresh_all() -> int:
    """Make the index anew where it differs; returns for how many rows. For loads that bypass
    signals. A thousand rows take some tenths of a second."""
    changed = 0
    with transaction.atomic():
        _orphans().delete()
        for holder, model in holders().items():
            for block in _blocks(model):
                changed += _write(holder, _differing(block))
    return changed


def refresh_touched(touched: Touched) -> None:
    """Index these rows anew where it is needed; words of those that are gone go too."""
    for holder, model in holders().items():
        for keys in touched.blocks(model):
            rows = list(model._default_manager.filter(pk__in=keys))
            if rows:
                _write(holder, _differing(rows))
            gone = set(keys) - {row.pk for row in rows}
            if gone:
                SearchToken.objects.filter(holder=holder, holder_id__in=gone).delete()


def _after_save(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Identity | Sourced) and not raw:
        if later := touching.get():
            later.note(instance)
            return
        with transaction.atomic():
            _write(kind_of(sender), _differing([instance]))


def _after_delete(sender: type, instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Identity | Sourced):
        gone = SearchToken.objects.filter(holder=kind_of(sender), holder_id=instance.pk)
        gone.delete()


def connect() -> None:
    """Listen for every save and deletion of a row that has words."""
    on: list[tuple[models.signals.ModelSignal, Callable[..., None]]] = [
        (models.signals.post_save, _after_save),
        (models.signals.post_delete, _after_delete),
    ]
    for signal, listen in on:
        signal.connect(listen, dispatch_uid="search")
