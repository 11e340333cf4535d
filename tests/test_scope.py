"""Who sees which rows: every address, every role, the own office, another one and the city."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from tests import making

V = "/api/v1"
OFFICES = ("440106", "440104", "440100")
PERSONS = {
    "intake": ("intake", "440100"),
    "dispatcher": ("dispatcher", "440100"),
    "supervisor": ("supervisor", "440100"),
    "auditor": ("auditor", "440100"),
    "registrar": ("registrar", "440100"),
    "reward_clerk": ("reward_clerk", "440100"),
    "reward_approver": ("reward_approver", "440100"),
    "cashier": ("cashier", "440100"),
    "platform_12345": ("integration", "440100"),
    "officer_tianhe": ("officer", "440106"),
    "chief_tianhe": ("chief", "440106"),
    "officer_yuexiu": ("officer", "440104"),
    "chief_yuexiu": ("chief", "440104"),
    "officer_city": ("officer", "440100"),
    "chief_city": ("chief", "440100"),
}
"""User name → role and office."""

ROWS = {
    line.split()[0]: line.split()[1]
    for line in """
    complaints/                                       complaints
    complaints/<str:number>/                          complaints
    complaints/<str:number>/history/                  complaints
    complaints/<str:number>/reveal/                   complaints
    complaints/<str:number>/attachments/              complaints
    complaints/<str:number>/attachments/<str:key>/    complaints
    complaints/<str:number>/accept/                   complaints
    complaints/<str:number>/assign/                   complaints
    complaints/<str:number>/conclude/                 complaints
    complaints/<str:number>/correct/                  complaints
    complaints/<str:number>/give-back/                complaints
    complaints/<str:number>/refuse/                   complaints
    complaints/<str:number>/merge/                    complaints
    complaints/<str:number>/withdraw/                 complaints
    complaints/<str:number>/transfer/                 complaints
    routing/preview/                                  everybody
    routing/agencies/                                 everybody
    transfers/                                        transfers
    transfers/<str:number>/                           transfers
    transfers/<str:number>/approve/                   transfers
    transfers/<str:number>/send/                      transfers
    transfers/<str:number>/acknowledge/               transfers
    transfers/<str:number>/accept/                    transfers
    transfers/<str:number>/feedback/                  transfers
    transfers/<str:number>/close/                     transfers
    transfers/<str:number>/return/                    transfers
    cases/                                            cases
    cases/<str:number>/                               cases
    cases/<str:number>/history/                       cases
    cases/<str:number>/pauses/                        cases
    cases/<str:number>/extensions/                    cases
    cases/<str:number>/extensions/<str:extension>/approve/  cases
    cases/<str:number>/extensions/<str:extension>/refuse/   cases
    cases/<str:number>/docket/                        cases
    cases/<str:number>/serve/                         cases
    cases/<str:number>/answer/                        cases
    cases/<str:number>/hear/                          cases
    cases/<str:number>/mediate/                       cases
    cases/<str:number>/rule/                          cases
    cases/<str:number>/publish/                       cases
    cases/<str:number>/close/                         cases
    cases/<str:number>/archive/                       cases
    cases/<str:number>/decline/                       cases
    cases/<str:number>/investigate/                   cases
    cases/<str:number>/audit/                         cases
    cases/<str:number>/notify/                        cases
    cases/<str:number>/decide/                        cases
    cases/<str:number>/reopen/                        cases
    supervision/                                      supervision
    supervision/<str:number>/                         supervision
    supervision/<str:number>/report/                  supervision
    supervision/<str:number>/lift/                    supervision
    rewards/                                          rewards
    rewards/<str:number>/                             rewards
    rewards/<str:number>/payee/                       rewards
    rewards/<str:number>/grade/                       rewards
    rewards/<str:number>/approve/                     rewards
    rewards/<str:number>/notify/                      rewards
    rewards/<str:number>/claim/                       rewards
    rewards/<str:number>/pay/                         rewards
    rewards/<str:number>/decline/                     rewards
    rewards/<str:number>/waive/                       rewards
    registry/entities/                                entities
    registry/entities/<str:number>/                   entities
    registry/entities/<str:number>/correct/           entities
    registry/entities/<str:number>/remove/            entities
    deadlines/rules/                                  everybody
    deadlines/preview/                                everybody
    deadlines/days/                                   everybody
    alerts/                                           alerts
    alerts/<str:alert>/acknowledge/                   alerts
    gateway/12345/orders/                             signed
    """.splitlines()
    if line.strip()
}
"""Every address under /api/v1/, and whose rows it answers. A new one is declared here first."""

LISTS = {
    "complaints": "complaints/",
    "cases": "cases/",
    "transfers": "transfers/",
    "supervision": "supervision/",
    "rewards": "rewards/",
    "entities": "registry/entities/",
    "alerts": "alerts/",
}


@dataclass(frozen=True)
class Row:
    """What the expectation needs to know of a row."""

    number: str
    office: str | None
    brought_by: str = ""
    verified: bool = False
    state: str = ""
    about: str = ""


def sees(kind: str, row: Row, role: str, office: str, username: str) -> bool:
    """Whether a person sees a row, by the office's rules and not by the code's."""
    oversees = role in {"dispatcher", "supervisor", "auditor"}
    own = role in {"officer", "chief"} and row.office == office
    rewarder = role in {"reward_clerk", "reward_approver"}
    match kind:
        case "complaints":
            brought = role == "integration" and row.brought_by == username
            return oversees or role == "intake" or own or brought or (rewarder and row.verified)
        case "cases":
            return oversees or own or (rewarder and row.verified)
        case "transfers":
            return oversees or role == "intake" or own
        case "supervision":
            return oversees or own
        case "rewards":
            paying = role == "cashier" and row.state in {"claimed", "paid"}
            return rewarder or role in {"supervisor", "auditor"} or paying
        case "entities":
            return oversees or role in {"registrar", "intake"} or own
        case "alerts":
            of_rewards = rewarder and row.about == "reward"
            of_the_case = own and row.about != "reward"
            received = row.about in {"complaint", "transfer"}
            at_the_desk = role == "intake" and row.office == office and received
            return oversees or of_the_case or of_rewards or at_the_desk
    raise AssertionError(kind)


@pytest.fixture
def world(people: dict[str, Any]) -> dict[str, list[Row]]:
    """Matters of two districts, of the city and of nobody yet, in every colour."""
    platform = making.person("platform_12345")
    rows: dict[str, list[Row]] = {kind: [] for kind in LISTS}

    def add_complaint(**facts: Any) -> Any:
        made = making.a_complaint(**facts)
        brought = "platform_12345" if made.created_by_id == platform.pk else ""
        rows["complaints"].append(
            Row(made.number, made.office_id, brought, made.verified, made.state)
        )
        return made

    def add_alert(rule: str, subject: str, office: str) -> None:
        number = making.a_number("XX")
        alert = making.an_alert(making.a_clock(rule, subject=subject, number=number, office=office))
        rows["alerts"].append(Row(str(alert.pk), office, about=subject))

    add_complaint(state="received")
    add_complaint(state="accepted", created_by=platform)
    for office in OFFICES:
        assigned = add_complaint(state="assigned", office=office)
        docketed = add_complaint(state="docketed", office=office, created_by=platform)
        concluded = add_complaint(state="concluded", office=office, verified=True)
        add_complaint(state="concluded", office=office)

        for state, finding, complaint in (
            ("proposed", "", assigned),
            ("investigating", "", docketed),
            ("closed", "verified", concluded),
            ("archived", "unfounded", None),
        ):
            case = making.a_case(state, office=office, complaint=complaint, finding=finding)
            rows["cases"].append(Row(case.number, office, verified=finding == "verified"))
            if finding == "verified":
                for reward_state in ("declined", "claimed"):
                    reward = making.a_reward(reward_state, case=case)
                    rows["rewards"].append(Row(reward.number, office, state=reward_state))

        transfer = making.a_transfer("sent", office=office, complaint=docketed)
        rows["transfers"].append(Row(transfer.number, office))
        listing = making.a_supervision("listed", lead=office, complaint=assigned)
        rows["supervision"].append(Row(listing.number, office))
        entity = making.an_entity("listed", district=office)
        rows["entities"].append(Row(entity.number, office))
        add_alert("B-FILE-P", "complaint", office)
        add_alert("B-CLOSE-P", "case", office)
        add_alert("R-START", "reward", office)
    return rows


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address under a resolver, with its view."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback


def api_addresses() -> dict[str, set[str]]:
    """Every address under /api/v1/ and the methods it answers to."""
    return {
        path.removeprefix("api/v1/"): {m for m in ("get", "post") if hasattr(view.cls, m)}
        for path, view in addresses(get_resolver())
        if path.startswith("api/v1/")
    }


def test_every_address_of_the_api_says_whose_rows_it_answers() -> None:
    assert api_addresses().keys() == ROWS.keys()


@pytest.mark.parametrize("path", ROWS)
def test_nothing_is_answered_to_nobody(path: str, people: dict[str, Any]) -> None:
    address = f"{V}/{path.replace('<str:', '').replace('>', '')}"

    answers = [getattr(APIClient(), m)(address, format="json") for m in api_addresses()[path]]

    told = [(a.status_code, a.get("WWW-Authenticate", "")) for a in answers]
    signed = ROWS[path] == "signed"
    assert told == [(401, "" if signed else "Api-Key")] * len(answers)


@pytest.mark.parametrize("username", PERSONS)
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_holds_the_rows_of_the_person_and_no_other(
    kind: str, username: str, world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    role, office = PERSONS[username]
    expected = {r.number for r in world[kind] if sees(kind, r, role, office, username)}

    answer = api(username).get(f"{V}/{LISTS[kind]}", {"page_size": "200", "count": "true"}).json()

    name = "id" if kind == "alerts" else "number"
    assert {row[name] for row in answer["results"]} == expected
    assert answer["count"] == len(expected)


def told(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer tells but the id and the second of the request."""
    return (
        answer.status_code,
        answer.content,
        {
            **answer.headers,
            "X-Request-ID": "",
            "Expires": "",
        },
    )


