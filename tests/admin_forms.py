"""Fill in and send an admin form as a browser would."""

from typing import Any

from django.test import Client
from django.urls import reverse

REASON = "a better reading"


def admin_url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:investments_{model._meta.model_name}_{page}", args=args)


def opened(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back if nobody touched the form at this address."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    data: dict[str, Any] = {}
    _collect(response.context["adminform"].form, data)
    for inline in response.context.get("inline_admin_formsets", []):
        _collect(inline.formset.management_form, data)
        for form in inline.formset.forms:
            _collect(form, data)
    return data


def _collect(form: Any, data: dict[str, Any]) -> None:
    for name in form.fields:
        field = form[name]
        value = field.field.widget.format_value(field.value()) if name else None
        if isinstance(value, list):
            value = value[0] if value else ""
        if value not in (None, False):
            data[field.html_name] = value
        if name == "change_reason" and not form.prefix:
            data[name] = REASON


def add_row(data: dict[str, Any], prefix: str, **fields: Any) -> int:
    """Add a row to an inline, as its "Add another" button does; returns its number."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data.update({f"{prefix}-{number}-{name}": value for name, value in fields.items()})
    return number


def complaints(response: Any) -> dict[str, list[str]]:
    """The errors by field of a form that was sent back, its inlines' after their prefix."""
    assert response.status_code == 200, f"saved or failed: {response.status_code}"
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": errors for name, errors in form.errors.items()}
        if errors := inline.formset.non_form_errors():
            found[inline.formset.prefix] = errors
    return found
