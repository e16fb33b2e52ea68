"""Names as they are compared: without case, marks, spaces and legal forms; Chinese also in Latin
letters, so that a name in one script meets itself in the other.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from investments import words

HOME = ("chongqing", "重庆市", "重庆")  # often left out of a name here
# fmt: off
LEGAL = frozenset([
    "co", "company", "companies", "ltd", "limited", "inc", "incorporated", "corp", "corporation",
    "llc", "llp", "plc", "gmbh", "ag", "sa", "bv", "nv", "pte", "pty", "kk", "group", "holding",
    "holdings", "the", "of", "and", "in", "at",
])
# fmt: on
HAN = re.compile(r"[\u3400-\u9fff]")
LEGAL_ZH = re.compile("有限责任公司|股份有限公司|有限公司|股份公司|集团公司|集团|控股|公司")
SPELLINGS = {
    "centre": "center",
    "auto": "automobile",
    "automotive": "automobile",
    "automobiles": "automobile",
    "motor": "automobile",
    "motors": "automobile",
    "tech": "technology",
    "technologies": "technology",
    "univ": "university",
    "int'l": "international",
    "intl": "international",
    "dist": "district",
    "hq": "headquarters",
}
# What Chinese names are made of besides the name proper, as English ones say it.
PARTS = {
    "管理委员会": "administrative committee",
    "管委会": "administrative committee",
    "研发中心": "r&d center",
    "产业园": "industrial park",
    "工业园区": "industrial park",
    "工业园": "industrial park",
    "科技园": "technology park",
    "开发区": "development zone",
    "博览会": "expo",
    "新能源": "new energy",
    "新区": "new area",
    "园区": "park",
    "大学": "university",
    "学院": "college",
    "医院": "hospital",
    "汽车": "automobile",
    "科技": "technology",
    "技术": "technology",
    "国际": "international",
    "政府": "government",
    "中心": "center",
    "总部": "headquarters",
    "基地": "base",
    "银行": "bank",
    "投资": "investment",
    "电子": "electronics",
    "智能": "intelligent",
    "能源": "energy",
    "中国": "china",
    "大会": "conference",
    "会议": "conference",
    "论坛": "forum",
    "机场": "airport",
    "集团": "",
    "公司": "",
}
_PART = re.compile("|".join(sorted(PARTS, key=len, reverse=True)))
_HAN_NUMBER = re.compile("第([一二三四五六七八九十百]+)|([一二三四五六七八九十百]+)(?=[期届号])")
_DIGITS = re.compile(r"\d+")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
# fmt: off
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth")
# fmt: on
_ORDINALS = {word: str(at) for row in (_ROMAN, _NTH) for at, word in enumerate(row, 1)}
_HAN_DIGITS = {digit: at for at, digit in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True)
class Form:
    """One name of a record, folded. `role` is the column that it stands in."""

    written: str
    role: str
    text: str  # words apart
    han: bool

    @cached_property
    def key(self) -> str:
        return self.text.replace(" ", "")

    @cached_property
    def core(self) -> str:
        """Without the place that all of them are in; '' where nothing is left out."""
        for home in HOME:
            if self.key.startswith(home) and len(self.key) - len(home) >= 2 * (3 - self.han):
                return self.key.removeprefix(home)
        return ""

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Which edition, phase or year it is: another number is another thing."""
        return numbers(self.written)

    @cached_property
    def latin(self) -> str:
        """In Latin letters, words apart."""
        return latin(self.text) if self.han else self.text


def forms(name: str, name_zh: str = "", aliases: str = "") -> list[Form]:
    """Every name of a record, each once."""
    found: dict[tuple[str, str], Form] = {}
    listed = [("name", name), ("name_zh", name_zh)]
    listed += [("alias", line) for line in aliases.splitlines()]
    for role, written in listed:
        text = fold(written)
        if text:
            han = bool(HAN.search(text))
            found.setdefault(
                (text, "name_zh" if han and role == "name" else role),
                Form(written.strip(), "name_zh" if han and role == "name" else role, text, han),
            )
    return list(found.values())


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The words of a name that tell it from others. A name of nothing but a legal form is kept."""
    kept = list(_telling(LEGAL_ZH.sub("", name))) or [run.joined for run in words.runs(name)]
    return " ".join(kept)


def _telling(name: str) -> Iterator[str]:
    for run in words.runs(name):
        text = run.joined
        if text not in LEGAL:
            yield SPELLINGS.get(text, text)


@lru_cache(maxsize=50_000)
def latin(text: str) -> str:
    """A folded name with its Chinese in pinyin without tones, and common parts in English."""
    apart = " ".join(_PART.sub(lambda match: f" {PARTS[match[0]]} ", text).split())
    found = ("".join(syllables(w)) if HAN.search(w) else w for w in apart.split())
    return " ".join(SPELLINGS.get(word, word) for word in found if word not in LEGAL)


@lru_cache(maxsize=50_000)
def syllables(han: str) -> tuple[str, ...]:
    """In pinyin without tones. The first call in a process takes 0.3 s, others 20 µs."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(han, style=Style.NORMAL, v_to_u=False))


@lru_cache(maxsize=50_000)
def numbers(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKC", name).lower()
    found = {digits.lstrip("0") or "0" for digits in _DIGITS.findall(folded)}
    found |= {str(_han_number(one or two)) for one, two in _HAN_NUMBER.findall(folded)}
    found |= {_ORDINALS[word] for word in re.findall(r"[a-z]+", folded) if word in _ORDINALS}
    return frozenset(found)


def _han_number(text: str) -> int:
    """Up to ninety-nine, as editions are counted."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN_DIGITS.get(text[-1], 0)
    return _HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0)
