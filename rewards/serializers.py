"""Shapes of rewards."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from rest_framework import serializers

from accounts import vault
from accounts.choices import REWARDERS, Role
from cases.serializers import money
from complaints.serializers import shown
from deadlines import selectors as clocks
from deadlines.choices import Light
from deadlines.models import Clock
from deadlines.serializers import ClockOut, clock_answer, day_or_none
from journal.selectors import allowed_steps
from rewards.choices import FactsMatch, Level, State
from rewards.models import Reward
from wire import numbers
from wire.fields import Code, Flag, Line, LongText, Money
from wire.people import Person
from wire.serializers import Strict


class GradeIn(Strict):
    """The level, and what supports it."""

    level = Code(choices=Level.choices)
    direct_evidence = Flag()
    facts_match = Code(choices=FactsMatch.choices)
    reason = LongText(max_length=2000)
    amount = Money(required=False, minimum=Decimal("0.01"))


class ApproveIn(Strict):
    """Finance's consent, where it is needed."""

    finance_document = Line(max_length=100, required=False, allow_blank=True, default="")


class WaiveIn(Strict):
    """What the one who reported said, if anything."""

    reason = LongText(max_length=2000, required=False, allow_blank=True, default="")


class ClaimIn(Strict):
    """To whom it is to be paid."""

    payee_name = Line(max_length=100)
    payee_account = Line(max_length=40)
    payee_bank = Line(max_length=100)


class PayIn(Strict):
    """The voucher."""

    voucher_no = Line(max_length=60)


class RewardFilters(Strict):
    """What a list of rewards can be narrowed by."""

    state = Code(choices=State.choices, required=False)
    office = Line(max_length=6, required=False)
    case = Line(max_length=20, required=False)


class TariffOut(serializers.Serializer[Any]):
    """The rates it was reckoned by."""

    name = serializers.CharField()
    version = serializers.CharField()


class LineOut(serializers.Serializer[Any]):
    """One line of the sum."""

    code = serializers.CharField()
    text = serializers.CharField()
    amount = serializers.CharField()


class GateOut(serializers.Serializer[Any]):
    """One condition, and whether it holds."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field of the contract
    ok = serializers.BooleanField()


class PayeeOut(serializers.Serializer[Any]):
    """The payee, masked."""

    name = serializers.CharField()
    account = serializers.CharField()
    bank = serializers.CharField()


class RewardOut(serializers.Serializer[Reward]):
    """A reward in any answer."""

    number = serializers.CharField()
    case = serializers.CharField(allow_null=True)
    office = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()
    base = serializers.CharField(allow_null=True)
    amount = serializers.CharField(allow_null=True)
    level = serializers.CharField()
    direct_evidence = serializers.BooleanField()
    facts_match = serializers.CharField()
    tariff = TariffOut()
    needs_finance = serializers.BooleanField()
    finance_document = serializers.CharField()
    workings = LineOut(many=True)
    eligibility = GateOut(many=True)
    payee = PayeeOut(allow_null=True)
    voucher_no = serializers.CharField()
    notified_on = serializers.DateField(allow_null=True)
    paid_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    clocks = ClockOut(many=True)
    due_on = serializers.DateField(allow_null=True)
    light = serializers.ChoiceField(Light.choices)
    allowed_steps = serializers.ListField(child=serializers.CharField())


def reward_answer(
    reward: Reward, running: list[Clock], *, person: Person, today: date
) -> dict[str, Any]:
    """A reward as every answer carries it; the cashier sees payee and amount, not the report."""
    pays = person.role == Role.CASHIER
    return {
        "number": reward.number,
        "case": None if pays else reward.case.number,
        "office": reward.office_id,
        "state": reward.state,
        "version": reward.version,
        "base": None if pays else money(reward.base),
        "amount": money(reward.amount),
        "level": reward.level,
        "direct_evidence": reward.direct_evidence,
        "facts_match": reward.facts_match,
        "tariff": {"name": reward.tariff.name, "version": reward.tariff.version},
        "needs_finance": reward.needs_finance,
        "finance_document": reward.finance_document,
        "workings": [] if pays else reward.workings,
        "eligibility": [] if pays else reward.eligibility,
        "payee": masked_payee(reward, person),
        "voucher_no": reward.voucher_no,
        "notified_on": reward.notified_on.isoformat() if reward.notified_on else None,
        "paid_at": shown(reward.paid_at),
        "created_at": shown(reward.created_at),
        "clocks": [clock_answer(clock, today) for clock in running],
        "due_on": day_or_none(reward.due_on),
        "light": clocks.worst_light(running, today).value,
        "allowed_steps": allowed_steps(reward, person),
    }


def masked_payee(reward: Reward, person: Person) -> dict[str, str] | None:
    """The payee, masked; none for those who neither grade, approve nor pay."""
    if not hasattr(reward, "payee"):
        return None
    if person.role not in {*REWARDERS, Role.CASHIER}:
        return dict.fromkeys(("name", "account", "bank"), "***")
    account = vault.unseal(
        bytes(reward.payee.account), place=f"payee:{reward.number}", keys=settings.FIELD_KEYS
    )
    return {
        "name": numbers.mask_name(account["name"]),
        "account": numbers.mask_account(account["account"]),
        "bank": account["bank"],
    }


class AccountOut(serializers.Serializer[Any]):
    """The account in clear, for the payment."""

    name = serializers.CharField()
    account = serializers.CharField()
    bank = serializers.CharField()
