"""Migrating many tables at once."""

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation


class AddFields(Operation):
    """Add nullable columns to many models, as so many AddField would, whose cost is that each
    renders every related model anew: five seconds for one column of all histories."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, fields: list[tuple[str, str, models.Field]]) -> None:
        # What is not nullable makes SQLite rebuild the table, from models of before.
        if not all(field.null for _model, _name, field in fields):
            raise ValueError("AddFields adds nullable columns only.")
        self.fields = fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        for model, name, field in self.fields:
            state.models[app_label, model].fields[name] = field
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        state._relations = None

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for model, name, _field in self.fields:
            before = from_state.apps.get_model(app_label, model)
            if self.allow_migrate_model(schema_editor.connection.alias, before):
                after = to_state.apps.get_model(app_label, model)
                schema_editor.add_field(before, after._meta.get_field(name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for model, name, _field in reversed(self.fields):
            before = from_state.apps.get_model(app_label, model)
            if self.allow_migrate_model(schema_editor.connection.alias, before):
                schema_editor.remove_field(before, before._meta.get_field(name))

    def describe(self) -> str:
        return f"Add {len(self.fields)} columns"
