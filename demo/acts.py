"""What the people of the demo office do, each act through the same door that a page would use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.choices import CITY_OFFICE
from accounts.models import Office, User
from cases import selectors as cases
from cases import services as case_services
from cases.models import Case, Extension, Supervision
from cases.steps import BY_PROCEEDING, EXTEND, EXTENSION, PAUSE, SUPERVISION
from complaints import selectors as complaints
from complaints import services as complaint_services
from complaints.models import Complaint
from complaints.serializers import IntakeIn
from complaints.steps import STEPS as COMPLAINT
from deadlines.arithmetic import legal_day
from demo import words
from registry import services as registry
from rewards import selectors as rewards
from rewards.models import Reward
from rewards.steps import STEPS as REWARD
from routing import selectors as routing
from routing.models import Transfer
from routing.steps import HAND_OVER
from routing.steps import STEPS as TRANSFER
from wire.steps import refusal


@dataclass
class Matter:
    """One matter of the plan, and the numbers that the office has given it so far."""

    body: Mapping[str, Any]
    rng: Random
    district: str = ""
    goods: str = "产品"
    complaint: str = ""
    case: str = ""
    discovered: bool = False


@dataclass
class Cast:
    """Everybody of the office, and the seats of its officers."""

    people: Mapping[str, User]
    slugs: Mapping[str, str] = field(default_factory=dict)

    def at(self, office: str, seat: str) -> User:
        """The one who sits in a seat of an office: officer, officer2, officer3, chief."""
        return self.people[f"{seat}_{self.slugs[office]}"]


Play = Callable[[Cast, Matter, datetime], None]


def say(matter: Matter, key: str) -> str:
    """One of the sentences that people write in this place."""
    return matter.rng.choice(words.REASONS[key])


def the_complaint(matter: Matter) -> Complaint:
    """The complaint as it stands."""
    return complaints.in_full().get(number=matter.complaint)


def the_case(matter: Matter) -> Case:
    """The case as it stands."""
    return cases.in_full().get(number=matter.case)


def the_transfer(matter: Matter) -> Transfer:
    """The latest transfer of the complaint."""
    found = routing.transfers().filter(complaint__number=matter.complaint).order_by("-id")
    return found[0]


def the_reward(matter: Matter) -> Reward:
    """The latest reward of the case."""
    return rewards.in_full().filter(case__number=matter.case).order_by("-id")[0]


def the_extension(matter: Matter) -> Extension:
    """The latest request of the case."""
    return cases.extensions_of(the_case(matter)).order_by("-id")[0]


def the_listing(matter: Matter) -> Supervision:
    """The listing of the case or the complaint."""
    rows = cases.supervisions().order_by("-id")
    if matter.case:
        return rows.filter(case__number=matter.case)[0]
    return rows.filter(complaint__number=matter.complaint)[0]


def handling(matter: Matter) -> str:
    """The code of the office that has the matter."""
    if matter.discovered:
        return matter.district
    return the_complaint(matter).office_id or CITY_OFFICE


# -- complaints


def receive(cast: Cast, matter: Matter, at: datetime) -> None:
    """Take it in: by the platform, by the desk, or by nobody on the web."""
    source = matter.body["source"]
    by = {"hotline_12345": "platform_12345", "web": None}.get(source, "intake")
    given = IntakeIn(data=dict(matter.body), context={"at": at})
    if not given.is_valid():
        raise refusal(given.errors)
    received = complaint_services.receive(
        complaint_services.Intake(
            columns=given.columns(),
            identity=given.validated_data.get("informant", {}),
            body=matter.body,
            warnings=given.all_warnings(),
        ),
        by=cast.people[by] if by else None,
        at=at,
    )
    matter.complaint = received.complaint.number


def complaint_step(name: str, by: str, **sent: Any) -> Play:
    """A step of the complaint by somebody of the city, with a sentence of its own."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        given = {k: say(matter, v) if k == "reason" else v for k, v in sent.items()}
        COMPLAINT[name].take(the_complaint(matter), given, by=cast.people[by], at=at)

    return play


