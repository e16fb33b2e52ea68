"""Files out of the record and into it: export, templates, and an import from the upload to the
change it makes. A file is on its way in steps, each a page of its own; see transfer.runs.
"""

import io
import logging
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from investments.actions.permits import Act, may
from investments.choices import ImportState
from investments.languages import list_comma
from investments.models import ImportRun, Reviewed
from investments.models.change_set import REASON_LENGTH
from investments.quantities.format import format_number
from investments.templatetags.curation import GROUPS
from investments.transfer import exporting, runs, templates
from investments.transfer.columns import carried, columns, kind_of, model_of
from investments.transfer.uploads import LARGEST, MEGABYTE, MOST_ROWS, UnreadableError, too_large

log = logging.getLogger(__name__)

EXPORT, IMPORT = "investments.export_record", "investments.import_record"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50
LATEST = 20  # imports listed
SHOWN_SHEETS = 3  # with up to as many, all columns are offered for mapping
SECONDS = 0.4  # between two words on how far it is
MARK = "<!-- steps -->"
Answer = HttpResponse | StreamingHttpResponse | FileResponse


# --- Export --------------------------------------------------------------------------------------


@admin.action(description=gettext_lazy("Export selected as CSV"), permissions=["export"])
def export_csv(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _download(modeladmin.model, "csv", queryset)


@admin.action(description=gettext_lazy("Export selected as XLSX"), permissions=["export"])
def export_xlsx(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _download(modeladmin.model, "xlsx", queryset)


def may_export(request: HttpRequest, model: type[Reviewed]) -> bool:
    return request.user.has_perm(EXPORT) and may(request.user, Act.VIEW, model)


def _download(model: type[Reviewed], file_format: str, rows: Any = None) -> Answer:
    name = f"{kind_of(model)}-{timezone.localdate():%Y-%m-%d}.{file_format}"
    if file_format == "xlsx":
        return _file(exporting.as_workbook(model, rows), name)
    answer = StreamingHttpResponse(
        exporting.csv_blocks(model, rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file(content: IO[bytes], name: str) -> FileResponse:
    kind = "application/zip" if name.endswith(".zip") else XLSX
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


@require_safe
def export(request: HttpRequest, kind: str, file_format: str) -> Answer:
    """All rows of a model, or the whole record."""
    if kind == "record" and file_format in ("zip", "xlsx"):
        if not all(may_export(request, model) for model in carried()):
            raise PermissionDenied
        whole = {"zip": exporting.whole_as_archive, "xlsx": exporting.whole_as_workbook}
        name = f"record-{timezone.localdate():%Y-%m-%d}.{file_format}"
        return _file(whole[file_format](), name)
    model = model_of(kind)
    if model is None or file_format not in exporting.FORMATS:
        raise Http404
    if not may_export(request, model):
        raise PermissionDenied
    return _download(model, file_format)


@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty workbook to fill in."""
    model = model_of(kind)
    if model is None:
        raise Http404
    if not may(request.user, Act.VIEW, model):
        raise PermissionDenied
    return _file(io.BytesIO(templates.template(model)), f"{kind}-template.xlsx")


# --- Import --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What can be taken out, and the first step in: a file, and what its rows are."""
    importing = request.user.has_perm(IMPORT)
    if not importing and not request.user.has_perm(EXPORT):
        raise PermissionDenied
    complaint = ""
    if request.method == "POST":
        if not importing:
            raise PermissionDenied
        try:
            run = _received(request)
        except UnreadableError as error:
            complaint = str(error)
        else:
            return redirect("import_run", run.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Import and export"),
        "importing": importing,
        "exporting": request.user.has_perm(EXPORT),
        "complaint": complaint,
        "kinds": [(kind_of(model), model._meta.verbose_name_plural) for model in _listed()],
        "kind": request.POST.get("kind", request.GET.get("kind", "")),
        "runs": _latest() if importing else [],
        "megabytes": LARGEST // MEGABYTE,
        "most_rows": format_number(Decimal(MOST_ROWS)),
    }
    return TemplateResponse(request, "admin/investments/transfer.html", context)


def _listed() -> list[type[Reviewed]]:
    """The models in the order of the desk."""
    names = [name for names in GROUPS.values() for name in names]
    order = {name: place for place, name in enumerate(names)}
    return sorted(carried(), key=lambda model: order.get(model.__name__, len(order)))


def _latest() -> QuerySet[ImportRun]:
    light = ImportRun.objects.defer("upload", "plan", "report", "mapping", "understood")
    return light.select_related("by")[:LATEST]


def _received(request: HttpRequest) -> ImportRun:
    upload: Any = request.FILES.get("file")
    if upload is None:
        raise UnreadableError(_("Choose a file."))
    if upload.size > LARGEST:
        raise UnreadableError(too_large())
    kind = request.POST.get("kind", "")
    return runs.receive(data=upload.read(), name=upload.name, user=request.user, kind=kind)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> Answer:
    """One upload, in whatever step it is."""
    if not request.user.has_perm(IMPORT):
        raise PermissionDenied
    if pk >= 2**63:
        raise Http404
    light = ImportRun.objects.select_related("by", "change_set").defer("upload", "plan")
    run = get_object_or_404(light, pk=pk)
    runs.give_up_stuck(run)
    if request.method == "POST" and run.state == ImportState.RUNNING:
        messages.warning(request, _("Somebody imports this file already."))
    elif request.method == "POST" and run.state != ImportState.DONE:
        step = {"map": _map, "check": _check, "import": _import, "drop": _drop}
        try:
            answer = step.get(request.POST.get("do", ""), _map)(request, run)
        except runs.NotReadyError:
            messages.warning(request, _("Somebody imports this file already."))
            return redirect("import_run", run.pk)
        if answer is not None:
            return answer
    return _page(request, run)


def _page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    report = run.report
    errors = Paginator(report.get("errors", []), PER_PAGE).get_page(request.GET.get("errors"))
    rows = Paginator(report.get("rows", []), PER_PAGE).get_page(request.GET.get("rows"))
    several = len(run.mapping) > 1
    context = {
        **admin.site.each_context(request),
        "title": run.name,
        "run": run,
        "several": several,
        "sheets": list(_sheets(run)),
        "kinds": [(kind_of(model), model._meta.verbose_name) for model in _listed()],
        "obstacles": runs.obstacles(run) if run.state != ImportState.DONE else [],
        "ignored": list_comma().join(f"“{name}”" for name in runs.ignored(run)),
        "report": report,
        "counts": _counts(report),
        "errors": errors,
        "more_errors": report.get("error_count", 0) - len(report.get("errors", [])),
        "rows": rows,
        "more_rows": runs.would_change(run) - len(report.get("rows", [])),
        "would_change": runs.would_change(run),
        "reason": request.POST.get("reason", ""),
        "reason_missing": request.POST.get("do") == "import",
        "reason_length": REASON_LENGTH,
    }
    return TemplateResponse(request, "admin/investments/import_run.html", context)


def _counts(report: dict[str, Any]) -> list[tuple[Any, int]]:
    labels = {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "refused": _("Refused"),
    }
    counts = report.get("counts", {})
    return [(label, counts[name]) for name, label in labels.items()] if counts else []


def _sheets(run: ImportRun) -> Iterator[dict[str, Any]]:
    """The tables of the file; with many, the columns of those alone that something is open in."""
    for at, sheet in enumerate(run.mapping):
        model = model_of(sheet["kind"])
        unclear = model is None or "" in sheet["columns"]
        cells = sheet.get("sample", [])
        yield {
            "at": at,
            "title": sheet["title"],
            "kind": sheet["kind"],
            "label": model._meta.verbose_name_plural if model else "",
            "open": model is not None and (unclear or len(run.mapping) <= SHOWN_SHEETS),
            "unclear": unclear,
            "columns": [
                (number, header, name, cells[number] if number < len(cells) else "")
                for number, (header, name) in enumerate(
                    zip(sheet["headers"], sheet["columns"], strict=False)
                )
            ],
            "choices": [(c.name, c.field.verbose_name) for c in columns(model)] if model else [],
        }


def _assign(request: HttpRequest, run: ImportRun) -> None:
    """Take what the form says of kinds and columns; what it does not show stays as it is."""
    kinds, chosen = [], []
    for at, sheet in enumerate(run.mapping):
        model = model_of(request.POST.get(f"kind-{at}", sheet["kind"]))
        kinds.append(kind_of(model) if model else "")
        names = {column.name for column in columns(model)} if model else set()
        listed = [
            request.POST.get(f"column-{at}-{number}", name)
            for number, name in enumerate(sheet["columns"])
        ]
        chosen.append([name if name in names else "" for name in listed])
    runs.assign(run=run, kinds=kinds, chosen=chosen)


def _map(request: HttpRequest, run: ImportRun) -> HttpResponse:
    _assign(request, run)
    return redirect("import_run", run.pk)


def _drop(request: HttpRequest, run: ImportRun) -> HttpResponse:
    if not runs.drop(run):
        raise runs.NotReadyError
    messages.success(request, _("The upload was dropped. Nothing was imported."))
    return redirect("transfer")


def _check(request: HttpRequest, run: ImportRun) -> Answer | None:
    before = [sheet["kind"] for sheet in run.mapping]
    _assign(request, run)
    other = before != [sheet["kind"] for sheet in run.mapping]
    if other or runs.obstacles(run):
        return None  # the page shows the columns of the other kind, or what is in the way
    if runs.ignored(run) and not request.POST.get("ignore"):
        messages.warning(request, _("Confirm that the columns named below are left out."))
        return None
    return _streamed(request, run, _("Checking"), runs.check(run=run, user=request.user))


def _import(request: HttpRequest, run: ImportRun) -> Answer | None:
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    if run.state != ImportState.CHECKED:
        messages.warning(request, _("Check the file first."))
        return None
    if run.report.get("published") and not reason:
        return None
    steps = runs.write(run=run, user=request.user, reason=reason)
    return _streamed(request, run, _("Importing"), steps)


# --- Progress ------------------------------------------------------------------------------------


def _streamed(
    request: HttpRequest, run: ImportRun, title: str, steps: Iterable[int]
) -> StreamingHttpResponse:
    """A page that grows while the work is done, one line taking the place of the other, and then
    leads on. It needs no script, no second process, and no place to keep how far it is."""
    context = {**admin.site.each_context(request), "title": title, "run": run, "mark": MARK}
    page = render_to_string("admin/investments/import_progress.html", context, request)
    before, after = page.split(MARK)
    there = reverse("import_run", args=[run.pk])
    language = get_language()

    def parts() -> Iterator[str]:
        yield before
        with override(language):
            yield from _lines(run, steps)
            link = _("See what came of it")
        yield format_html(
            '<p><a href="{}">{}</a></p><meta http-equiv="refresh" content="0; url={}">',
            there,
            link,
            there,
        )
        yield after

    answer = StreamingHttpResponse(parts())
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # a proxy passes each part on
    return answer


def _lines(run: ImportRun, steps: Iterable[int]) -> Iterator[str]:
    last = 0.0
    try:
        for done in steps:
            if done == runs.FINISHING or time.monotonic() - last > SECONDS:
                last = time.monotonic()
                most = max(run.rows_total, 1)
                value = most if done == runs.FINISHING else min(done, most)
                yield format_html(
                    '<p><progress value="{}" max="{}" aria-label="{}"></progress> {}</p>',
                    value,
                    most,
                    run.name,
                    runs.done_in_words(done),
                )
    except runs.NotReadyError:
        yield format_html("<p>{}</p>", _("Somebody imports this file already."))
    except Exception:
        # What was sent cannot be taken back; the next page says that it broke off.
        log.exception("import %s", run.pk)
