"""Verbs of rewards: propose, grade, approve, notify, claim, pay; three people, one payment."""

import logging
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import vault
from accounts.choices import Role
from cases import selectors as case_questions
from cases.choices import Finding, Proceeding
from cases.models import Case
from complaints import services as complaints
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from deadlines.choices import ClockState
from deadlines.models import Clock
from journal.models import Event
from journal.services import advance, record
from rewards import selectors, tariff
from rewards.choices import ENDED, State
from rewards.models import Payee, Reward, TariffVersion
from wire import numbers
from wire.people import Person
from wire.problems import Conflict, Forbidden, NotValid
from wire.text import match_key

log = logging.getLogger("zhitong")


def gates(case: Case) -> list[dict[str, Any]]:
    """What must hold before a report can be rewarded, and whether it does.

    市场监管领域重大违法行为举报奖励暂行办法: verified and closed, a natural person, not the
    infringed party. What only a person can judge is left to the one who grades.
    """
    complaint = case.complaint
    found = [
        ("verified", _("举报属实并已结案"), case.finding == Finding.VERIFIED),
        ("report", _("案件由举报而来"), complaint is not None),
        ("counterfeit", _("属于假冒专利案件"), case.proceeding == Proceeding.COUNTERFEIT),
        ("informant", _("举报人为自然人，且不是被侵权人"), bool(complaint and _payable(complaint))),
    ]
    return [{"code": code, "label": str(label), "ok": ok} for code, label, ok in found]


def _last_closing(case: Case) -> int:
    """The place in the journal of the case's newest closing; older news of one is stale."""
    closings = Event.objects.filter(matter=case.matter, verb="counterfeit.closed")
    return closings.order_by("-seq").values_list("seq", flat=True).first() or 0


def _payable(complaint: Complaint) -> bool:
    """Whether who reported may be paid. One answer for all reasons: none of them is told apart."""
    if not complaint.informant.natural_person:
        return False
    name = match_key(complaints.identity_of(complaint).get("name", ""))
    return not name or name != match_key(complaint.right_holder)


@transaction.atomic
def propose(case_number: str, *, closing: int, at: datetime) -> Reward | None:
    """A case closed as verified: propose its reward; twice is once, and some have none.

    `closing` is the place in the journal of the closing that it is proposed for: a case that
    was investigated again and closed again has its reward proposed again, unless one lives.
    """
    case = case_questions.in_full().select_related("complaint__informant").get(number=case_number)
    if closing < _last_closing(case):
        return None
    found = gates(case)
    if not all(gate["ok"] for gate in found):
        record(
            "reward.not_eligible",
            subject=case,
            by=None,
            at=at,
            data={"failed": [gate["code"] for gate in found if not gate["ok"]]},
        )
        return None
    rows = Reward.objects.filter(case=case)
    ended = Q(state__in=[State.DECLINED, State.LAPSED, State.WAIVED])
    existing = rows.filter(Q(closing=closing) | ~ended).first()
    if existing is not None or case.complaint is None:
        return existing
    day = legal_day(case.complaint.received_at)
    version = selectors.tariff_on(day)
    if version is None:
        record("reward.no_tariff", subject=case, by=None, at=at, data={"day": day})
        return None
    reward = Reward(
        number=numbers.public_number("JL", legal_day(at).year, secrets.token_bytes),
        case=case,
        closing=closing,
        office_id=case.office_id,
        base=(case.fine or Decimal(0)) + (case.confiscation or Decimal(0)),
        tariff=version,
        eligibility=found,
        created_at=at,
        updated_at=at,
    )
    reward.save(force_insert=True)
    record("reward.proposed", subject=reward, by=None, at=at, data={"base": reward.base})
    _wind(reward, "R-START", on=case.closed_on or legal_day(at))
    return reward


def _wind(reward: Reward, rule: str, *, on: date) -> None:
    thing = deadlines.Thing(
        matter=reward.matter,
        subject="reward",
        number=reward.number,
        office_code=reward.office_id,
    )
    deadlines.start([rule], thing=thing, on=on)
    _follow(reward)


def _stop(reward: Reward, at: datetime) -> None:
    deadlines.stop(subject="reward", number=reward.number, on=legal_day(at))
    _follow(reward)


def _follow(reward: Reward) -> None:
    reward.due_on = clocks.nearest_due(clocks.clocks_of("reward", [reward.number]))
    Reward.objects.filter(pk=reward.pk).update(due_on=reward.due_on)


@transaction.atomic
def grade(
    reward: Reward,
    *,
    level: str,
    direct_evidence: bool,
    facts_match: str,
    reason: str,
    by: Person,
    at: datetime,
    amount: Decimal | None = None,
) -> Reward:
    """Grade the report; the amount is reckoned here, never typed in.

    Only where nothing was fined or confiscated may the clerk name more than the least amount.
    """
    try:
        tariff.check_level(level, direct_evidence=direct_evidence, facts_match=facts_match)
    except tariff.NotForThisLevel as error:
        raise NotValid.at("level", str(error), "level_not_supported") from error
    rates = selectors.as_tariff(reward.tariff)
    worth = tariff.worth(level, reward.base, rates)
    lines = [{"code": w.code, "text": w.text, "amount": f"{w.amount:.2f}"} for w in worth.workings]
    payable = worth.amount
    if amount is not None:
        if reward.base > 0 or not worth.amount <= amount <= rates.cap:
            raise NotValid.at("amount", _("只有无罚没款的案件可以在最低额以上另定金额"), "not_free")
        payable = amount
        lines.append({"code": "by_hand", "text": _("人工核定"), "amount": f"{amount:.2f}"})
    advance(
        reward.grade,
        by=by,
        at=at,
        reason=reason,
        level=level,
        direct_evidence=direct_evidence,
        facts_match=facts_match,
        amount=payable,
        needs_finance=payable >= rates.finance_from,
        workings=lines,
        graded_by_id=by.pk,
    )
    _stop(reward, at)
    return reward


