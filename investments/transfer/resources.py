"""One resource for each model, made from the model: which columns a file has, how a row is found,
what is asked of it before it is saved. Rows are validated as forms are, and the database has the
last word: a row that breaks a constraint is explained, not half saved.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource, modelresource_factory
from import_export.results import RowResult

from investments.actions import edit
from investments.actions.permits import REACHES, Act, may, refusal, second_person
from investments.choices import State
from investments.forms.invariants import explain, field_of
from investments.models import Identity, Reviewed
from investments.transfer.cells import TOO_LONG, same, tidy, unguarded
from investments.transfer.columns import (
    KEY,
    STATE,
    VERSION,
    Column,
    columns,
    links,
    makes_key,
)
from investments.transfer.values import Lookup, TextWidget, moved, widget_for

Row = dict[str, str]
Changes = dict[str, tuple[Any, Any]]


class Faulty(str):
    """A cell that cannot be taken as it stands; `why` says so in a sentence."""

    why: str

    @classmethod
    def because(cls, text: str, why: str) -> "Faulty":
        cell = cls(text)
        cell.why = why
        return cell


class RecordField(Field):
    """A column. It touches the row only where the cell says something else, and then notes what
    was there: the key and the version settle which row is meant and are never written."""

    def __init__(self, column: Column) -> None:
        super().__init__(column.name, column.name, widget_for(column))
        self.column = column

    def save(self, instance: Any, row: Row, is_m2m: bool = False, **kwargs: Any) -> None:
        cell = row[self.column_name]
        if isinstance(cell, Faulty):
            raise ValueError(cell.why)
        text = unguarded(cell)
        name, new = self.column.name, instance._state.adding
        if name == VERSION or (name == KEY and not new):
            return
        if text == TOO_LONG:
            if new:
                raise ValueError(_("The text is not in this file, and the row is new."))
            return
        stored = getattr(instance, self.column.attname)
        if isinstance(self.widget, TextWidget) and same(text, stored):
            return
        value = self._read(text, row, new, kwargs.get("lookup"))
        if value is None and new:
            return
        now = value.pk if isinstance(value, models.Model) else value
        if same(now, stored):
            if isinstance(value, models.Model):
                self.column.field.set_cached_value(instance, value)  # it saves a query
            return
        if not new:
            instance._changes[name] = (stored, value)
        setattr(instance, name, value)

    def _read(self, text: str, row: Row, new: bool, lookup: Lookup | None) -> Any:
        if tidy(text):
            return self.widget.clean(text, row=row, lookup=lookup)
        if new or self.column.field.null:
            return None
        if not self.column.is_text:
            raise ValueError(_("This cannot be empty."))
        return ""

    def export(self, instance: Any, **kwargs: Any) -> Any:
        """As it is kept, a link as the address of what it leads to."""
        value = self.get_value(instance)
        return value.slug if isinstance(value, Reviewed) else value


class BlockLoader(BaseInstanceLoader):
    """The rows that a block of a file names, and what they refer to: a query a model."""

    def __init__(self, resource: "RecordResource") -> None:
        super().__init__(resource)
        self.model = resource.record
        self.rows: dict[str, Any] = {}
        self.linked: dict[tuple[Any, str], Any] = {}
        self.moved: dict[str, str] = {}

    def fill(self, block: Iterable[Row]) -> None:
        rows = list(block)
        mapped = set(rows[0]) if rows else set()
        unread = {link.name for link in links(self.model)} - mapped
        joined = [name for name in self.model.public_with if name in unread]
        found: Any = self.model._default_manager.select_related(*joined)
        if "source" in joined:
            found = found.defer("source__text")
        self.rows = {row.slug: row for row in found.filter(slug__in=_keys(rows, KEY))}
        unknown = _keys(rows, KEY) - set(self.rows)
        self.moved = moved(self.model, unknown) if issubclass(self.model, Identity) else {}
        self.linked = {}
        for link in links(self.model):
            if link.name in mapped and link.target is not None:
                for row in _of(link.target).filter(slug__in=_keys(rows, link.name)):
                    self.linked[link.target, row.slug] = row

    def get_instance(self, row: Row) -> Any:
        return self.rows.get(key_of(row))

    def lookup(self, model: Any, slug: str) -> Any:
        """A row just made by the same block, or one that was moved, costs a query or two."""
        if (model, slug) not in self.linked:
            found = _of(model).filter(slug=slug).first()
            if found is None and (new := moved(model, {slug})):
                found = _of(model).filter(slug=new[slug]).first()
            if found is None:
                return None
            self.linked[model, slug] = found
        return self.linked[model, slug]


def _of(model: Any) -> Any:
    texts = [field.name for field in model._meta.concrete_fields if field.name == "text"]
    return model._default_manager.defer(*texts) if texts else model._default_manager.all()


def _keys(rows: list[Row], name: str) -> set[str]:
    return {unguarded(row[name]).strip() for row in rows if row.get(name)}


def key_of(row: Row) -> str:
    return unguarded(row.get(KEY, "")).strip()


class Bare(RowResult):
    def add_instance_info(self, instance: Any) -> None:
        """Nobody reads it, and a row's own text takes longer than reading the row."""


