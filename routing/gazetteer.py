"""Places named in a text: the districts and townships of Guangzhou, landmarks, other cities.

Reading is one walk through a letter tree from left to right, the longest name first, so the work
depends on the length of the text and not on the size of the gazetteer.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self

DATA = Path(__file__).parent / "data" / "guangzhou.json"


class Kind(StrEnum):
    """What sort of name was found; the strength of the evidence follows from it."""

    DISTRICT = "district"
    TOWNSHIP = "township"
    STREET = "street"
    FORMER_TOWN = "former_town"
    BARE_DISTRICT = "bare_district"
    ALIAS = "alias"
    STEM = "stem"
    PART = "part"
    HOME = "home"
    OUTSIDE = "outside"
    OUTSIDE_BARE = "outside_bare"
    NOTHING = "nothing"


WEIGHTS: Mapping[Kind, float] = {
    Kind.DISTRICT: 0.95,
    Kind.TOWNSHIP: 0.9,
    Kind.STREET: 0.85,
    Kind.FORMER_TOWN: 0.8,
    Kind.BARE_DISTRICT: 0.75,
    Kind.ALIAS: 0.6,
    Kind.STEM: 0.55,
    Kind.PART: 0.5,
    Kind.HOME: 0.9,
    Kind.OUTSIDE: 0.95,
    Kind.OUTSIDE_BARE: 0.8,
    Kind.NOTHING: 0.0,
}
"""How far one name alone can be believed, from 0 to 1."""

RETIRED_DISTRICT = 0.9  # plain, but the paper that names it is old
GENERIC_STREET = 0.6  # 人民街: as likely a street of that name as the subdistrict
VERIFIED_ALIAS = 0.74  # confirmed by the office: decides alone; others only support


@dataclass(frozen=True, slots=True)
class Entry:
    """A name the gazetteer knows, as it is written, and what it says."""

    text: str
    kind: Kind
    name: str
    districts: tuple[str, ...] = ()
    weight: float = 0.0
    shared: bool = False
    dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text. `start` and `end` count in the normalised text.

    `districts` are the codes it may stand for: several when it is ambiguous, none when it is not a
    place of ours. `shared` says that another city has a district of the same name, `prefixed` that
    an unknown word stands in front, as in 某某太平镇.
    """

    text: str
    start: int
    end: int
    kind: Kind
    name: str
    districts: tuple[str, ...]
    weight: float
    shared: bool = False
    prefixed: bool = False


@dataclass(slots=True)
class _Letter:
    """A node of the letter tree."""

    following: dict[str, "_Letter"] = field(default_factory=dict)
    entry: Entry | None = None


