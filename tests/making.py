"""Things of the office in a given state, written down without walking there."""

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts import vault
from accounts.models import User
from cases.models import Case, Extension, Supervision
from complaints.models import Complaint, Informant
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from deadlines.models import Alert, Clock
from registry.models import ProtectedEntity
from rewards.models import Payee, Reward, TariffVersion
from routing.models import Agency, Transfer
from wire.text import grams

TIANHE = "440106"
HANDLERS = ("officer_tianhe", "officer2_tianhe")
_serial = itertools.count(1)


def a_number(prefix: str) -> str:
    """A number nobody has."""
    return f"{prefix}26-T{next(_serial):09d}"


def person(username: str) -> User:
    """The person of this user name."""
    return User.objects.get(username=username)


def a_complaint(state: str = "received", *, office: str | None = None, **over: Any) -> Complaint:
    """A counterfeit report in a state; handled in Tianhe where its state needs an office."""
    now = timezone.now()
    if office is None and state in {"assigned", "docketed", "concluded"}:
        office = TIANHE
    facts: dict[str, Any] = {
        "number": a_number("TS"),
        "state": state,
        "kind": "counterfeit_report",
        "source": "phone",
        "body_digest": b"\0" * 32,
        "received_at": now,
        "description": "店内标注的专利号不存在",
        "respondent_name": "广州某某商贸有限公司",
        "respondent_key": "广州某某商贸有限公司",
        "place_address": "广州市天河区石牌街道",
        "office_id": office,
        "district": office or "",
        "updated_at": now,
        "ended_at": now if state in {"concluded", "refused", "transferred"} else None,
    }
    complaint = Complaint(**facts | over)
    complaint.search_terms = grams(complaint.number, complaint.description)
    if state == "merged":
        complaint.merged_into = a_complaint()
    complaint.save(force_insert=True)
    identity = {"name": "欧阳测试", "phone": "13812345678"}
    Informant(
        complaint=complaint,
        identity=vault.seal(
            identity,
            place=f"informant.identity:{complaint.number}",
            keys=settings.FIELD_KEYS,
        ),
        body=b"",
    ).save(force_insert=True)
    return complaint


def a_case(
    state: str = "docketed",
    *,
    proceeding: str = "counterfeit",
    office: str = TIANHE,
    handlers: tuple[str, ...] = HANDLERS,
    complaint: Complaint | None = None,
    **over: Any,
) -> Case:
    """A case in a state, closed as verified where it is closed; of our own finding by default."""
    now = timezone.now()
    docketed = state not in {"proposed", "declined"}
    number = a_number("AJ")
    facts: dict[str, Any] = {
        "number": number,
        "docket_no": f"天知处〔2026〕{number}" if docketed else "",
        "proceeding": proceeding,
        "state": state,
        "complaint": complaint,
        "discovered_on": None if complaint else legal_day(now),
        "office_id": office,
        "authority_id": office,
        "title": "某店假冒专利",
        "handler_list": list(handlers),
        "proposed_at": now,
        "docketed_on": legal_day(now) if docketed else None,
        "finding": "verified" if state in {"closed", "archived"} else "",
        "closed_on": legal_day(now) if state in {"closed", "archived"} else None,
        "fine": Decimal(80000),
        "updated_at": now,
    }
    case = Case(**facts | over)
    case.save(force_insert=True)
    case.officers.set(User.objects.filter(username__in=handlers))
    return case


def a_clock(
    rule: str, *, subject: str, number: str, office: str = TIANHE, matter: str = ""
) -> Clock:
    """A clock that runs from today."""
    thing = deadlines.Thing(
        matter=matter or number, subject=subject, number=number, office_code=office
    )
    return deadlines.start([rule], thing=thing, on=legal_day(timezone.now()))[0]


def a_transfer(
    state: str = "draft", *, office: str = TIANHE, complaint: Complaint | None = None, **over: Any
) -> Transfer:
    """A part of a matter on its way to the copyright office, proposed by the handler."""
    now = timezone.now()
    before_the_letter = {"draft", "approved", "returned"}
    facts: dict[str, Any] = {
        "number": a_number("YS"),
        "complaint": complaint or a_complaint("docketed", office=office),
        "agency": Agency.objects.get(code="copyright"),
        "office_id": office,
        "lead": "copyright",
        "whole": False,
        "reason": "涉及版权",
        "state": state,
        "proposed_by": person("officer_tianhe"),
        "letter_no": "" if state in before_the_letter else a_number("天知移"),
        "created_at": now,
        "updated_at": now,
    }
    row = Transfer(**facts | over)
    row.save(force_insert=True)
    return row


