"""What the record knows by name, and where a text names it.

Names are compared word by word, without case, accents and apostrophes, and Chinese character by
character. A table of whole names by their first two words finds them in one pass over the text,
however many there are: 60,000 names take a second to prepare, and are kept until one changes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from investments import models as record
from investments.words import APOSTROPHES

Entity = tuple[str, int]  # model name as in _meta.model_name ("eventseries", "place") and pk

# Of several rows with one name, the more particular kind comes first.
MODELS: tuple[type[record.Identity], ...] = (
    record.Project,
    record.Event,
    record.EventSeries,
    record.Organisation,
    record.Person,
    record.Place,
    record.Industry,
    record.Statistic,
)
COMMON_NOUN_MODELS = ("industry", "statistic")  # written in lower case in running text
# As an only word these say too little: a place called Online is not meant by every "online".
_COMMON = (
    "area areas association base campaign center centre city committee companies company "
    "conference content contract contracts cooperation development economy energy enterprise "
    "event expo fair government group growth headquarters hospital hotel industry innovation "
    "internet investment land logistics media museum news office online other others outlets "
    "output park people plan platform population port production project projects rank school "
    "science services share signing site software station structure summit technology total "
    "trade university value video zone"
)
COMMON = frozenset(_COMMON.split())
COMMON_HAN = frozenset(
    [
        "中心",
        "企业",
        "公司",
        "园区",
        "地区",
        "基地",
        "大会",
        "平台",
        "政府",
        "新区",
        "会议",
        "活动",
        "项目",
    ]
)
SHORTEST = 2  # letters or Chinese characters
SHORTEST_ALONE = 4  # letters of an only word in lower case

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|&|[^\W_{_HAN}]+(?:['.][^\W_{_HAN}]+)*")
_HAN_ONLY = re.compile(rf"[{_HAN}]+")
_STOP = re.compile(r"[.,;:!?|。，；：！？、\n\t]")
_QUOTES = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
LONGEST_GAP = 3  # characters between two words of a name


class _Word(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """A name in a text; several rows may go by it, the likeliest first."""

    start: int
    end: int
    entities: tuple[Entity, ...]


@dataclass
class _Name:
    """Rows by one name: those called so and those with such an alias, by kind."""

    stops: frozenset[str]  # punctuation within it, which may stand within it in a text
    pointed: bool  # ends with a point: Ltd.
    rows: list[tuple[int, int, Entity, str]] = field(default_factory=list)


class Names:
    """Names, Chinese names and aliases of every identity, whatever its state: for staff."""

    def __init__(self, rows: Iterable[tuple[Entity, str, str, str]] = ()) -> None:
        self._names: dict[tuple[str, ...], _Name] = {}
        self._lengths: dict[tuple[str, ...], tuple[int, ...]] = {}
        lengths: dict[tuple[str, ...], set[int]] = {}
        order = {model._meta.model_name: place for place, model in enumerate(MODELS)}
        for entity, name, name_zh, aliases in rows:
            kind = order.get(entity[0], 0)
            for is_alias, text in enumerate((name, name_zh, *aliases.splitlines())):
                words = tuple(word.text for word in _words(text))
                if not _says_enough(words):
                    continue
                known = self._names.get(words)
                if known is None:
                    known = self._names[words] = _Name(
                        frozenset(_STOP.findall(text)), text.rstrip().endswith(".")
                    )
                    lengths.setdefault(words[:2], set()).add(len(words))
                known.rows.append((int(is_alias > 1), kind, entity, text.strip()))
        for first, counts in lengths.items():
            self._lengths[first] = tuple(sorted(counts, reverse=True))

    @classmethod
    def load(cls) -> "Names":
        """A query a kind of identity. Kept between requests: `known.names`."""
        return cls(_rows())

    def __len__(self) -> int:
        return len(self._names)

    def find(self, text: str) -> list[Hit]:
        """The names in a text from left to right, the longest first, none within another."""
        words = list(_words(text))
        hits, at = [], 0
        while at < len(words):
            hit, step = self._at(words, at, text)
            if hit:
                hits.append(hit)
            at += step
        return hits

    def _at(self, words: list[_Word], at: int, text: str) -> tuple[Hit | None, int]:
        for ahead in (2, 1):
            first = tuple(word.text for word in words[at : at + ahead])
            for length in self._lengths.get(first, ()):
                run = words[at : at + length]
                known = self._names.get(tuple(word.text for word in run))
                if known is None or not _together(run, known.stops, text):
                    continue
                start, end = run[0].start, run[-1].end
                if known.pointed and text[end : end + 1] == ".":
                    end += 1
                entities = _entities(known, text[start:end])
                if entities:
                    return Hit(start, end, entities), length
        return None, 1


def _words(text: str) -> Iterator[_Word]:
    folded = text.translate(_QUOTES)
    for match in _TOKEN.finditer(folded):
        word, end = match[0], match.end()
        if word.isascii():
            word = word.lower()
        elif not _HAN_ONLY.fullmatch(word):
            letters = unicodedata.normalize("NFKD", word.casefold())
            word = "".join(one for one in letters if not unicodedata.combining(one))
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        word = "and" if word == "&" else word.replace("'", "").replace(".", "")
        yield _Word(word, match.start(), end)


def _says_enough(words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    if len(joined) < SHORTEST or joined.isdecimal():
        return False
    if _HAN_ONLY.fullmatch(joined):
        return joined not in COMMON_HAN
    return len(words) > 1 or words[0] not in COMMON


def _together(run: list[_Word], stops: frozenset[str], text: str) -> bool:
    """Whether the words of a name stand together, with no mark between them but its own."""
    for one, following in pairwise(run):
        gap = text[one.end : following.start].removeprefix("'s").removeprefix("’s")
        if len(gap) > LONGEST_GAP or not stops.issuperset(_STOP.findall(gap)):
            return False
        if gap.isspace() and _HAN_ONLY.match(one.text) and _HAN_ONLY.match(following.text):
            return False
    return True


def _entities(known: _Name, printed: str) -> tuple[Entity, ...]:
    """The rows that these words can mean; a name in capitals is none in small letters."""
    fitting = [
        (is_alias, kind, entity)
        for is_alias, kind, entity, name in known.rows
        if _same_case(name, printed, common=entity[0] in COMMON_NOUN_MODELS)
    ]
    return tuple(dict.fromkeys(entity for _, _, entity in sorted(fitting)))


def _same_case(name: str, printed: str, *, common: bool) -> bool:
    if name == name.lower():  # no capitals in it: Chinese, or a common noun
        return not printed.isascii() or " " in name or len(name) >= SHORTEST_ALONE
    if printed != printed.lower():
        return True
    return common and not name.isupper()


def _rows() -> Iterator[tuple[Entity, str, str, str]]:
    for model in MODELS:
        name = model._meta.model_name or ""
        rows = model._base_manager.order_by("pk").values_list("pk", "name", "name_zh", "aliases")
        for pk, *names in rows.iterator(chunk_size=5000):
            yield ((name, pk), *names)  # type: ignore[misc]