class RecordResource(ModelResource):
    """Rows of one model. `rehearsal` saves without versions, for a transaction that is undone."""

    def __init__(self, user: Any = None, reason: str = "", rehearsal: bool = False) -> None:
        super().__init__()
        self.user, self.reason, self.rehearsal = user, reason, rehearsal
        self.ordered = [self.fields[column.name] for column in columns(self.record)]

    @property
    def record(self) -> type[Reviewed]:
        return self._meta.model

    def get_import_fields(self) -> list[RecordField]:
        return self.ordered

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return Bare

    @cached_property
    def another_publishes(self) -> bool:
        return self.user is not None and second_person(self.user)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        instance._changes = {}
        instance._stored_state = "" if new else instance.state
        instance._row_version = row.get(VERSION, "")
        if "held" in kwargs:
            kwargs["held"][:] = [instance, 0 if new else instance.version]
        if isinstance(instance, Identity):
            # Asked once its statements are in, too: see `importing`.
            instance.is_sourced = lambda: True  # type: ignore[method-assign]

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        new = instance._state.adding
        return not (new or instance._changes or import_validation_errors)

    # --- What is asked of a row ----------------------------------------------------------------

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Without the constraints: the database checks those when the row is saved, as a query
        each for twenty constraints would take twenty times as long."""
        errors: dict[str, Any] = dict(import_validation_errors or {})
        found = {link.name for link in links(self.record) if getattr(instance, link.attname)}
        key = {KEY} if makes_key(self.record) else set()
        for ask in (
            lambda: self._permit(instance),
            lambda: self._read_at(instance),
            lambda: instance.clean_fields(exclude={*errors, *found, *key} - _filled(instance)),
            # Of cells that could not be read it would speak as if they were empty.
            *([] if import_validation_errors else [instance.clean]),
        ):
            try:
                ask()
            except ValidationError as error:
                for name, said in error.update_error_dict({}).items():
                    errors.setdefault(name, said)
        if errors:
            raise ValidationError(errors)

    def _permit(self, row: Any) -> None:
        """What forms refuse is refused here."""
        if self.user is None:
            return
        new, stored = row._state.adding, row._stored_state or State.DRAFT
        before: Any = self._meta.model(pk=row.pk, state=stored)
        if new and not may(self.user, Act.ADD, self.record):
            raise ValidationError(_("Your role does not let you add this."))
        if set(row._changes) - {STATE} and (said := refusal(self.user, Act.CHANGE, before)):
            raise ValidationError(said)
        if row.state == stored or row.state not in State.values:
            return
        said = refusal(self.user, REACHES[State(row.state)], before)
        if not said and new and row.state == State.PUBLISHED and self.another_publishes:
            said = _("You wrote this draft: somebody else publishes it.")
        if said:
            raise ValidationError({STATE: said})

    def _read_at(self, row: Any) -> None:
        """A file that was written before somebody else changed the row does not undo that."""
        written = row._row_version.strip().partition(".")[0]
        if not row._changes or not written:
            return
        if not written.isdecimal():
            raise ValidationError({VERSION: _("A version is a number, from an export.")})
        if int(written) != row.version:
            raise ValidationError(
                {
                    VERSION: _(
                        "It was changed since this file was written: the file has version "
                        "%(file)s, the record %(record)s. Export it anew."
                    )
                    % {"file": written, "record": row.version}
                }
            )

    # --- Saving --------------------------------------------------------------------------------

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        instance._history_user, instance._change_reason = self.user, self.reason
        if self.rehearsal:
            instance.skip_history_when_saving = True
        try:
            with transaction.atomic():
                if is_create:
                    instance.save(force_insert=True)
                else:
                    edit.save(row=instance, read=instance.version)
        except IntegrityError as error:
            raise ValidationError(complaints(instance, error)) from error
        except edit.StaleEditError as error:
            raise ValidationError(
                _("Somebody changed it a moment ago: look at it again.")
            ) from error

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """No row brings its primary key: there are no sequences to put right."""


def _filled(instance: Any) -> set[str]:
    """An address that makes itself is still looked at where one is given."""
    return {KEY} if instance.slug else set()


def complaints(row: Any, error: IntegrityError) -> dict[str, list[str]]:
    """What the database refused, by column: a query for each constraint."""
    found: dict[str, list[str]] = {}
    try:
        row.validate_unique()
    except ValidationError as wrong:
        for name, said in wrong.message_dict.items():
            found.setdefault(name, []).extend(said)
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row)
            except ValidationError as wrong:
                name = field_of(constraint) or NON_FIELD_ERRORS
                found.setdefault(name, []).extend(wrong.messages)
    return found or {NON_FIELD_ERRORS: [explain(error, [type(row)])]}


@cache
def resource_of(model: type[Reviewed]) -> type[RecordResource]:
    """The resource of a model, with its columns named one by one."""
    named = {column.name: RecordField(column) for column in columns(model)}
    options = {
        "fields": list(named),
        "import_id_fields": [KEY],
        "clean_model_instances": True,
        "skip_unchanged": True,
        "skip_diff": True,  # it copies every row twice
    }
    return modelresource_factory(model, RecordResource, options, named)