@pytest.mark.parametrize("username", PERSONS)
def test_a_row_of_others_is_answered_like_a_row_that_does_not_exist(
    username: str, world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    role, office = PERSONS[username]
    client = api(username)

    def ask(method: str, path: str, number: str) -> Any:
        address = path.replace("<str:number>", number).replace("<str:alert>", number)
        address = address.replace("<str:key>", "0" * 32).replace("<str:extension>", "YQ26-X")
        return getattr(client, method)(f"{V}/{address}", format="json")

    for path, methods in api_addresses().items():
        kind = ROWS[path]
        if "<str:" not in path:
            continue
        unknown_number = "999999999" if kind == "alerts" else "TS26-0000000000"
        for method in sorted(methods):
            if "extension>" in path and method == "get":
                continue
            unknown = ask(method, path, unknown_number)
            assert unknown.status_code == 404, (path, method)
            for row in world[kind]:
                if not sees(kind, row, role, office, username):
                    foreign = ask(method, path, row.number)
                    assert told(foreign) == told(unknown), (path, method, row)
                elif method == "get" and path.endswith("<str:number>/"):
                    assert ask(method, path, row.number).status_code == 200, (path, row)


@pytest.mark.parametrize("kind", [k for k in LISTS if k != "alerts"])
def test_a_number_has_one_spelling(
    kind: str, world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    client, number = api("supervisor"), world[kind][0].number

    def status(spelling: str) -> int:
        address = f"{V}/{LISTS[kind]}{spelling}"
        return int(client.get(address, follow=True).status_code)

    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)
    assert status(f"{number}/") == 200
    for spelling in (
        f"+{number}/",
        f"%20{number}/",
        f"{number}%20/",
        f"{number}.json/",
        f"{number}.json",
        f"{number.lower()}/",
        f"{wide}/",
        f"{number}%00/",
        "%00/",
        f"{number}%ED%A0%80/",
        f"{number}//",
        f"%2F{number}/",
    ):
        assert status(spelling) == 404, spelling


def test_an_alert_has_one_spelling(
    world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    client, number = api("supervisor"), world["alerts"][0].number

    def status(spelling: str) -> int:
        return client.post(f"{V}/alerts/{spelling}/acknowledge/").status_code

    assert status(number) == 200
    spellings = (f"+{number}", f"%20{number}", f"0{number}", f"{number}.0", "９", "-1", "9" * 30)
    assert [status(spelling) for spelling in spellings] == [404] * len(spellings)


def test_what_hangs_on_a_matter_is_not_found_under_another(
    world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    extension = making.an_extension()
    other = making.a_case("docketed")

    at = f"{V}/cases/{other.number}/extensions/{extension.number}/approve/"
    answer = api("chief_tianhe").post(at, {}, format="json")

    assert answer.status_code == 404
    extension.refresh_from_db()
    assert extension.state == "proposed"


def test_a_number_of_others_in_a_body_is_refused_like_an_unknown_one(
    world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    theirs = next(r for r in world["complaints"] if (r.office, r.state) == ("440104", "assigned"))

    def propose(number: str) -> Any:
        sent = {
            "complaint": number,
            "proceeding": "counterfeit",
            "officers": list(making.HANDLERS),
        }
        return api("officer_tianhe").post(f"{V}/cases/", sent, format="json")

    foreign, unknown = propose(theirs.number), propose("TS26-0000000000")

    assert foreign.status_code == unknown.status_code == 422
    assert foreign.content == unknown.content
    assert foreign.json()["errors"][0]["code"] == "unknown_number"


def test_a_moved_officer_sees_the_new_office_from_the_next_request_on(
    world: dict[str, list[Row]], api: Callable[[str], APIClient]
) -> None:
    officer = making.person("officer_tianhe")
    officer.office_id = "440104"
    officer.save(update_fields=["office"])
    client = APIClient()
    client.force_authenticate(making.person("officer_tianhe"))

    numbers = {r["number"] for r in client.get(f"{V}/cases/").json()["results"]}

    assert numbers == {r.number for r in world["cases"] if r.office == "440104"}
