"""Where sources differ: the page and its download."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.columns import plain
from investments.conflicts import REASONS, Conflict, Found, Kind, find
from investments.details.conflicts import Shown, shown
from investments.exports import BLOCK_ROWS, defused
from investments.filters.fields import one_of, shortened
from investments.languages import list_comma, localised
from investments.listing import UNREADABLE

PER_PAGE = 25
FILTERS = ("kind", "of", "why", "decided")
PARAMETERS = (*FILTERS, "page")
DECIDED = {"yes": True, "no": False}
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
COLUMNS = (
    *("conflict", "kind", "kind_label", "reason", "decided", "statement", "says"),
    *("subject_type", "subject", "subject_slug", "statistic", "statistic_slug", "whole"),
    *("low", "high", "qualifier", "unit", "period", "status"),
    *("standing", "standing_reason", "source_title", "source_published", "paragraph"),
    *("as_printed", "note"),
)


@dataclass
class Asked:
    """What the address asks for; with `reasons` why it cannot be given."""

    kind: str
    of: str
    why: str
    decided: str
    page: int
    reasons: list[str]

    @property
    def query(self) -> str:
        """What the download is asked, "" for everything."""
        asked = {name: value for name in FILTERS if (value := getattr(self, name))}
        return f"?{urlencode(asked)}" if asked else ""

    def of_those(self, found: Found) -> list[Conflict]:
        decided = DECIDED.get(self.decided)
        return found.chosen(self.kind, self.of, why=self.why, decided=decided)


@dataclass(frozen=True)
class Choice:
    """A kind with how many there are of it, and the sentence that explains it."""

    kind: Kind
    count: int
    chosen: bool


def asked(request: HttpRequest, known: tuple[str, ...] = PARAMETERS) -> Asked:
    reasons = []
    values = dict.fromkeys(PARAMETERS, "")
    for name, given in request.GET.lists():
        if name not in known:
            told = UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", shortened(name))
            reason = _("there is no such parameter; there are %(names)s.")
            reasons.append(_wrong(told, reason % {"names": list_comma().join(known)}))
        elif len(given) > 1:
            reasons.append(_wrong(name, _("give it once; it is there several times.")))
        elif UNREADABLE.search(given[0]):
            reasons.append(_wrong(name, _("it has characters that cannot be read.")))
        else:
            values[name] = given[0].strip()
    if values["kind"] and values["kind"] not in Kind:
        reasons.append(_wrong(values["kind"], one_of([str(kind) for kind in Kind])))
    if values["why"] and values["why"] not in REASONS:
        reasons.append(_wrong(values["why"], one_of(list(REASONS))))
    if values["decided"] and values["decided"] not in DECIDED:
        reasons.append(_wrong(values["decided"], one_of(list(DECIDED))))
    if values["of"] and not SLUG.fullmatch(values["of"]):
        reasons.append(_wrong(values["of"], _("write the address of a statement.")))
    page = values["page"] or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,8}", page):
        reasons.append(_wrong(page, _("write the number of a page, from 1.")))
        page = "1"
    chosen = {name: values[name] for name in FILTERS}
    return Asked(**chosen, page=int(page), reasons=reasons)


def _wrong(value: str, reason: str) -> str:
    return _("“%(value)s”: %(reason)s") % {"value": shortened(value), "reason": reason}


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """At most six queries: two that find, four that load what the page lines up."""
    wanted = asked(request)
    found = find()
    rows = [] if wanted.reasons else wanted.of_those(found)
    paginator = Paginator(rows, PER_PAGE)
    if wanted.page > paginator.num_pages:
        last = {"last": paginator.num_pages}
        wanted.reasons.append(_wrong(str(wanted.page), _("the last page is %(last)s.") % last))
        rows, paginator = [], Paginator([], PER_PAGE)
    page = paginator.page(wanted.page if rows else 1)
    if not rows and wanted.of and not wanted.reasons:
        wanted.reasons.append(_("No other statement of the record differs from that one."))
    context = {
        "asked": wanted,
        "choices": choices(found, wanted),
        "total": len(found.conflicts),
        "cut": found.cut,
        "page": page,
        "shown": shown(list(page.object_list)),
        "reasons": wanted.reasons,
    }
    return render(request, "investments/conflicts.html", context)


def choices(found: Found, wanted: Asked) -> list[Choice]:
    """All kinds, also those of which there are none: that is worth knowing."""
    return [Choice(kind, count, kind == wanted.kind) for kind, count in found.counts().items()]


@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """One line a statement; the whole filter. 400 with the reasons where a parameter is wrong."""
    wanted = asked(request, FILTERS)
    if wanted.reasons:
        text = "\n".join(wanted.reasons)
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
    rows = wanted.of_those(find())
    response = StreamingHttpResponse(_blocks(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="conflicts.csv"'
    return response


def _blocks(rows: list[Conflict]) -> Iterator[bytes]:
    language = translation.get_language()
    return _written(rows, partial(translation.override, language))


def _written(rows: list[Conflict], spoken: Any) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    size = BLOCK_ROWS // 5
    for start in range(0, max(len(rows), 1), size):
        with spoken():
            for item in shown(rows[start : start + size]):
                writer.writerows(_lines(item))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _lines(item: Shown) -> Iterator[list[str]]:
    verdict = item.verdict
    decided = ("yes" if verdict.decided else "no") if verdict.rivals else ""
    head: dict[str, Any] = {
        "conflict": item.conflict.key,
        "kind": verdict.kind.value,
        "kind_label": verdict.kind.label,
        "reason": verdict.reason,
        "decided": decided,
    }
    for row in (*item.figures, *item.dates, *item.stages, *item.placements):
        values = head | _statement(row)
        cells = [values.get(name) for name in COLUMNS]
        yield [defused("" if cell is None else str(cell)) for cell in cells]


def _statement(row: Any) -> dict[str, Any]:
    """The columns of one statement; those of figures are empty for the others."""
    values: dict[str, Any] = {
        "statement": row.slug,
        "standing": row.standing,
        "standing_reason": localised(row, "standing_reason"),
        "source_title": localised(row.source),
        "source_published": row.source.published,
        "paragraph": row.paragraph,
        "as_printed": row.as_printed,
        "note": localised(row, "note"),
    }
    kind = row._meta.model_name
    if kind == "figure":
        subject = row.subject
        values |= {
            "says": row.text(),
            "subject_type": row.subject_type,
            "statistic": localised(row.statistic),
            "statistic_slug": row.statistic.slug,
            "whole": localised(row.statistic, "whole"),
            "low": plain(row.low),
            "high": plain(row.high),
            "qualifier": row.qualifier,
            "unit": row.unit,
            "period": row.period,
            "status": row.status,
        }
    else:
        subject = {"eventdate": "event", "milestone": "project", "placement": "industry"}[kind]
        values["subject_type"] = subject
        subject = getattr(row, subject)
        values["says"] = localised(row.tier) if kind == "placement" else row.date
    return values | {"subject": localised(subject), "subject_slug": subject.slug}