accept = complaint_step("accept", "intake")


def assign(cast: Cast, matter: Matter, at: datetime) -> None:
    """The dispatcher decides where the routing did not."""
    complaint = the_complaint(matter)
    if complaint.state == "accepted":
        sent = {"office": matter.district, "reason": "根据登记地点人工分派"}
        COMPLAINT["assign"].take(complaint, sent, by=cast.people["dispatcher"], at=at)


def give_back(cast: Cast, matter: Matter, at: datetime) -> None:
    """The office finds that it is not its matter."""
    complaint = the_complaint(matter)
    sent = {"reason_code": "not_our_area", "reason": say(matter, "give_back")}
    by = cast.at(handling(matter), "officer")
    COMPLAINT["give-back"].take(complaint, sent, by=by, at=at)


def conclude(reply: str) -> Play:
    """The office answers without a case."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        by = cast.at(handling(matter), "officer")
        COMPLAINT["conclude"].take(the_complaint(matter), {"reply": reply}, by=by, at=at)

    return play


def merge_into(first: Matter) -> Play:
    """The desk sees that it is the same matter."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        sent = {"into": first.complaint, "reason": say(matter, "merge")}
        COMPLAINT["merge"].take(the_complaint(matter), sent, by=cast.people["dispatcher"], at=at)

    return play


# -- cases


def propose(proceeding: str, officers: int) -> Play:
    """The officer proposes a case."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        office = handling(matter)
        seats = ("officer", "officer2", "officer3")[:officers]
        discovered = legal_day(at) - timedelta(days=1) if matter.discovered else None
        case = case_services.propose(
            proceeding=proceeding,
            officers=[cast.at(office, seat).username for seat in seats],
            by=cast.at(office, "officer"),
            at=at,
            complaint=None if matter.discovered else the_complaint(matter),
            discovered_on=discovered,
            title=f"市场巡查发现{matter.goods}涉嫌假冒专利" if matter.discovered else "",
        )
        matter.case = case.number

    return play


def case_step(name: str, seat: str, **sent: Any) -> Play:
    """A step of the case by an officer, the chief or the supervisor."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        case = the_case(matter)
        by = cast.people[seat] if seat in cast.people else cast.at(case.office_id, seat)
        table = BY_PROCEEDING[case.proceeding]  # type: ignore[index] # a text enum
        table[name].take(case.road(), _filled(sent, matter, at), by=by, at=at)

    return play


def _filled(sent: Mapping[str, Any], matter: Matter, at: datetime) -> dict[str, Any]:
    """What is written into the form of a step: sentences, goods and the day."""
    filled = dict(sent)
    if "reason" in filled:
        filled["reason"] = say(matter, filled["reason"])
    if "facts" in filled:
        filled["facts"] = filled["facts"].format(goods=matter.goods)
    if "served_on" in filled:
        filled["served_on"] = legal_day(at).isoformat()
    return filled


def penalty(fine: int, confiscation: int = 0) -> Play:
    """The chief decides on a penalty."""
    return case_step(
        "decide",
        "chief",
        outcome="penalty",
        fine=f"{fine}.00",
        confiscation=f"{confiscation}.00",
        facts=words.FACTS,
        legal_basis=words.BASIS,
    )


def no_amount(outcome: str) -> Play:
    """The chief decides, and nothing is to be paid."""
    return case_step("decide", "chief", outcome=outcome, facts=words.FACTS, legal_basis=words.BASIS)


def pause(ground: str, days: int) -> Play:
    """Days that do not count."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        case = the_case(matter)
        day = legal_day(at)
        sent = {
            "ground": ground,
            "from_on": day.isoformat(),
            "to_on": (day + timedelta(days=days - 1)).isoformat(),
        }
        PAUSE.take(case, sent, by=cast.at(case.office_id, "officer"), at=at)

    return play


def ask_extension(clock: str) -> Play:
    """The officer asks for more time."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        case = the_case(matter)
        sent = {"clock": clock, "reason": say(matter, "extend")}
        EXTEND.take(case, sent, by=cast.at(case.office_id, "officer"), at=at)

    return play


