"""How a reference to another record is chosen."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from investments.forms.fields import RecordChoiceField


class RecordSelect(AutocompleteSelect):
    """Searches while one types. The record that the form was opened with costs no query."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["investments/admin.js"])

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        field = getattr(self.choices, "field", None)
        known = field.known if isinstance(field, RecordChoiceField) else None
        chosen = [str(item) for item in value if str(item) not in ("", "None")]
        if chosen and (known is None or chosen != [str(known.pk)]):
            return super().optgroups(name, value, attr)
        return [(None, list(self._options(name, known if chosen else None)), 0)]

    def _options(self, name: str, known: Any) -> Iterator[dict[str, Any]]:
        if not self.is_required:
            yield self.create_option(name, "", "", False, 0)
        if known is not None:
            yield self.create_option(name, known.pk, str(known), True, 1)
