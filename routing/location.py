"""Where a matter lies: what the district code and the two addresses say together.

A district is read, never guessed: whatever contradicts itself stays in doubt, with its candidates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import prod
from typing import Self

from routing.gazetteer import WEIGHTS, Kind, Mention, guangzhou, places_in

FIRM = 0.7
"""A name at least this strong stands alone; two of them in different districts contradict."""
PLAIN = 0.8
"""Beside a name at least this strong, a weaker one for another district does not count."""
MOST = 0.98
"""No address is ever certain; only a district code from the intake form is."""
DOMICILE_FOR_AN_ACT = 0.85
"""The act decides (行政处罚法 第二十二条); the domicile only suggests where it happened."""
BEHIND_AN_UNKNOWN_WORD = 0.6
TOWNS = {Kind.TOWNSHIP, Kind.STREET, Kind.FORMER_TOWN}
ABROAD = {"outside_guangzhou", "outside_and_inside"}
NAMES_OF = {
    Kind.DISTRICT: "区名",
    Kind.TOWNSHIP: "街道或镇名",
    Kind.STREET: "街道的通俗写法",
    Kind.FORMER_TOWN: "原镇名",
    Kind.BARE_DISTRICT: "省略“区”字的区名",
    Kind.ALIAS: "地标或市场名",
    Kind.STEM: "省略“街道”或“镇”字的名称",
    Kind.PART: "建筑或单位名称中的区名",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing in the input that speaks for the decision, or the reason there is none."""

    code: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Location:
    """What has been understood about the place, before asking whose work it is.

    `districts` are the candidates; it is settled when one is left and nothing stands in `doubt`.
    `within` is how sure it is that the place lies in Guangzhou at all.
    """

    districts: tuple[str, ...] = ()
    confidence: float = 0.0
    within: float = 0.0
    doubt: str = ""
    evidence: tuple[Evidence, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def district(self) -> str | None:
        """The one district that is left, if there is no doubt about it."""
        return self.districts[0] if len(self.districts) == 1 and not self.doubt else None

    def because(self, *more: Evidence) -> Self:
        """The same place with more evidence."""
        return replace(self, evidence=(*self.evidence, *more))

    def leaving_out(self, *more: str) -> Self:
        """The same place, with more of the input named as not used."""
        return replace(self, ignored=tuple(dict.fromkeys((*self.ignored, *more))))

    def doubted(self, code: str, detail: str) -> Self:
        """The same place, no longer settled; the first doubt keeps its name."""
        return replace(self, doubt=self.doubt or code).because(Evidence(code, detail, 0.0))


def locate(
    *, code: str, place: str, domicile: str, by_domicile: bool, threshold: float
) -> Location:
    """Reads the code of the place of act, its address and the respondent's, in this order.

    `by_domicile`: the respondent's domicile founds jurisdiction as well as the act does.
    """
    believed = 1.0 if by_domicile else DOMICILE_FOR_AN_ACT
    act = _read(place, "place", "行为发生地")
    home = _read(domicile, "respondent", "被投诉人地址", believed=believed)
    found = _checked(_read_code(code), act)
    if by_domicile and found.doubt == "outside_guangzhou" and home.within >= FIRM:
        found = home.leaving_out(*found.ignored, "行为发生地在外地，按被投诉人住所地管辖")
    elif found.district is None or found.confidence < threshold:
        found = _with_domicile(found, home)
    elif home.doubt in ABROAD or (home.districts and found.district not in home.districts):
        other = names_of(home.districts) or "外地"
        found = found.leaving_out(f"被投诉人地址（{other}）未采用，行为发生地优先")
    if not found.evidence:
        return found.doubted("no_place", "未提供可以识别的地点")
    if not found.districts and not found.doubt:
        return found.doubted("no_district", "只能确认在广州市，未写明所在区")
    if found.district and found.confidence < threshold:
        return found.doubted("below_threshold", "依据不足，须人工确认")
    return found


def names_of(codes: Iterable[str]) -> str:
    """The districts by name, for a sentence."""
    districts = guangzhou().districts
    return "、".join(districts[code] for code in codes)


def _read_code(code: str) -> Location:
    """The district code given at intake; retired codes stand for the district they became."""
    gazetteer = guangzhou()
    code = gazetteer.normalised(code).strip()
    if not code:
        return Location()
    if code in gazetteer.districts:
        detail = f"登记的行为发生地区划代码{code}（{gazetteer.districts[code]}）"
        return Location((code,), 1.0, 1.0).because(Evidence("place_code", detail, 1.0))
    if code in gazetteer.retired_codes:
        retired = gazetteer.retired_codes[code]
        old, now = retired["name"], retired["district_code"]
        detail = f"登记的区划代码{code}（原{old}）现属{gazetteer.districts[now]}"
        return Location((now,), 0.95, 0.95).because(Evidence("retired_code", detail, 0.95))
    if len(code) == 6 and code.isascii() and code.isdecimal() and not code.startswith("4401"):
        return Location().doubted("outside_guangzhou", f"登记的区划代码{code}不属广州市")
    return Location().leaving_out(f"区划代码“{code[:12]}”不能指明所在区")


def _read(text: str, source: str, label: str, *, believed: float = 1.0) -> Location:
    """What one address says; `believed` weakens it as a whole."""
    inside, outside, home, ignored = _sorted(places_in(text))
    strongest = max((one.weight for one in inside), default=0.0)
    within = max(strongest, WEIGHTS[Kind.HOME] if home else 0.0) * believed
    found = Location(within=within).leaving_out(*(f"{label}：{one}" for one in ignored))
    if outside:
        return _abroad(found, inside, outside, label)
    districts, supporting, contrary = _candidates(inside)
    found = replace(found, districts=districts, confidence=_sure(supporting) * believed)
    found = found.because(
        *(
            Evidence(
                f"{source}_{one.kind}",
                f"{label}写有“{one.text}”（{NAMES_OF[one.kind]}，{names_of(one.districts)}）",
                round(one.weight * believed, 4),
            )
            for one in supporting
        )
    )
    if not supporting:
        city = Evidence(f"{source}_city", f"{label}只写到广州市", 0.0)
        return found.because(city) if home else found
    if not _common(supporting):
        found = replace(found, confidence=found.confidence / len(districts))
        return found.doubted("several_districts", f"{label}写有不同的区：{names_of(districts)}")
    if len(districts) > 1:
        return found.doubted("ambiguous_place", f"{label}可能在{names_of(districts)}，未写明")
    if strongest < PLAIN:
        against = max((one.weight for one in contrary), default=0.0)
        found = replace(found, confidence=found.confidence * (1 - against))
    return found.leaving_out(*(f"{label}：“{one.text}”与所在区不符" for one in contrary))


def _sorted(
    mentions: Iterable[Mention],
) -> tuple[list[Mention], list[Mention], bool, list[str]]:
    """Names of ours, names elsewhere, whether the city is named, and what says nothing.

    Another city in front governs what follows it, until Guangzhou itself is named again.
    """
    inside: dict[str, Mention] = {}
    outside: list[Mention] = []
    ignored: list[str] = []
    home = settled = False
    abroad = ""
    for one in mentions:
        if one.kind is Kind.NOTHING:
            ignored.append(f"“{one.text}”是{one.name}")
        elif one.kind is Kind.HOME:
            home, settled, abroad = True, True, ""
        elif one.kind is Kind.OUTSIDE or (one.kind is Kind.OUTSIDE_BARE and not settled):
            outside.append(one)
            abroad = one.text
        elif one.kind is Kind.OUTSIDE_BARE:
            ignored.append(f"“{one.text}”只是名称的一部分")
        elif abroad and (one.kind is not Kind.DISTRICT or one.shared):
            ignored.append(f"“{one.text}”在“{abroad}”之后，不是广州的地名")
        else:
            known = _within_reach(one, settled=settled)
            inside.setdefault(known.text, known)
            settled = settled or known.weight >= FIRM
    return list(inside.values()), outside, home, ignored


def _within_reach(one: Mention, *, settled: bool) -> Mention:
    """Every province has a 太平镇: behind an unknown word and without Guangzhou it is doubtful."""
    if settled or not one.prefixed or (one.kind not in TOWNS and not one.shared):
        return one
    return replace(one, weight=min(one.weight, BEHIND_AN_UNKNOWN_WORD))


def _abroad(found: Location, inside: list[Mention], outside: list[Mention], label: str) -> Location:
    """Another city is named; with Guangzhou beside it, a person must see which one is meant."""
    named = "、".join(dict.fromkeys(one.text for one in outside))
    if found.within < FIRM:
        detail = f"{label}在广州市以外：{named}"
        return replace(found, within=0.0).doubted("outside_guangzhou", detail)
    ours = "、".join(one.text for one in inside) or "广州市"
    found = replace(found, districts=_candidates(inside)[0], within=found.within / 2)
    return found.doubted("outside_and_inside", f"{label}既有外地（{named}）又有本市（{ours}）")


def _candidates(
    inside: list[Mention],
) -> tuple[tuple[str, ...], list[Mention], list[Mention]]:
    """The districts all firm names agree on, narrowed by the weaker ones that fit.

    Answers the districts, the names that support them, and the weaker ones that do not. Firm names
    that contradict each other leave all their districts standing, and so do weak ones alone.
    """
    firm = [one for one in inside if one.weight >= FIRM]
    leading = firm or inside
    common = _common(leading)
    if not common:
        return tuple(sorted({code for one in leading for code in one.districts})), leading, []
    supporting = list(leading)
    contrary: list[Mention] = []
    for one in inside:
        if one in leading:
            continue
        narrowed = common & set(one.districts)
        common = narrowed or common
        (supporting if narrowed else contrary).append(one)
    return tuple(sorted(common)), supporting, contrary


def _common(mentions: list[Mention]) -> set[str]:
    first, *others = [set(one.districts) for one in mentions] or [set()]
    return first.intersection(*others)


def _sure(supporting: list[Mention]) -> float:
    """Independent names strengthen each other; an ambiguous one counts for its share."""
    return min(1 - prod(1 - one.weight / len(one.districts) for one in supporting), MOST)


def _checked(code: Location, act: Location) -> Location:
    """The code of the intake form, checked against the address written beside it."""
    if not code.evidence:
        return act.leaving_out(*code.ignored)
    both = code.because(*act.evidence).leaving_out(*act.ignored)
    if code.doubt:
        contradicted = act.within >= FIRM
    elif code.districts[0] in act.districts:
        return replace(both, confidence=code.confidence * (0.9 if act.doubt else 1))
    else:
        contradicted = bool(act.doubt) or act.confidence >= FIRM
    if contradicted:
        ours = not code.doubt and act.doubt not in ABROAD
        every = tuple(sorted({*code.districts, *act.districts}))
        both = replace(both, districts=every, confidence=0.3, within=0.95 if ours else 0.5)
        reason = "区划代码与行为发生地地址不一致"
        return replace(both, doubt="").doubted("code_contradicts_address", reason)
    weak = (f"{one.detail}，与区划代码不符" for one in act.evidence if one.weight)
    return code.leaving_out(*act.ignored, *weak)


def _with_domicile(act: Location, home: Location) -> Location:
    """A place of act that is not settled: the domicile fills, strengthens or contradicts it."""
    if act.doubt not in {"", "ambiguous_place"}:
        return act
    if act.evidence and not home.districts:
        return act.leaving_out(*home.ignored, *(one.detail for one in home.evidence))
    both = replace(home, evidence=act.evidence, ignored=act.ignored)
    both = both.because(*home.evidence).leaving_out(*home.ignored)
    if not act.districts or home.doubt in {"several_districts", *ABROAD}:
        return both
    common = tuple(sorted({*act.districts} & {*home.districts}))
    if not common:
        every = tuple(sorted({*act.districts, *home.districts}))
        both = replace(both, districts=every, doubt="")
        reason = f"行为发生地与被投诉人地址指向不同的区：{names_of(every)}"
        return both.doubted("several_districts", reason)
    sure = min(1 - (1 - act.confidence) * (1 - home.confidence), MOST)
    doubt = "ambiguous_place" if len(common) > 1 else ""
    return replace(both, districts=common, confidence=sure, doubt=doubt)