def decide_extension(name: str, **sent: Any) -> Play:
    """The chief grants it or does not."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        by = cast.at(the_case(matter).office_id, "chief")
        EXTENSION[name].take(the_extension(matter), _filled(sent, matter, at), by=by, at=at)

    return play


def supervise(days: int) -> Play:
    """The supervisor lists the matter."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        case = the_case(matter) if matter.case else None
        case_services.supervise(
            reason=say(matter, "supervise"),
            due_on=legal_day(at) + timedelta(days=days),
            lead=Office.objects.get(pk=handling(matter)),
            by=cast.people["supervisor"],
            at=at,
            case=case,
            complaint=None if case else the_complaint(matter),
        )

    return play


def report_progress(cast: Cast, matter: Matter, at: datetime) -> None:
    """The chief of the lead office reports."""
    row = the_listing(matter)
    sent = {"text": say(matter, "progress")}
    SUPERVISION["report"].take(row, sent, by=cast.at(row.lead_id, "chief"), at=at)


def lift(cast: Cast, matter: Matter, at: datetime) -> None:
    """The supervisor lifts the listing."""
    sent = {"reason": say(matter, "lift")}
    SUPERVISION["lift"].take(the_listing(matter), sent, by=cast.people["supervisor"], at=at)


# -- transfers


def hand_over(agency: str, lead: str, by: str = "intake") -> Play:
    """The desk, or the office that has the case, proposes to hand the lead over."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        who = cast.people[by] if by in cast.people else cast.at(handling(matter), by)
        sent = {"agency": agency, "lead": lead, "reason": say(matter, "transfer")}
        HAND_OVER.take(the_complaint(matter), sent, by=who, at=at)

    return play


def transfer_step(name: str, by: str = "intake", **sent: Any) -> Play:
    """A step of the transfer."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        given = {k: say(matter, v) if k == "reason" else v for k, v in sent.items()}
        if name == "acknowledge":
            given |= {
                "receipt_no": f"收{matter.rng.randrange(10**5, 10**6)}",
                "received_on": legal_day(at).isoformat(),
            }
        TRANSFER[name].take(the_transfer(matter), given, by=cast.people[by], at=at)

    return play


# -- rewards


def reward_step(name: str, by: str, **sent: Any) -> Play:
    """A step of the reward."""

    def play(cast: Cast, matter: Matter, at: datetime) -> None:
        given = _filled(sent, matter, at)
        REWARD[name].take(the_reward(matter), given, by=cast.people[by], at=at)

    return play


def grade(level: str) -> Play:
    """The clerk grades the report."""
    full = level in {"1", "2"}
    return reward_step(
        "grade",
        "reward_clerk",
        level=level,
        direct_evidence=full,
        facts_match="full" if full else "basic",
        reason="grade",
    )


def claim(cast: Cast, matter: Matter, at: datetime) -> None:
    """The one who reported names an account."""
    name = matter.body["informant"].get("name", "匿名代码持有人")
    sent = {
        "payee_name": name,
        "payee_account": f"622200000000{matter.rng.randrange(10**6):06d}",
        "payee_bank": "演示银行广州分行",
    }
    REWARD["claim"].take(the_reward(matter), sent, by=cast.people["reward_clerk"], at=at)


def pay(cast: Cast, matter: Matter, at: datetime) -> None:
    """The cashier pays."""
    sent = {"voucher_no": f"演示凭证{matter.rng.randrange(10**5, 10**6)}"}
    REWARD["pay"].take(the_reward(matter), sent, by=cast.people["cashier"], at=at)


# -- the register


def list_entry(entry: Mapping[str, Any]) -> Play:
    """The registrar enters an enterprise or market from this day on."""

    def play(cast: Cast, _matter: Matter, at: datetime) -> None:
        registry.list_entity(**entry, listed_on=legal_day(at), by=cast.people["registrar"], at=at)

    return play