@transaction.atomic
def approve(reward: Reward, *, by: Person, at: datetime, finance_document: str = "") -> Reward:
    """Approve, by another than the one who graded; from the threshold on with finance's consent."""
    if reward.needs_finance and not finance_document:
        raise NotValid.at(
            "finance_document", _("达到会商标准，请填写财政部门意见文号"), "finance_missing"
        )
    advance(reward.approve, by=by, at=at, approved_by_id=by.pk, finance_document=finance_document)
    return reward


@transaction.atomic
def decline(reward: Reward, *, reason: str, by: Person, at: datetime) -> Reward:
    """Do not reward, with a reason."""
    advance(reward.decline, by=by, at=at, reason=reason)
    _stop(reward, at)
    return reward


@transaction.atomic
def notify(reward: Reward, *, by: Person, at: datetime) -> Reward:
    """The one who reported has been told; the time to claim begins."""
    advance(reward.notify, by=by, at=at, notified_on=legal_day(at))
    _wind(reward, "R-CLAIM", on=legal_day(at))
    return reward


@transaction.atomic
def claim(
    reward: Reward,
    *,
    payee_name: str,
    payee_account: str,
    payee_bank: str,
    by: Person,
    at: datetime,
) -> Reward:
    """Take the payee down, sealed; the journal keeps only that it was claimed."""
    advance(reward.claim, by=by, at=at)
    account = {"name": payee_name, "account": payee_account, "bank": payee_bank}
    Payee(
        reward=reward,
        account=vault.seal(account, place=f"payee:{reward.number}", keys=settings.FIELD_KEYS),
        claimed_at=at,
    ).save(force_insert=True)
    _stop(reward, at)
    return reward


@transaction.atomic
def pay(reward: Reward, *, voucher_no: str, by: Person, at: datetime) -> Reward:
    """Pay, once, with a voucher, by a third person."""
    if reward.needs_finance and not reward.finance_document:
        raise Conflict(_("未取得财政部门意见"), thing=reward)
    advance(reward.pay, by=by, at=at, voucher_no=voucher_no, paid_by_id=by.pk, paid_at=at)
    return reward


@transaction.atomic
def waive(reward: Reward, *, by: Person, at: datetime, reason: str = "") -> Reward:
    """The one who reported does not want it."""
    advance(reward.waive, by=by, at=at, reason=reason)
    _stop(reward, at)
    return reward


def lapse_unclaimed(*, today: date, at: datetime) -> int:
    """What was not claimed in time is waived by law; gives how many lapsed."""
    numbers_due = list(
        Clock.objects.filter(
            subject="reward", rule="R-CLAIM", state=ClockState.RUNNING, due_on__lt=today
        ).values_list("number", flat=True)[:500]
    )
    lapsed = 0
    for number in numbers_due:
        try:
            lapsed += _lapse(number, at=at)
        except Exception:
            # One that cannot lapse must not keep the others from it.
            log.exception("reward %s cannot lapse", number)
    return lapsed


@transaction.atomic
def _lapse(number: str, *, at: datetime) -> bool:
    reward = selectors.in_full().filter(number=number, state=State.NOTIFIED).first()
    if reward is not None:
        advance(reward.lapse, by=None, at=at)
        _stop(reward, at)
    return reward is not None


@transaction.atomic
def follow_clock(number: str) -> None:
    """A clock of this reward moved: carry the nearest due date onto the row."""
    reward = Reward.objects.filter(number=number).first()
    if reward is not None:
        _follow(reward)


@transaction.atomic
def take_back(case_number: str, *, before: int, at: datetime) -> None:
    """A case is investigated again: a reward of an earlier closing, not yet paid, is taken back."""
    rows = selectors.in_full().filter(case__number=case_number, closing__lt=before)
    reward = rows.exclude(state__in=ENDED).first()
    if reward is None:
        return
    advance(reward.take_back, by=None, at=at, reason=str(_("案件重新调查")))
    _stop(reward, at)


@transaction.atomic
def payee_for_payment(reward: Reward, *, by: Person, at: datetime) -> dict[str, str]:
    """The account in clear, for the cashier who pays; written down before it is answered."""
    if by.role != Role.CASHIER:
        raise Forbidden
    if reward.state != State.CLAIMED:
        raise Conflict(thing=reward)
    record("reward.payee_read", subject=reward, by=by, at=at)
    account: dict[str, str] = vault.unseal(
        bytes(reward.payee.account), place=f"payee:{reward.number}", keys=settings.FIELD_KEYS
    )
    return account


@transaction.atomic
def put_tariff(facts: Mapping[str, Any]) -> TariffVersion:
    """Write a version of the rates as reference data has it."""
    row, _created = TariffVersion.objects.update_or_create(
        name=facts["name"],
        version=facts["version"],
        defaults={k: v for k, v in facts.items() if k not in {"name", "version"}},
    )
    return row
