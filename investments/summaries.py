"""A record in a line or two, from its own facts: for titles, descriptions, previews and citations.

What a page shows, `context`, is what it is made from: nothing is read anew.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from investments import dates
from investments.choices import StatisticRole
from investments.languages import (
    bracketed,
    chinese,
    colon,
    comma,
    country_name,
    language_name,
    list_comma,
    localised,
)
from investments.models import Figure, Source

SHORT, LONG = 50, 200  # of a description; a Chinese character counts as two
FEW = 2


@dataclass(frozen=True)
class Summary:
    """`headline` is the one number or word to show large, `label` what it tells; '' where there
    is none. `name` and `more` are the title and the description without them, `is_result` whether
    the number is no target or forecast."""

    title: str
    kind: str
    description: str
    headline: str = ""
    label: str = ""
    name: str = ""
    more: str = ""
    is_result: bool = True


def summary(row: Any, context: dict[str, Any]) -> Summary:
    """A figure says whose it is; the description of anything else begins with its name."""
    single = isinstance(row, Figure)
    row = context.get("figure", row) if single else row
    name = _whose(row) if single else titled(row)
    own = "cells" not in context  # a page of its own, and not of columns and statements alone
    kind = str(row._meta.model_name) if own else ""
    facts = _FACTS.get(kind, _anything)(row, context)
    first, *others = [fact for fact in facts if fact] or [str(row._meta.verbose_name)]
    if single:
        opening, rest = first, others
    else:
        others += _sourced(context)
        opening, rest = f"{name}{colon()}{first}", [first, *others]
    number, headline, label = _headline(row, context)
    return Summary(
        title=claim(row) + _printed(row) if single else name,
        kind=str(row._meta.verbose_name),
        description=fitted([opening, *others]),
        headline=headline,
        label=label,
        name=name,
        more=fitted(rest),
        is_result=number is None or number.is_result,
    )


def titled(row: Any) -> str:
    """The name of a record; of a figure what it says."""
    return claim(row) if isinstance(row, Figure) else localised(row)


def claim(row: Figure) -> str:
    """Whose, what, how much, when, and that it is no result where it is none."""
    return f"{_whose(row)}{colon()}{localised(row.statistic)}{comma()}{amount(row)}"


def _whose(row: Figure) -> str:
    area = row.area if row.area_id and row.area and row.area.is_public else None
    return _list([localised(row.subject), localised(area) if area else ""])


def _printed(row: Figure) -> str:
    """Date and paragraph of the source: two of them may print the same number."""
    published = row.source.published if row.source else ""
    parts = [
        "".join(letter for letter in published if letter not in "?~%"),
        f"¶{row.paragraph}" if row.paragraph else "",
    ]
    return bracketed(" ".join(part for part in parts if part)) if any(parts) else ""


def amount(row: Figure) -> str:
    """The number with its hedge, its period and, where it is no plain result, its status."""
    status = "" if row.status == "actual" else row.get_status_display().lower()
    period = dates.display(row.period) if row.period else ""
    return comma().join(part for part in (row.text(), period, status) if part)


# --- Length ------------------------------------------------------------------------------------


def width(text: str) -> int:
    """In columns, as search engines measure: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis; broken between words."""
    if width(text) <= most:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) > most - 1:
            break
        kept += letter
    head, space, _tail = kept.rpartition(" ")
    if space and width(head) > most * 0.6:
        kept = head
    return f"{kept.rstrip(' ,;:，；：、')}…"


def fitted(facts: Iterable[str]) -> str:
    """As many facts as there is room for, in sentences; what would be too short says where this
    stands."""
    text = ""
    for fact in facts:
        longer = _joined(text, _sentence(fact))
        if fact and width(longer) <= LONG:
            text = longer
        elif fact and not text:
            text = cut(_sentence(fact), LONG)
    if width(text) < SHORT:
        text = _joined(text, _("In the sourced record of investment in Liangjiang New Area."))
    return text


def _joined(first: str, second: str) -> str:
    return first + ("" if chinese() or not first else " ") + second


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    if not text or text[-1] in ".。…?？!！":
        return text
    return text + ("。" if chinese() else ".")


def _list(parts: Iterable[str]) -> str:
    return comma().join(part for part in parts if part)


def _names(rows: Iterable[Any]) -> str:
    """The first names, and how many more there are."""
    names = list(dict.fromkeys(localised(row) for row in rows))
    text = list_comma().join(names[:FEW])
    more = len(names) - FEW
    if more > 0:
        return pgettext("names", "%(names)s and %(count)s more") % {"names": text, "count": more}
    return text


def _said(label: str, text: str) -> str:
    return f"{label}{colon()}{text}" if text else ""


# --- Facts of each kind ------------------------------------------------------------------------


def _sourced(context: dict[str, Any]) -> list[str]:
    count = len(context.get("sources") or ())
    if not count:
        return []
    return [ngettext("%(count)s source", "%(count)s sources", count) % {"count": count}]


def _figures(groups: Iterable[Any]) -> list[Figure]:
    """The best result of each group, outlooks where there is none."""
    firsts = ((group.results or group.outlooks)[0].first for group in groups)
    return list(firsts)


def _first_figures(context: dict[str, Any]) -> list[str]:
    found = [
        f"{localised(row.statistic)}{colon()}{amount(row)}"
        for row in _figures(context.get("groups") or ())
    ]
    return found[:FEW]


def _event(row: Any, context: dict[str, Any]) -> list[str]:
    places = [item.place for _role, items in context["venues"] for item in items]
    when = dates.display(row.date) if row.date else ""
    signed = len({stone.project_id for stone in context["signings"]})
    named = ngettext("%(count)s project signed", "%(count)s projects signed", signed)
    return [
        _list([row.get_kind_display(), when, _names(places)]),
        *[_total(total) for total in context["totals"]][:FEW],
        named % {"count": signed} if signed else "",
        localised(row, "summary"),
    ]


def _total(total: Any) -> str:
    found = [item for item in (total.count, total.amount) if item]
    return _said(localised(total.batch), _list(item.text() for item in found))


def _project(row: Any, context: dict[str, Any]) -> list[str]:
    places = [item.place for _role, items in context["venues"] for item in items]
    event = context["signing_event"]
    signed = [dates.display(row.signed) if row.signed else "", localised(event) if event else ""]
    best = _amount_of(context)
    return [
        _list([row.get_kind_display(), _names(places)]),
        _said(_("Stage"), row.get_stage_display()) if row.stage else "",
        _said(_("Amount"), amount(best)) if best else "",
        _said(_("Signed"), _list(signed)),
        localised(row, "summary"),
    ]


def _amount_of(context: dict[str, Any]) -> Figure | None:
    found = _figures(context.get("groups") or ())
    return next((row for row in found if row.statistic.role == StatisticRole.AMOUNT), None)


def _statistic(row: Any, context: dict[str, Any]) -> list[str]:
    found = _figures(context["groups"])
    count = sum(len(c.figures) for g in context["groups"] for c in (*g.results, *g.outlooks))
    figures = ngettext("%(count)s figure", "%(count)s figures", count) % {"count": count}
    return [
        localised(row, "definition"),
        _said(_("Share of"), localised(row, "whole")),
        *[_said(localised(figure.subject), amount(figure)) for figure in found[:FEW]],
        figures,
    ]


def _industry(row: Any, context: dict[str, Any]) -> list[str]:
    tiers = [item["tier"] for item in context["tiers"]]
    return [
        _said(_("Part of"), _names(context["ancestors"])),
        _said(_("Tiers of industrial policy"), _names(tiers)),
        *_first_figures(context),
        *[_said(kind, _names(item.subject for item in rows)) for kind, rows in _by(context)],
        _said(_("Has parts"), _names(context["children"])),
    ]


def _by(context: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    return context.get("classified") or context.get("located") or []


def _place(row: Any, context: dict[str, Any]) -> list[str]:
    return [
        _list([row.get_kind_display(), _names(reversed(context["ancestors"]))]),
        *_first_figures(context),
        *[_said(kind, _names(item.subject for item in rows)) for kind, rows in _by(context)],
        _said(_("Has parts"), _names(context["children"])),
    ]


def _organisation(row: Any, context: dict[str, Any]) -> list[str]:
    industries = [item.industry for item in context["classifications"]]
    published = len(context["published"])
    sources = ngettext("%(count)s source", "%(count)s sources", published) % {"count": published}
    return [
        _list([row.get_kind_display(), country_name(row.country) if row.country else ""]),
        *_first_figures(context),
        *_takes_part(context),
        _said(_("Industries named"), _names(industries)),
        _said(_("Published by it"), sources) if published else "",
    ]


def _takes_part(context: dict[str, Any]) -> list[str]:
    return [
        _said(role, _names(item.context for item in items))
        for role, items in context["takes_part"][:FEW]
    ]


def _person(row: Any, context: dict[str, Any]) -> list[str]:
    return [*[_position(item) for item in context["positions"][:FEW]], *_takes_part(context)]


def _position(item: Any) -> str:
    at = item.organisation if item.organisation and item.organisation.is_public else None
    words = _list([localised(item, "title"), localised(at) if at else ""])
    return _said(_("formerly"), words) if item.former else words


def _source(row: Source, context: dict[str, Any]) -> list[str]:
    count = context["count"]
    publisher = context["publisher"]
    made = [
        localised(publisher) if publisher else "",
        row.site,
        dates.display(row.published) if row.published else "",
        language_name(row.language),
    ]
    taken = ngettext(
        "%(count)s statement is taken from it, with the words that print it",
        "%(count)s statements are taken from it, each with the words that print it",
        count,
    )
    return [_list(made), taken % {"count": count}]


def _figure(row: Figure, context: dict[str, Any]) -> list[str]:
    source = row.source
    printed = []
    if source:
        printed = [
            localised(source),
            dates.display(source.published) if source.published else "",
            _("paragraph %(number)s") % {"number": row.paragraph} if row.paragraph else "",
        ]
    rivals = len(context["competing"])
    others = ngettext("%(count)s other claim", "%(count)s other claims", rivals)
    return [
        claim(row),
        _said(_("Source"), _list(printed)),
        others % {"count": rivals} if rivals else "",
        _said(_("Standing"), row.get_standing_display()) if row.standing != "normal" else "",
    ]


def _anything(row: Any, context: dict[str, Any]) -> list[str]:
    count = len(context.get("statements") or ())
    said = ngettext("%(count)s statement", "%(count)s statements", count) % {"count": count}
    return [str(row._meta.verbose_name), said if count else ""]


_FACTS: dict[str, Callable[[Any, dict[str, Any]], list[str]]] = {
    "event": _event,
    "project": _project,
    "statistic": _statistic,
    "industry": _industry,
    "place": _place,
    "organisation": _organisation,
    "person": _person,
    "source": _source,
    "figure": _figure,
}


def _headline(row: Any, context: dict[str, Any]) -> tuple[Figure | None, str, str]:
    """The number that stands for the record, in words, with what it measures; else a stage, a
    position or a date."""
    best = _standing_for(row, context)
    if best is not None:
        about = localised(best.subject) if best.batch_id else localised(best.statistic)
        if isinstance(row, Figure):
            about = localised(best.statistic)
        status = "" if best.status == "actual" else best.get_status_display().lower()
        period = dates.display(best.period) if best.period else ""
        return best, best.text(), _list([about, period, status])
    if stage := getattr(row, "stage", ""):
        signed = dates.display(row.signed) if row.signed and stage == "signed" else ""
        return None, row.get_stage_display(), signed
    if row._meta.model_name == "person" and context.get("positions"):
        return None, "", _position(context["positions"][0])
    if isinstance(row, Source) and row.published:
        return None, dates.display(row.published), row.site
    return None, "", ""


def _standing_for(row: Any, context: dict[str, Any]) -> Figure | None:
    if isinstance(row, Figure):
        return row
    totals = context.get("totals") or ()
    best = next((total.amount or total.count for total in totals), None) or _amount_of(context)
    return best or next(iter(_figures(context.get("groups") or ())), None)
