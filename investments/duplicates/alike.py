"""Whether two records have names that are likely one, and in which words to say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from investments.duplicates.folding import Form

# Out of a hundred.
SAME, OTHER_SCRIPT, BUT_FOR_HOME = 100, 96, 94
LATIN, HAN = 88, 84  # from here on two spellings are proposed as one
FAR_IN_CHINESE = 60  # whose Chinese names are further apart than this need nearly equal others
NEARLY = 96
SHORT = 5  # Latin letters: one letter more or less makes another name


@dataclass(frozen=True)
class Likeness:
    """How much two records are alike, and why."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Like:
    """A record that is likely the one asked about."""

    row: Any
    score: int
    reasons: tuple[str, ...]


def compare(one: Sequence[Form], two: Sequence[Form]) -> Likeness | None:
    """None where the names tell them apart."""
    if reasons := _equal(one, two):
        return Likeness(SAME, tuple(reasons))
    han_one, han_two = ([form for form in forms if form.han] for forms in (one, two))
    if not (han_one and han_two) and _across(one, two):
        return Likeness(OTHER_SCRIPT, (_("the same name in the other script"),))
    if _cores(one) & _cores(two):
        return Likeness(BUT_FOR_HOME, (_("the same name but for “Chongqing”"),))
    score = _near(one, two, han_one, han_two)
    if score:
        return Likeness(score, (_("names %(percent)s %% alike") % {"percent": score},))
    return None


def _equal(one: Sequence[Form], two: Sequence[Form]) -> list[str]:
    found: dict[str, None] = {}
    by_key: dict[str, list[Form]] = {}
    for form in one:
        by_key.setdefault(form.key, []).append(form)
    for form in two:
        for other in by_key.get(form.key, ()):
            if form.numbers == other.numbers:
                found[_reason(other, form)] = None
    return list(found)


def _reason(one: Form, two: Form) -> str:
    roles = {one.role, two.role}
    if roles == {"name_zh"}:
        return _("same Chinese name")
    if "alias" not in roles:
        return _("same name")
    if roles == {"alias"}:
        return _("same other name: “%(name)s”") % {"name": two.written}
    return _("other name of one, name of the other: “%(name)s”") % {"name": two.written}


def _across(one: Sequence[Form], two: Sequence[Form]) -> bool:
    for here, there in ((one, two), (two, one)):
        spoken = {f.latin.replace(" ", ""): f.numbers for f in here if f.han}
        for form in there:
            if not form.han and spoken.get(form.key) == form.numbers:
                return True
    return False


def _cores(forms: Sequence[Form]) -> set[tuple[str, frozenset[str]]]:
    """Names with the place left out, where one of the two has it and the other has not."""
    return {
        (form.core or form.key, form.numbers) for form in forms if len(form.core or form.key) > 3
    }


def _near(
    one: Sequence[Form], two: Sequence[Form], han_one: list[Form], han_two: list[Form]
) -> int:
    chinese = max((_ratio(a, b) for a in han_one for b in han_two), default=0)
    if chinese >= HAN:
        return chinese
    least = NEARLY if han_one and han_two and chinese < FAR_IN_CHINESE else LATIN
    best = max(
        (_ratio(a, b, across=a.han != b.han) for a in one for b in two if not (a.han and b.han)),
        default=0,
    )
    return best if best >= least else 0


def _ratio(one: Form, two: Form, *, across: bool = False) -> int:
    """Never a hundred: what is equal was said before. Other numbers are other things. In Latin
    letters 0 for all that is too low to count."""
    if one.numbers != two.numbers:
        return 0
    if one.han and two.han:
        if min(len(one.key), len(two.key)) < 4:
            return 0
        return min(99, round(fuzz.ratio(one.key, two.key)))
    a, b = (one.latin, two.latin) if across else (one.text, two.text)
    if min(len(a), len(b)) <= SHORT:
        return 0
    score = max(
        fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""), score_cutoff=LATIN),
        fuzz.token_sort_ratio(a, b, score_cutoff=LATIN),
    )
    if score and Levenshtein.distance(a, b, score_cutoff=1) > 1 and _one_word_apart(a, b):
        score -= 12
    return min(99, round(score))


def _one_word_apart(a: str, b: str) -> bool:
    """Names of the same words but one, which is another: the East Plant and the West Plant."""
    mine, theirs = a.split(), b.split()
    if len(mine) != len(theirs) or len(mine) < 2:
        return False
    different = [(x, y) for x, y in zip(mine, theirs, strict=True) if x != y]
    return len(different) == 1 and fuzz.ratio(*different[0]) < 80