_UNSEEN = re.compile(r"[^\S\n]+")
_ROAD = re.compile(
    r"[东西南北中上下内外前后新旧直横]{0,2}(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})?"
    r"(?:大道|大马路|马路|公路|快速|高速|[大正]街|路|街(?![道口])|巷|大桥|桥(?![东南中头])|立交|隧道)"
    r"[东西南北中]?",
)
_NAME_OF_SOMETHING = re.compile(
    r"[^,。;、:()\n0-9路道街号村镇]{0,8}?"
    r"(?:公司|集团|大厦|广场|大楼|中心|酒店|宾馆|银行|医院|学院|大学|中学|小学|商会|公园|花园|山庄)",
)
_NAME_OF_A_FIRM = re.compile(r"[^,。;、:()\n0-9路道街号村镇]{0,16}?(?:公司|集团|厂|商会|银行)")
_UNKNOWN_WORD = re.compile(r"[一-鿿](?<![在于到位址是为从至])")
_MARKET_OR_SHIQIAO = re.compile(r"场|桥(?![南中])")
_ELSEWHERE = re.compile(r"县|[区市](?![场域桥政民面内区容])")
_COUNTY = re.compile(r"县(?![级域道官前长令])")
_BEFORE_NO_COUNTY = frozenset("各市本该两省和或全在于郡州")
_SHORT = {Kind.BARE_DISTRICT, Kind.STEM}
_FULL_NAMES = {Kind.DISTRICT, Kind.TOWNSHIP, Kind.FORMER_TOWN, Kind.OUTSIDE, Kind.NOTHING}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names in one letter tree; built once, read by everybody."""

    districts: Mapping[str, str]
    retired_codes: Mapping[str, Mapping[str, Any]]
    _root: _Letter
    _traditional: Mapping[int, str]
    _other_words: Mapping[str, str]

    @classmethod
    def of(cls, facts: Mapping[str, Any], more: Iterable[Entry] = ()) -> Self:
        """Build from the shape of data/guangzhou.json; `more` are further names of the office."""
        root = _Letter()
        for entry in [*_entries(facts), *more]:
            letter = root
            for character in entry.text:
                letter = letter.following.setdefault(character, _Letter())
            if letter.entry is None:
                letter.entry = entry
        return cls(
            districts={row["code"]: row["name"] for row in facts["districts"]},
            retired_codes={row["code"]: row for row in facts["retired_districts"] if row["code"]},
            _root=root,
            _traditional=str.maketrans(facts["traditional"]),
            _other_words=facts["another_word_when_followed_by"],
        )

    def normalised(self, text: str) -> str:
        """Half-width, simplified and without blanks or invisible signs; line ends are kept."""
        plain = unicodedata.normalize("NFKC", text)
        seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
        return _UNSEEN.sub("", seen).translate(self._traditional)

    def places_in(self, text: str) -> tuple[Mention, ...]:
        """Every name in the text from left to right; none overlaps another. Raises nothing."""
        plain = self.normalised(text)
        found: list[Mention] = []
        at = free_from = 0
        while at < len(plain):
            mention = self._longest(plain, at) or _county(plain, at, free_from)
            if mention is None:
                at += 1
            else:
                prefixed = at > free_from and _UNKNOWN_WORD.match(plain, at - 1) is not None
                found.append(replace(mention, prefixed=prefixed) if prefixed else mention)
                at = free_from = mention.end
        return tuple(found)

    def _longest(self, text: str, start: int) -> Mention | None:
        """The longest name that begins here and is used as a name."""
        possible: list[Entry] = []
        letter = self._root
        for at in range(start, len(text)):
            if text[at] not in letter.following:
                break
            letter = letter.following[text[at]]
            if letter.entry is not None:
                possible.append(letter.entry)
        for entry in reversed(possible):
            if not self._another_word(entry, text, start + len(entry.text)):
                return _in_its_place(entry, text, start)
        return None

    def _another_word(self, entry: Entry, text: str, end: int) -> bool:
        """从化学, 增城市场, 广州市桥, 石牌街口: the letters are there, the name is not."""
        if entry.text.endswith("市") and _MARKET_OR_SHIQIAO.match(text, end):
            return True
        others = "口市巷" if entry.kind is Kind.STREET else self._other_words.get(entry.text, "")
        return end < len(text) and text[end] in others


@cache
def guangzhou() -> Gazetteer:
    """The gazetteer that comes with the product, read once."""
    return Gazetteer.of(json.loads(DATA.read_text(encoding="utf-8")))


def places_in(text: str) -> tuple[Mention, ...]:
    """Every place the text names, from left to right. Raises nothing."""
    return guangzhou().places_in(text)


def _in_its_place(entry: Entry, text: str, start: int) -> Mention:
    """What the name says where it stands: a road, a firm or a place elsewhere may only bear it."""
    end = start + len(entry.text)
    kind = entry.kind
    if kind is Kind.OUTSIDE and _NAME_OF_A_FIRM.match(text, end):
        kind = Kind.OUTSIDE_BARE
    elif kind not in _FULL_NAMES or entry.dangerous:
        if kind is not Kind.STREET and (road := _ROAD.match(text, end)):
            return _unplaced(text, start, road.end(), Kind.NOTHING, "道路名称")
        if (kind in _SHORT or entry.dangerous) and (other := _ELSEWHERE.match(text, end)):
            found = Kind.OUTSIDE if other.group() == "县" else Kind.NOTHING
            return _unplaced(text, start, other.end(), found, "外地地名")
        if kind is Kind.BARE_DISTRICT and _NAME_OF_SOMETHING.match(text, end):
            kind = Kind.PART
    weight = entry.weight if kind is entry.kind else WEIGHTS[kind]
    return Mention(entry.text, start, end, kind, entry.name, entry.districts, weight, entry.shared)


def _unplaced(text: str, start: int, end: int, kind: Kind, name: str) -> Mention:
    return Mention(text[start:end], start, end, kind, name, (), WEIGHTS[kind])


def _county(text: str, at: int, free_from: int) -> Mention | None:
    """Guangzhou has had no county since 2014, so any county named is elsewhere."""
    before = text[max(at - 3, free_from) : at]
    if not _COUNTY.match(text, at) or not before.isalpha() or before[-1] in _BEFORE_NO_COUNTY:
        return None
    return _unplaced(text, at - len(before), at + 1, Kind.OUTSIDE, "外地地名")


def _entries(facts: Mapping[str, Any]) -> Iterator[Entry]:
    """Every way a name is written; the first that claims a spelling keeps it."""
    yield from _districts(facts)
    yield from _townships(facts)
    for row in facts["former_towns"]:
        yield _entry(row["name"], Kind.FORMER_TOWN, [row["district_code"]])
    for row in facts["aliases"]:
        weight = VERIFIED_ALIAS if row["verified"] else WEIGHTS[Kind.ALIAS]
        yield _entry(row["name"], Kind.ALIAS, row["district_codes"], weight)
    yield from _not_ours(facts)


def _not_ours(facts: Mapping[str, Any]) -> Iterator[Entry]:
    """The city itself, other cities, and names that say nothing about the place."""
    for name in facts["proves_nothing"]:
        yield Entry(name, Kind.NOTHING, "不能说明所在区的名称")
    for name in facts["home"]:
        yield _entry(name, Kind.HOME)
    for name in facts["outside"]["named"]:
        yield _entry(name, Kind.OUTSIDE)
    for name in facts["outside"]["bare"]:
        yield _entry(name, Kind.OUTSIDE_BARE)
    for name in facts["dangerous_stems"]:
        yield Entry(name, Kind.NOTHING, "缺少街道或镇字样的名称", dangerous=True)


def _districts(facts: Mapping[str, Any]) -> Iterator[Entry]:
    """天河区, the retired 东山区, and 番禺 as people say it."""
    for row in facts["districts"]:
        shared = bool(row["shares_name_with"])
        yield _entry(row["name"], Kind.DISTRICT, [row["code"]], shared=shared)
    for row in facts["retired_districts"]:
        codes, shared = [row["district_code"]], bool(row["shares_name_with"])
        yield _entry(row["name"], Kind.DISTRICT, codes, RETIRED_DISTRICT, shared=shared)
    for name, codes in facts["bare_district_names"].items():
        yield _entry(name, Kind.BARE_DISTRICT, codes)


def _townships(facts: Mapping[str, Any]) -> Iterator[Entry]:
    """石牌街道, colloquially 石牌街, and the stem 石牌 where it is not an ordinary word."""
    dangerous = frozenset(facts["dangerous_stems"])
    districts_of: dict[str, list[str]] = {}
    for row in facts["townships"]:
        stem = row["name"].removesuffix("街道").removesuffix("镇")
        districts_of.setdefault(stem, []).append(row["district_code"])
        yield _entry(row["name"], Kind.TOWNSHIP, [row["district_code"]])
    for row in facts["townships"]:
        stem = row["name"].removesuffix("街道")
        if row["kind"] == "subdistrict":
            codes = [*districts_of[stem], *facts["bare_district_names"].get(stem, [])]
            weight = GENERIC_STREET if stem in dangerous else WEIGHTS[Kind.STREET]
            yield _entry(f"{stem}街", Kind.STREET, codes, weight, name=row["name"])
    for stem, codes in districts_of.items():
        if stem not in dangerous:
            yield _entry(stem, Kind.STEM, codes)


def _entry(
    text: str,
    kind: Kind,
    codes: Iterable[str] = (),
    weight: float = 0,
    *,
    name: str = "",
    shared: bool = False,
) -> Entry:
    districts = tuple(sorted(set(codes)))
    return Entry(text, kind, name or text, districts, weight or WEIGHTS[kind], shared)
