"""Whose work a matter is: the office that handles it follows from its kind and its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from routing.location import Evidence, Location, locate, names_of

__all__ = ["CITY", "Decision", "Evidence", "Facts", "decide"]

CITY = "440100"
"""The city office; 440100 is the code of Guangzhou itself."""
HANDLED_BY_THE_CITY = {"consultation", "other"}
LEADS = {"trademark_lead": "商标", "copyright_lead": "著作权"}
PATENT_MATTERS = {"infringement_complaint", "counterfeit_report"}
OTHER_RIGHTS = {"trademark": "商标", "copyright": "著作权"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the intake knows about what and where; all but the kind may be empty."""

    kind: str
    right_type: str = ""
    place_district: str = ""
    place_address: str = ""
    respondent_address: str = ""
    shop_url: str = ""
    respondent_uscc: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The district of the matter, the office that handles it, and why.

    `confidence` is that of `office`, from 0 to 1. When `unroutable`, both are None, a person
    decides, and the candidates stand in the evidence.
    """

    district: str | None
    office: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    unroutable: bool
    ignored: tuple[str, ...]


def decide(
    facts: Facts, *, threshold: float = 0.7, entrusted: frozenset[str] = frozenset()
) -> Decision:
    """Says which office handles the matter, or that a person must.

    `entrusted` are the districts holding the city's written entrustment for infringement
    (广东省知识产权保护条例 第二十七条). Raises nothing, whatever the texts are.
    """
    location = locate(
        code=facts.place_district,
        place=facts.place_address,
        domicile=facts.respondent_address,
        by_domicile=facts.kind == "infringement_complaint",
        threshold=threshold,
    ).leaving_out(*_proving_no_place(facts))
    if facts.kind in HANDLED_BY_THE_CITY:
        return _at_the_city(location, 1.0, "city_desk", "咨询及其他事项由市局受理窗口办理")
    right = LEADS.get(facts.kind)
    if right is None and facts.kind in PATENT_MATTERS:
        right = OTHER_RIGHTS.get(facts.right_type)
    if right is not None:
        return _lead(location, right)
    if facts.kind == "infringement_complaint":
        return _infringement(location, threshold, entrusted)
    if facts.kind == "counterfeit_report":
        return _counterfeit(location)
    return _unroutable(location.doubted("unknown_kind", "该事项类型没有对应的分派规则"))


def _counterfeit(location: Location) -> Decision:
    """The district of the act (行政处罚法 第二十二条, 专利法 第六十八条)."""
    if location.district is None:
        return _unroutable(location)
    return _routed(location, location.district, location.confidence)


def _infringement(location: Location, threshold: float, entrusted: frozenset[str]) -> Decision:
    """City level; a district only in the city's name (专利法实施细则 第九十五条)."""
    district = location.district
    if location.doubt == "outside_guangzhou" or location.within < threshold:
        return _unroutable(location)
    if district is not None and district in entrusted:
        detail = f"{names_of([district])}受市局委托，以市局名义办理专利侵权纠纷"
        location = location.because(Evidence("entrusted", detail, 1.0))
        return _routed(location, district, location.confidence)
    detail = "专利侵权纠纷由市级部门管辖，由市局办理"
    if district is not None:
        detail += f"；{names_of([district])}未受委托"
    return _at_the_city(location, location.within, "city_level", detail)


def _lead(location: Location, right: str) -> Decision:
    """The city desk arranges the hand-over of whatever is not a patent matter."""
    if location.doubt == "outside_guangzhou":
        return _unroutable(location)
    return _at_the_city(location, 1.0, "city_hands_over", f"{right}线索由市局统一办理移送")


def _at_the_city(location: Location, confidence: float, code: str, detail: str) -> Decision:
    return _routed(location.because(Evidence(code, detail, 1.0)), CITY, confidence)


def _routed(location: Location, office: str, confidence: float) -> Decision:
    return Decision(
        district=location.district,
        office=office,
        confidence=round(confidence, 4),
        evidence=location.evidence,
        unroutable=False,
        ignored=location.ignored,
    )


def _unroutable(location: Location) -> Decision:
    return Decision(
        district=None,
        office=None,
        confidence=round(location.confidence, 4),
        evidence=location.evidence,
        unroutable=True,
        ignored=location.ignored,
    )


def _proving_no_place(facts: Facts) -> Iterator[str]:
    """What was given and says nothing about the place."""
    if facts.shop_url:
        yield "网店地址不能说明经营者所在区"
    if facts.respondent_uscc:
        yield "统一社会信用代码只反映登记机关，不能说明所在区"
