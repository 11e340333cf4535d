"""What people bring to the demo office: bodies of intake, as a client would send them."""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from stdnum.cn import uscc

from demo import words
from routing.gazetteer import DATA, guangzhou

Body = dict[str, Any]


@cache
def townships() -> dict[str, list[str]]:
    """The townships of each district by its code."""
    facts = json.loads(Path(DATA).read_text("utf-8"))
    found: dict[str, list[str]] = {code: [] for code in guangzhou().districts}
    for row in facts["townships"]:
        found[row["district_code"]].append(row["name"])
    return found


def person(rng: Random) -> str:
    """A name that nobody is meant by."""
    return rng.choice(words.SURNAMES) + rng.choice(words.GIVEN)


def phone(rng: Random) -> str:
    """A mobile number of a block that says it is made up."""
    return f"1390000{rng.randrange(10_000):04d}"


def credit_code(rng: Random) -> str:
    """A credit code whose check digit holds."""
    body = f"91440101MA9{rng.randrange(10**6):06d}"
    return body + str(uscc.calc_check_digit(body))


def company(rng: Random) -> str:
    """A company that does not exist."""
    return f"广州{rng.choice(words.STYLES)}{rng.choice(words.TRADES)}有限公司"


def patent(rng: Random, *, right: bool = True) -> str:
    """A patent number, with its check digit or with a wrong one."""
    serial = f"20{rng.randrange(12, 25)}{rng.choice('1223')}0{rng.randrange(10**6):06d}"
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(serial))
    place = total % 11 if right else (total + 1 + rng.randrange(9)) % 11
    return f"ZL{serial}.{'0123456789X'[place]}"


def address(rng: Random, district: str) -> str:
    """A door in a township of the district."""
    township = rng.choice(townships()[district])
    door = f"{rng.choice(words.ROADS)}{rng.randrange(1, 200)}号"
    return f"广州市{guangzhou().districts[district]}{township}{door}"


def informant(rng: Random, *, anonymous: bool) -> Body:
    """A natural person, named or not."""
    if anonymous:
        return {"anonymous": True, "confidential": True}
    known: Body = {"name": person(rng), "phone": phone(rng), "confidential": rng.random() < 0.6}
    if rng.random() < 0.3:
        known["email"] = f"demo{rng.randrange(1000)}@example.com"
    return known


def company_informant(rng: Random, name: str) -> Body:
    """A company that speaks for its right."""
    return {
        "name": person(rng),
        "phone": phone(rng),
        "organisation": name,
        "organisation_uscc": credit_code(rng),
        "confidential": False,
    }


def counterfeit(rng: Random, district: str, source: str, *, anonymous: bool) -> Body:
    """A report of a counterfeit patent in a district."""
    goods, title = rng.choice(words.GOODS)
    shop, number = company(rng), patent(rng, right=rng.random() < 0.85)
    where = address(rng, district)
    return _with_origin(rng, source) | {
        "kind": "counterfeit_report",
        "title": rng.choice(words.COUNTERFEIT_TITLES).format(shop=shop, goods=goods),
        "description": rng.choice(words.COUNTERFEIT_STORIES).format(
            goods=goods, right=number, title=title
        ),
        "right": {"type": "patent", "number": number},
        "respondent": _respondent(rng, shop, where),
        "place": {"address": where} | ({"district": district} if rng.random() < 0.5 else {}),
        "informant": informant(rng, anonymous=anonymous),
    }


def dispute(rng: Random, district: str, source: str, *, written: bool = True) -> Body:
    """A patent holder's request against somebody in a district, or in the city somewhere."""
    goods, title = rng.choice(words.GOODS)
    shop, number, holder = company(rng), patent(rng), company(rng)
    where = address(rng, district) if district else "广州市"
    return _with_origin(rng, source) | {
        "kind": "infringement_complaint",
        "title": rng.choice(words.DISPUTE_TITLES).format(shop=shop, goods=goods),
        "description": rng.choice(words.DISPUTE_STORIES).format(
            goods=goods, right=number, title=title
        ),
        "right": {"type": "patent", "number": number, "holder": holder},
        "respondent": _respondent(rng, shop, where),
        "place": {"address": where},
        "informant": company_informant(rng, holder),
        "written_request": written,
    }


def lead(rng: Random, district: str, source: str, right_type: str) -> Body:
    """A trademark or copyright matter, which belongs to another agency."""
    goods, _title = rng.choice(words.GOODS)
    shop, where, holder = company(rng), address(rng, district), company(rng)
    mark = right_type == "trademark"
    number = (
        f"{rng.randrange(10**7, 10**8)}"
        if mark
        else f"粤作登字-20{rng.randrange(18, 25)}-F-{rng.randrange(10**8):08d}"
    )
    story = words.MARK_STORY if mark else words.WORK_STORY
    return _with_origin(rng, source) | {
        "kind": f"{right_type}_lead",
        "title": f"{shop}涉嫌侵犯{'商标权' if mark else '著作权'}",
        "description": story.format(goods=goods, right=number),
        "right": {"type": right_type, "number": number, "holder": holder},
        "respondent": _respondent(rng, shop, where),
        "place": {"address": where, "district": district},
        "informant": company_informant(rng, holder),
    }


def asking(rng: Random, source: str, kind: str) -> Body:
    """A question, or a wish, for the city's own desk."""
    title, text = rng.choice(words.QUESTIONS if kind == "consultation" else words.WISHES)
    return _with_origin(rng, source) | {
        "kind": kind,
        "title": title,
        "description": text,
        "place": {"address": "广州市"},
        "informant": informant(rng, anonymous=False),
    }


def nowhere(body: Body, rng: Random) -> Body:
    """The same matter with a place that no office can be read from."""
    vague = ("广州市新塘某商铺", "广州市内流动摊档", "佛山市南海区某工业园")
    respondent = {k: v for k, v in body["respondent"].items() if k != "address"}
    return body | {"respondent": respondent, "place": {"address": rng.choice(vague)}}


def concerning(body: Body, holder: str, code: str, right: str) -> Body:
    """The same matter about the right of a listed enterprise."""
    right_of = {"type": "patent", "number": right, "holder": holder, "holder_uscc": code}
    return body | {"right": right_of}


def at_market(body: Body, rng: Random, market: str, district: str) -> Body:
    """The same matter in a stall of a listed market."""
    stall = f"{market}{rng.choice('ABC')}区{rng.randrange(100, 400)}档"
    where = f"广州市{guangzhou().districts[district]}{stall}"
    return body | {"place": {"address": where, "district": district}}


def again(body: Body, rng: Random, source: str) -> Body:
    """Somebody else brings the same matter."""
    keep = {k: v for k, v in body.items() if k not in {"source", "external_ref", "informant"}}
    return keep | _with_origin(rng, source) | {"informant": informant(rng, anonymous=False)}


def _respondent(rng: Random, name: str, where: str) -> Body:
    known: Body = {"name": name, "address": where}
    if rng.random() < 0.6:
        known["uscc"] = credit_code(rng)
    if rng.random() < 0.5:
        known["phone"] = phone(rng)
    if rng.random() < 0.25:
        known["shop_url"] = f"https://shop{rng.randrange(1000, 9999)}.example.com/"
    return known


def _with_origin(rng: Random, source: str) -> Body:
    """Through which door it came, and that door's own number."""
    if source == "hotline_12345":
        return {"source": source, "external_ref": f"GZ{rng.randrange(10**12, 10**13)}"}
    if source == "referral":
        return {"source": source, "external_ref": f"演示转办{rng.randrange(1000, 9999)}号"}
    return {"source": source}
