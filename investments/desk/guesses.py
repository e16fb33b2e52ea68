"""Whom a figure is likely about, and what it likely measures: best guesses first.

A statistic is guessed from its unit, from the words around the figure, rare words weighing more,
and from how often the record uses it so; a subject from the names near the figure, from what the
guessed statistics are usually about, and from the totals and projects of those named.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from django.db.models import Case, Count, Value, When

from investments.choices import Qualifier, StatisticKind, StatisticRole
from investments.desk.candidates import Candidate, Kind
from investments.desk.clauses import FLAGS, sentence
from investments.desk.names import Entity
from investments.desk.support import Said, Wording, is_said, tokens
from investments.models import Figure, Participation, SigningBatch, Statistic, Tier
from investments.models.figure import SUBJECTS
from investments.quantities.units import UNITS, UnitKind

MOST = 12  # guesses that anybody reads
TITLE = 2  # paragraphs at the head, whose names stand in the text that follows
MOST_TIERS = 200
NAMED_OUTRIGHT = 3.0  # where all words of a tier's name stand near
SAID = 1.0  # where the clause says what a statistic is
DOUBTED = 0.2  # what figures of a statistic are about, where nothing says that it is this one
NEVER = -8.0  # growth is no share, nor a share growth
ENOUGH = 0.3  # of the words of a total's or tier's name, near a figure
OF_A_SIGNING = {"signingbatch": 2, "project": 1}  # where the record has none yet
Guess = TypeVar("Guess")
MODEL_OF = {name: name for name in SUBJECTS} | {"batch": "signingbatch"}
_SIGNED = re.compile(r"sign|contract|deal|invest|agreement|签|合同|协议|投资", FLAGS)
_IN = re.compile(r"\b(?:of|in|to|from|at|across) (?:the )?\Z|[在对于从]\Z", FLAGS)
_OF = re.compile(r" (?:of|to) ", FLAGS)


class Ranked(list[Guess]):
    """Best guesses first. `supported` tells whether words of the text bear out the first: only
    then may a form start with it."""

    supported: bool = False


@dataclass(frozen=True)
class _Statistic:
    pk: int
    unit: str
    kind: str
    role: str
    name: frozenset[str]  # words of its names
    more: frozenset[str]  # words of its definition and its whole
    wording: Wording


@dataclass(frozen=True)
class _Batch:
    pk: int
    contexts: frozenset[Entity]
    counted: str
    words: frozenset[str]
    own: frozenset[str]  # of a part: the words that tell it from the whole


@dataclass
class Usage:
    """What the record's figures are about and which words its statistics go by. Load once a
    page: five queries, some of them over all figures."""

    statistics: list[_Statistic] = field(default_factory=list)
    batches: list[_Batch] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)  # of a word: rare ones are heavy
    uses: Counter[tuple[int, str, str]] = field(default_factory=Counter)  # statistic, unit, hedge
    about: dict[int, Counter[str]] = field(default_factory=dict)  # statistic: models of subjects
    places: Counter[int] = field(default_factory=Counter)  # figures of a place
    tiers: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    @property
    def of_signings(self) -> set[int]:
        return {one.pk for one in self.statistics if one.role}

    @classmethod
    def load(cls, *, without: int | None = None) -> Self:
        """`without` a source: as if its figures were not there, to measure the guesses by it."""
        usage = cls(statistics=_statistics(), batches=_batches())
        tiers = Tier.objects.order_by("-pk").values_list("pk", "name", "name_zh")[:MOST_TIERS]
        usage.tiers = [(pk, tokens(f"{name} {name_zh}")) for pk, name, name_zh in tiers]
        usage.weights = _weights(one.name | one.more for one in usage.statistics)
        figures = Figure.objects.exclude(source=without) if without else Figure.objects.all()
        kind = Case(
            *[When(**{f"{name}__isnull": False}, then=Value(name)) for name in SUBJECTS],
            default=Value(""),
        )
        rows = figures.order_by().values_list("statistic", "unit", "qualifier", kind)
        for statistic, unit, qualifier, subject, number in rows.annotate(n=Count("pk")):
            usage.uses[statistic, unit, qualifier] += number
            usage.uses[statistic, unit, ""] += number
            about = usage.about.setdefault(statistic, Counter())
            about[MODEL_OF.get(subject, subject)] += number
        of_places = figures.filter(place__isnull=False).order_by().values_list("place")
        usage.places.update(dict(of_places.annotate(n=Count("pk"))))
        return usage


def _statistics() -> list[_Statistic]:
    rows = Statistic.objects.order_by("pk").values_list(
        "pk", "unit", "kind", "role", "name", "name_zh", "aliases", "definition", "definition_zh",
        "whole", "whole_zh",
    )  # fmt: skip
    return [
        _Statistic(
            pk,
            unit,
            kind,
            role,
            tokens(" \n".join(texts[:3])),
            tokens(" \n".join(texts[3:])),
            Wording.of(kind, role, (*texts[:2], *texts[2].splitlines())),
        )
        for pk, unit, kind, role, *texts in rows
    ]


def _batches() -> list[_Batch]:
    rows = SigningBatch.objects.order_by("-pk").values_list(
        "pk", "event", "series", "initiative", "parent", "counted", "name", "name_zh"
    )
    said = {row[0]: tokens(" ".join(row[6:])) for row in rows}
    found = []
    for pk, event, series, initiative, parent, counted, *_ in rows:
        contexts = {("event", event), ("eventseries", series), ("project", initiative)}
        known = frozenset((model, key) for model, key in contexts if key)
        own = said[pk] - said.get(parent, frozenset()) if parent else frozenset()
        found.append(_Batch(pk, known, counted, said[pk], own))
    return found


def _weights(texts: Iterable[frozenset[str]]) -> dict[str, float]:
    listed = list(texts)
    counts = Counter(word for text in listed for word in text)
    return {word: math.log(1 + len(listed) / number) for word, number in counts.items()}


# --- The words around a figure ------------------------------------------------------------------


@dataclass(frozen=True)
class _Around:
    """The text of a figure's sentence in three parts: between it and the figures on either
    side, and all of it."""

    before: str
    behind: str
    sentence: str
    first: int
    last: int


def _around(
    candidate: Candidate, candidates: Sequence[Candidate], paragraphs: Sequence[str]
) -> _Around:
    text = paragraphs[candidate.paragraph - 1]
    first, last = sentence(text, candidate.start)
    figures = [
        one
        for one in candidates
        if one.paragraph == candidate.paragraph and one.is_figure and one.key != candidate.key
    ]
    start = max([first, *(one.end for one in figures if one.end <= candidate.start)])
    end = min([last, *(one.start for one in figures if one.start >= candidate.end)])
    return _Around(
        text[start : candidate.start], text[candidate.start : end], text[first:last], first, last
    )


# --- Statistics ---------------------------------------------------------------------------------


def statistics(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> Ranked[int]:
    """Keys of Statistic whose unit fits; supported where the clause says what the first is."""
    scored = _scored(candidate, candidates, paragraphs, usage)
    ranked = Ranked([pk for pk, _, _ in scored][:MOST])
    ranked.supported = bool(scored) and scored[0][2]
    return ranked


def _scored(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> list[tuple[int, float, bool]]:
    if not candidate.is_figure:
        return []
    around = _around(candidate, candidates, paragraphs)
    said = _said(candidate, candidates, paragraphs, usage)
    # 15 percent of its output; output reached 15 billion
    leads = candidate.kind in (Kind.COUNT, Kind.RANK) or bool(
        _OF.match(paragraphs[candidate.paragraph - 1], candidate.end)
    )
    parts = (
        (tokens(around.before), 0.5 if leads else 1.5),
        (tokens(around.behind), 1.5 if leads else 0.5),
        (tokens(around.sentence), 0.3),
    )
    named = {
        key
        for one in _names(candidate, candidates, around)
        for model, key in [one.entity or ("", 0)]
        if model == "statistic"
    }
    scored = []
    for one in usage.statistics:
        if not _fits(candidate, one.unit):
            continue
        score = sum(
            weight * usage.weights.get(word, 0.0) * (1.0 if word in one.name else 0.4)
            for text, weight in parts
            for word in text & (one.name | one.more)
        ) / math.sqrt(4 + len(one.name))
        score += 1.5 * (one.pk in named)
        score += 0.3 * math.log1p(usage.uses[one.pk, candidate.unit, ""])
        if candidate.qualifier == Qualifier.LEVEL:
            score += math.log1p(usage.uses[one.pk, candidate.unit, candidate.qualifier])
        score += _of_kind(candidate, one, around, said, leads=leads)
        clear = is_said(one.wording, said, usage.weights)
        if candidate.qualifier == Qualifier.LEVEL and not clear:
            clear = bool(usage.uses[one.pk, candidate.unit, candidate.qualifier])
        scored.append((one.pk, score + SAID * clear, clear))
    return sorted(scored, key=lambda pair: -pair[1])


def _fits(candidate: Candidate, unit: str) -> bool:
    if candidate.unit == unit:
        return True
    kind = UNITS[unit].kind if unit in UNITS else None
    if candidate.kind == Kind.AMOUNT:
        return kind == UnitKind.MONEY
    if candidate.unit in ("", "item") and candidate.kind == Kind.COUNT:
        return kind in (UnitKind.COUNT, UnitKind.MONEY if not candidate.unit else UnitKind.COUNT)
    return False


def _of_kind(
    candidate: Candidate, one: _Statistic, around: _Around, said: Said, *, leads: bool
) -> float:
    """What the manner of speaking says: signings, growth, shares."""
    if one.role:
        money = one.role == StatisticRole.AMOUNT
        signed = _SIGNED.search(around.sentence)
        return 1.2 if signed and (money or candidate.unit == one.unit) else 0.0
    if candidate.kind == Kind.PERCENT:
        if one.kind == StatisticKind.GROWTH:
            return NEVER if said.is_share else 1.5 if said.grows and not leads else -0.5
        return NEVER if said.grows and not said.is_share else 0.8 if leads else 0.0
    return 0.0


def _said(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> Said:
    here = [one for one in candidates if one.paragraph == candidate.paragraph]
    text = paragraphs[candidate.paragraph - 1]
    return Said.of(candidate, here, text, [one.wording for one in usage.statistics])


# --- Subjects -----------------------------------------------------------------------------------


def subjects(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> Ranked[Entity]:
    """Model names as in _meta.model_name: "signingbatch" is the batch of a figure. Supported where
    the text names the first, or what it belongs to. One query where organisations are named."""
    if not candidate.is_figure:
        return Ranked()
    around = _around(candidate, candidates, paragraphs)
    scored = _scored(candidate, candidates, paragraphs, usage)[:3]
    likely = _likely_models(scored, usage)
    trust = 1.5 if scored and scored[0][2] else DOUBTED
    near = _nearness(candidate, candidates, paragraphs, around)
    scores: defaultdict[Entity, float] = defaultdict(float)
    for entity, score in near.items():
        if entity[0] in MODEL_OF.values():
            scores[entity] = max(scores[entity], score)
    signing = bool(_SIGNED.search(around.sentence)) or candidate.unit in ("contract", "project")
    said = tokens(around.before) | tokens(around.behind)
    for batch in usage.batches:
        score = max((near[one] for one in batch.contexts if one in near), default=0.0)
        fits = candidate.unit not in ("contract", "project") or batch.counted == candidate.unit
        shared = len(said & batch.words) / (4 + len(batch.words))
        if signing and fits and (score or shared > ENOUGH):
            own = 0.0 if not batch.own else 0.8 if said & batch.own else -0.3
            scores["signingbatch", batch.pk] = 0.9 * score + 1.5 * shared + own
    for entity, score in _projects_of(near).items():
        scores[entity] = max(scores[entity], 0.9 * score)
    for pk, text in usage.tiers:
        shared = len(said & text) / (1 + len(text))
        if shared > ENOUGH:
            scores["tier", pk] = 1.5 * shared + NAMED_OUTRIGHT * (text <= said)
    named = {*near, *(entity for entity, score in scores.items() if score > 0)}
    for pk, number in usage.places.most_common(3):
        scores["place", pk] += 0.5 * number / usage.places.total()
    for entity in scores:
        scores[entity] += trust * likely.get(entity[0], 0.0)
    ranked = Ranked(sorted(scores, key=lambda entity: -scores[entity])[:MOST])
    ranked.supported = bool(ranked) and ranked[0] in named
    return ranked


def _likely_models(scored: Sequence[tuple[int, float, bool]], usage: Usage) -> dict[str, float]:
    """What figures of the guessed statistics are about, the first guess weighing most."""
    likely: defaultdict[str, float] = defaultdict(float)
    for pk, score, _ in scored:
        about = usage.about.get(pk) or Counter(OF_A_SIGNING if pk in usage.of_signings else {})
        for model, number in about.items():
            likely[model] += number / about.total() * math.exp(2 * (score - scored[0][1]))
    whole = sum(likely.values())
    return {model: share / whole for model, share in likely.items()} if whole else {}


def _nearness(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    around: _Around,
) -> dict[Entity, float]:
    """Names by how near they stand: before the figure in its sentence, in its paragraph, in the
    paragraph before; behind it they are seldom its subject."""
    found: dict[Entity, float] = {}
    for one in candidates:
        if one.entity is None:
            continue
        if one.paragraph == candidate.paragraph:
            if around.first <= one.start < candidate.start:
                score = 1.0 - 0.4 * (candidate.start - one.end) / (around.last - around.first + 1)
            elif one.start < candidate.start:
                score = 0.5
            else:
                score = 0.35 if one.start < around.last else 0.2
        elif one.paragraph == candidate.paragraph - 1:
            score = 0.3
        elif one.paragraph < candidate.paragraph:
            score = 0.1
        elif candidate.paragraph <= TITLE:
            score = 0.2 / (one.paragraph - candidate.paragraph)
        else:
            continue
        if _is(one, "place") and _IN.search(paragraphs[one.paragraph - 1][: one.start][-12:]):
            score *= 0.7  # where it is, or the whole that a share is of
        for entity in (one.entity, *one.others):
            found[entity] = max(found.get(entity, 0.0), score)
    return found


def _projects_of(near: dict[Entity, float]) -> dict[Entity, float]:
    """The projects of the organisations named, as near as these."""
    named = {pk: score for (model, pk), score in near.items() if model == "organisation"}
    if not named:
        return {}
    rows = Participation.objects.filter(organisation__in=named, project__isnull=False)
    return {
        ("project", project): named[organisation]
        for organisation, project in rows.values_list("organisation", "project")[:100]
    }


def _names(
    candidate: Candidate, candidates: Sequence[Candidate], around: _Around
) -> list[Candidate]:
    return [
        one
        for one in candidates
        if one.paragraph == candidate.paragraph
        and one.entity is not None
        and around.first <= one.start < around.last
    ]


def _is(one: Candidate, model: str) -> bool:
    return one.entity is not None and one.entity[0] == model
