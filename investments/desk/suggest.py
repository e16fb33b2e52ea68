"""Names in a paragraph that the record does not know: for a project, event or company in place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst

from investments.languages import comma

LONGEST = 60
MOST = 4
# What a name ends in tells what it names. The first that fits; a kind as its model stores it.
ENDINGS: tuple[tuple[str, str, str], ...] = (
    (r"signing ceremony|签约仪式|签约活动", "event", "signing"),
    (r"expo|exposition", "event", "expo"),
    (r"fair|博览会|洽谈会|交易会|展览会|智博会|西洽会", "event", "fair"),
    (r"conference|forum|summit|congress|大会|论坛|峰会|年会", "event", "conference"),
    (r"research (?:and development )?cent(?:er|re)|R&D cent(?:er|re)", "project", "research"),
    (r"研发中心|研究院项目|创新中心", "project", "research"),
    (r"headquarters|总部|总部项目", "project", "headquarters"),
    (r"park|产业园|科技园|园区|产业园项目|物流园", "project", "park"),
    (r"base|plant|factory|gigafactory|production line", "project", "manufacturing"),
    (r"基地|基地项目|工厂|生产线|生产线项目", "project", "manufacturing"),
    (r"project|项目", "project", "manufacturing"),
    (r"university|college|大学|学院", "organisation", "university"),
    (r"hospital|医院", "organisation", "hospital"),
    (r"association|协会|商会", "organisation", "association"),
    (r"institute|academy|研究院|研究所", "organisation", "institute"),
    (r"commission|bureau|committee|委员会|管委会|发改委|局", "organisation", "government"),
    (r"group|company|co|corp|corporation|inc|ltd|limited|holdings", "organisation", "company"),
    (r"technologies|technology|集团|公司|股份", "organisation", "company"),
)
_ENDINGS = [
    (re.compile(rf"(?:\b(?:{words})\.?|(?:{words}))$", re.IGNORECASE), model, kind)
    for words, model, kind in ENDINGS
]
_WORD = r"(?:[A-Z][\w&.'’-]*|[A-Z0-9]+[A-Z]\w*)"
_ENGLISH = re.compile(rf"{_WORD}(?:\s+(?:(?:of|and|for|the|&|de)\s+)*{_WORD})+")
_STARTS = re.compile(r"^(?:The|A|An|In|At|On|By|For|And|But|With|Its|This|That|Of)\s+")
_JOINTS = re.compile(r"\s+(?:(?:of|and|for|the|&)\s+)+")
_LAST = "|".join(
    sorted(
        (word for words, *_rest in ENDINGS for word in words.split("|") if not word.isascii()),
        key=len,
        reverse=True,
    )
)
_BEFORE = "其中|由|与|和|及|的|在|将|位于|签约|落户|引进|建设|投资|当日|此次"
_QUOTED = re.compile(r"[“《「『]([^”》」』]{3,30})[”》」』]")
_CHINESE = re.compile(
    rf"(?:^|[，。；、：！？（）\s“”《》]|{_BEFORE})"
    rf"([A-Za-z0-9\u4e00-\u9fff·]{{2,24}}?(?:{_LAST}))"
)
# What is many projects, or no name at all.
_COMMON = re.compile(r"(?:签约|重点|投资|建设|合作|开工|竣工|落地|重大|总|个|批)(?:项目|企业)$")
_DATES = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|"
                    r"November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
                    r"Sunday)\b")  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """A name as it is printed, and what it likely names."""

    name: str
    model: str
    kind: str

    @property
    def value(self) -> str:
        return f"new:{self.model}:{self.kind}:{self.name}"

    @property
    def label(self) -> str:
        """What would be made: "Project, Industrial park"."""
        model = apps.get_model("investments", self.model)
        column = "counted" if self.model == "signingbatch" else "kind"
        kind = dict(model._meta.get_field(column).flatchoices)[self.kind]
        return f"{capfirst(model._meta.verbose_name)}{comma()}{kind}"


def suggest(
    text: str, known: Sequence[tuple[int, int]], near: int = 0, most: int = MOST
) -> list[Suggestion]:
    """Names in a paragraph that stand outside the known ones, the nearest to a place first."""
    found: dict[str, tuple[int, Suggestion]] = {}
    for start, name in _names(text):
        end = start + len(name)
        if any(begin <= start and end <= stop for begin, stop in known):
            continue
        if (
            _COMMON.search(name)
            or len(name) > LONGEST
            or _DATES.search(name)
            or any(c in name for c in ":\n")
        ):
            continue
        distance = min(abs(near - start), abs(near - end))
        model, kind = what(name)
        if model and name not in found:
            found[name] = (distance, Suggestion(name, model, kind))
    ranked = sorted(found.values(), key=lambda pair: pair[0])
    return [one for _distance, one in ranked[:most]]


def what(name: str) -> tuple[str, str]:
    """The model and kind that a name tells by its last words; "" where it tells none."""
    for ending, model, kind in _ENDINGS:
        if ending.search(name):
            return model, kind
    return "", ""


def _whole(start: int, name: str) -> Iterator[tuple[int, str]]:
    """A run of capitalised words as the names it holds: "A Group and the B Plant of C"."""
    for joint in _JOINTS.finditer(name):
        if what(name[: joint.start()])[0]:
            yield from _whole(start, name[: joint.start()])
            yield from _whole(start + joint.end(), name[joint.end() :])
            return
    if " " in name:
        yield start, name


def _names(text: str) -> Iterator[tuple[int, str]]:
    for match in _ENGLISH.finditer(text):
        name, start = match[0], match.start()
        if cut := _STARTS.match(name):
            name, start = name[cut.end() :], start + cut.end()
        name = re.sub(r"['’]s?$", "", name.rstrip(".,'’"))
        yield from _whole(start, name)
    for pattern in (_QUOTED, _CHINESE):
        for match in pattern.finditer(text):
            name = re.sub(rf"^(?:{_BEFORE})+", "", match[1])
            yield match.end(1) - len(name), name