def a_reward(state: str = "proposed", *, case: Case | None = None, **over: Any) -> Reward:
    """A reward in a state, graded by the clerk and approved by the approver where it got there."""
    now = timezone.now()
    case = case or a_case("closed", complaint=a_complaint("concluded", verified=True))
    graded = state not in {"proposed", "declined"}
    approved = state in {"approved", "notified", "claimed", "paid"}
    facts: dict[str, Any] = {
        "number": a_number("JL"),
        "case": case,
        "closing": next(_serial),
        "office_id": case.office_id,
        "state": state,
        "base": Decimal(80000),
        "tariff": TariffVersion.objects.get(),
        "level": "2" if graded else "",
        "amount": Decimal(3000) if graded else None,
        "graded_by": person("reward_clerk") if graded else None,
        "approved_by": person("reward_approver") if approved else None,
        "paid_by": person("cashier") if state == "paid" else None,
        "voucher_no": "V-0" if state == "paid" else "",
        "created_at": now,
        "updated_at": now,
    }
    reward = Reward(**facts | over)
    reward.save(force_insert=True)
    if state in {"claimed", "paid"}:
        account = {"name": "欧阳测试", "account": "6222021234567890123", "bank": "工商银行"}
        sealed = vault.seal(account, place=f"payee:{reward.number}", keys=settings.FIELD_KEYS)
        Payee(reward=reward, account=sealed, claimed_at=now).save(force_insert=True)
    return reward


def an_extension(state: str = "proposed", *, approver: str = "chief", **over: Any) -> Extension:
    """A request of the handler to extend the closing clock of a case."""
    superior = approver == "superior"
    case = a_case(
        "docketed", proceeding="infringement" if superior else "counterfeit", complaint=None
    )
    rule = "A-CLOSE" if superior else "B-CLOSE-P"
    clock = a_clock(rule, subject="case", number=case.number)
    facts: dict[str, Any] = {
        "number": a_number("YQ"),
        "case": case,
        "clock": clock,
        "level": 2 if superior else 1,
        "approver": approver,
        "reason": "案情特别复杂",
        "state": state,
        "proposed_by": person("officer_tianhe"),
        "updated_at": timezone.now(),
    }
    row = Extension(**facts | over)
    row.save(force_insert=True)
    return row


def a_supervision(state: str = "listed", *, lead: str = TIANHE, **over: Any) -> Supervision:
    """A listed complaint that an office leads."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "number": a_number("DB"),
        "listed_no": a_number("穗知督"),
        "complaint": over.get("complaint") or a_complaint("assigned", office=lead),
        "lead_id": lead,
        "reason": "群体性侵权",
        "due_on": legal_day(now) + timedelta(days=20),
        "state": state,
        "listed_by": person("supervisor"),
        "listed_at": now,
        "updated_at": now,
    }
    row = Supervision(**facts | over)
    row.save(force_insert=True)
    return row


def an_entity(state: str = "listed", *, district: str = TIANHE, **over: Any) -> ProtectedEntity:
    """A key enterprise of a district."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "number": a_number("ML"),
        "kind": "enterprise",
        "name": "广州某某科技股份有限公司",
        "uscc": f"91440101{next(_serial):010d}",
        "district_id": district,
        "state": state,
        "listed_on": legal_day(now),
        "removed_on": legal_day(now) if state == "removed" else None,
        "updated_at": now,
    }
    entity = ProtectedEntity(**facts | over)
    entity.save(force_insert=True)
    return entity


def an_alert(clock: Clock) -> Alert:
    """An alert that a clock has given."""
    now = timezone.now()
    alert = Alert(
        clock=clock,
        milestone="due_soon",
        due_on=clock.due_on,
        matter=clock.matter,
        subject=clock.subject,
        number=clock.number,
        office_code=clock.office_code,
        raised_on=legal_day(now),
        raised_at=now,
    )
    alert.save(force_insert=True)
    return alert
