"""Rows of a file, one after the other, into the record: each is new, changed, unchanged or refused.

It writes as it goes; whoever calls it does so in a transaction and undoes that for a check. So a
check finds exactly what an import would, rows that refer to each other included.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export.results import RowResult

from investments.choices import State
from investments.models import Identity, Reviewed, Source, Sourced
from investments.transfer.cells import tidy
from investments.transfer.columns import KEY, STATE, carried, makes_key
from investments.transfer.resources import (
    BlockLoader,
    RecordResource,
    Row,
    key_of,
    resource_of,
)
from investments.transfer.uploads import Table

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
KINDS = (NEW, CHANGED, UNCHANGED, REFUSED)
BLOCK = 200


@dataclass(frozen=True)
class Sheet:
    """A table, the model of its rows, and the column that each of its cells fills; '' for none."""

    table: Table
    model: type[Reviewed]
    names: tuple[str, ...]


@dataclass
class Outcome:
    """What became of a row. `errors` are by column ('' for the row as a whole); `changes` hold
    what was and what is. `version` is the one it had, 0 for a new row; `was`: as what it was taken
    before it was refused after all."""

    sheet: int
    number: int
    key: str
    kind: str
    version: int = 0
    was: str = ""
    published: bool = False
    errors: list[tuple[str, str]] = field(default_factory=list)
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)


class Importer:
    """One pass over the tables of a file."""

    def __init__(
        self, sheets: list[Sheet], user: Any, reason: str = "", rehearsal: bool = False
    ) -> None:
        self.sheets, self.user, self.reason, self.rehearsal = sheets, user, reason, rehearsal
        # Where each address stands in the file, and those whose row was refused.
        self.places: dict[tuple[type, str], int] = {}
        self.refused: dict[tuple[type, str], int] = {}
        self.to_source: list[tuple[type[Identity], int, Outcome]] = []

    def outcomes(self) -> Iterator[Outcome]:
        """Every row of the file in the order in which rows can refer to each other; at the end
        once more those that the public would see without a source, refused."""
        order = {model: place for place, model in enumerate(carried())}
        numbered = sorted(enumerate(self.sheets), key=lambda pair: order[pair[1].model])
        for at, sheet in numbered:
            resource = resource_of(sheet.model)(self.user, self.reason, self.rehearsal)
            loader = BlockLoader(resource)
            for block in _blocks(sheet):
                loader.fill(row for _number, row, _over in block)
                for number, row, over in block:
                    yield self._take(at, resource, loader, number, row, over)
        yield from self._unsourced()

    def _take(
        self,
        at: int,
        resource: RecordResource,
        loader: BlockLoader,
        number: int,
        row: Row,
        over: bool,
    ) -> Outcome:
        model, key = resource.record, key_of(row)
        outcome = Outcome(at, number, key, REFUSED)
        if wrong := self._misplaced(model, key, number, over, loader):
            outcome.errors.append(wrong)
        else:
            self._import(resource, loader, row, outcome)
        if outcome.kind == REFUSED and key:
            self.refused.setdefault((model, key), number)
        return outcome

    def _misplaced(
        self, model: Any, key: str, number: int, over: bool, loader: BlockLoader
    ) -> tuple[str, str] | None:
        if over:
            return "", _("The row has more cells than the header has names.")
        if not key:
            if makes_key(model):
                return None
            return KEY, _("Every row needs its address: it says which record is meant.")
        first = self.places.setdefault((model, key), number)
        if first != number:
            return KEY, _("Row %(row)d has the same address.") % {"row": first}
        if new := loader.moved.get(key):
            return KEY, _("This address is now “%(slug)s”. Write that.") % {"slug": new}
        return None

    def _import(
        self, resource: RecordResource, loader: BlockLoader, row: Row, outcome: Outcome
    ) -> None:
        def lookup(model: Any, slug: str) -> Any:
            return loader.lookup(model, slug) or self._elsewhere(model, slug)

        held: list[Any] = []
        result = resource.import_row(
            row,
            loader,
            row_number=outcome.number,
            lookup=lookup,
            held=held,
            using_transactions=True,
        )
        if result.errors:
            raise result.errors[0].error
        if result.validation_error is not None:
            place = {name: at for at, name in enumerate(row)}
            found = _complaints(result.validation_error)
            outcome.errors += sorted(found, key=lambda one: place.get(one[0], len(place)))
            return
        instance = held[0]
        outcome.version = 0 if result.import_type == RowResult.IMPORT_TYPE_NEW else held[1]
        outcome.kind = {
            RowResult.IMPORT_TYPE_NEW: NEW,
            RowResult.IMPORT_TYPE_UPDATE: CHANGED,
            RowResult.IMPORT_TYPE_SKIP: UNCHANGED,
        }[result.import_type]
        outcome.published = instance._stored_state == State.PUBLISHED
        outcome.key = instance.slug
        if outcome.kind == CHANGED:
            outcome.changes = [(name, old, new) for name, (old, new) in instance._changes.items()]
        elif outcome.kind == NEW:
            outcome.changes = [
                (name, None, tidy(text)) for name, text in row.items() if tidy(text) and name != KEY
            ]
        public = outcome.kind != UNCHANGED and instance.state == State.PUBLISHED
        if public and isinstance(instance, Identity):
            self.to_source.append((type(instance), instance.pk, outcome))

    def _elsewhere(self, model: Any, slug: str) -> Any:
        """Why a row that the file has is not there yet."""
        if (model, slug) in self.refused:
            said = _("Row %(row)d, to which it refers, was refused.")
            raise ValueError(said % {"row": self.refused[model, slug]})
        return None

    def _unsourced(self) -> Iterator[Outcome]:
        """Nothing is published without a source; the statements of the file count, too."""
        by_model: dict[type[Identity], dict[int, Outcome]] = {}
        for model, pk, outcome in self.to_source:
            by_model.setdefault(model, {})[pk] = outcome
        for model, waiting in by_model.items():
            for pk in sorted(set(waiting) - sourced(model, list(waiting))):
                outcome = waiting[pk]
                said = _(
                    "Nothing is published without a source. Leave it a draft, or import a "
                    "statement about it that names its source as well."
                )
                where = (outcome.sheet, outcome.number, outcome.key)
                yield Outcome(*where, REFUSED, was=outcome.kind, errors=[(STATE, said)])


def sourced(model: type[Identity], keys: list[int]) -> set[int]:
    """Those identities about which some statement names its source. A query a kind of statement
    for five hundred."""
    if model is Source:
        return set(keys)
    relations = [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, Sourced)
    ]
    found: set[int] = set()
    for start in range(0, len(keys), 500):
        block = keys[start : start + 500]
        for other, name in relations:
            rows = other._default_manager.filter(**{f"{name}__in": block}, source__isnull=False)
            found |= set(rows.order_by().values_list(name, flat=True).distinct())
    return found


def _blocks(sheet: Sheet) -> Iterator[list[tuple[int, Row, bool]]]:
    """Rows by column name, a block at a time; whether a row has cells beyond the header."""
    width = len(sheet.table.headers)
    wanted = [(at, name) for at, name in enumerate(sheet.names) if name]
    block: list[tuple[int, Row, bool]] = []
    for number, cells in sheet.table.lines():
        padded = cells + [""] * (width - len(cells))
        row = {name: padded[at] for at, name in wanted}
        block.append((number, row, any(cell.strip() for cell in cells[width:])))
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _complaints(error: ValidationError) -> Iterator[tuple[str, str]]:
    """By column, in the order of the file; those of the row as a whole last."""
    for name, found in error.error_dict.items() if hasattr(error, "error_dict") else ():
        column = "" if name == NON_FIELD_ERRORS else name
        for one in found:
            empty = one.code in ("null", "blank")
            yield from ((column, _("This cannot be empty.") if empty else m) for m in one.messages)
    if not hasattr(error, "error_dict"):
        for message in error.messages:
            yield "", message
