"""The road of one report, taken over HTTP step by step."""

from typing import Any

from django.utils import timezone

from deadlines.arithmetic import legal_day
from tests.conftest import a_report
from tests.process.premises import Premises

CLAIM = {"payee_name": "欧阳测试", "payee_account": "6222021234567890123", "payee_bank": "工商银行"}


def a_hotline_report(ref: str, **over: Any) -> dict[str, Any]:
    """A report that the platform sends under its own number."""
    return a_report(source="hotline_12345", external_ref=ref, **over)


def received(office: Premises, ref: str) -> str:
    """Take in a report; gives its number."""
    answer = office.post("platform_12345", "/complaints/", a_hotline_report(ref))
    assert answer.status == 201, answer
    assert answer.json["receipt_code"]
    number: str = answer.json["number"]
    return number


def assigned(office: Premises, ref: str) -> str:
    """Take in a report, accept it, and wait for its office; gives its number."""
    number = received(office, ref)
    office.take("intake", f"/complaints/{number}/accept/")
    office.until(
        lambda: office.get("dispatcher", f"/complaints/{number}/")["state"] == "assigned", within=15
    )
    return number


def closed_as_verified(office: Premises, number: str) -> str:
    """Walk the case of an assigned complaint to its closing; gives the case's number."""
    officers = ["officer_tianhe", "officer2_tianhe"]
    proposal = {"complaint": number, "proceeding": "counterfeit", "officers": officers}
    case: str = office.take("officer_tianhe", "/cases/", proposal)["number"]
    decision = {"outcome": "penalty", "fine": "80000.00", "facts": "属实", "legal_basis": "专利法"}
    service = {"served_on": legal_day(timezone.now()).isoformat(), "method": "direct"}
    for user, step, body in (
        ("chief_tianhe", "docket", {}),
        ("officer_tianhe", "investigate", {}),
        ("chief_tianhe", "audit", {}),
        ("officer_tianhe", "notify", {"hearing": False}),
        ("chief_tianhe", "decide", decision),
        ("officer_tianhe", "serve", service),
        ("chief_tianhe", "close", {"finding": "verified"}),
    ):
        office.take(user, f"/cases/{case}/{step}/", body)
    return case


def rewards_of(office: Premises, case: str) -> list[Any]:
    """The rewards of a case."""
    found: list[Any] = office.get("reward_clerk", f"/rewards/?case={case}")["results"]
    return found


def claimed(office: Premises, case: str) -> str:
    """Wait for the reward of a case and walk it until it is claimed; gives its number."""
    reward: str = office.until(lambda: rewards_of(office, case), within=20)[0]["number"]
    grade = {
        "level": "2",
        "direct_evidence": True,
        "facts_match": "full",
        "reason": "证据充分",
    }
    assert office.take("reward_clerk", f"/rewards/{reward}/grade/", grade)["amount"] == "3000.00"
    office.take("reward_approver", f"/rewards/{reward}/approve/")
    office.take("reward_clerk", f"/rewards/{reward}/notify/")
    office.take("reward_clerk", f"/rewards/{reward}/claim/", CLAIM)
    return reward
