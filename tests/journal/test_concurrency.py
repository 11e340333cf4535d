"""Sixteen hands on one step: one of them takes it, fifteen are told so, nobody waits in vain."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts import vault
from accounts.models import User
from cases.models import Case
from complaints import services as complaints
from complaints.models import Complaint
from journal import selectors
from journal import services as journal
from journal.models import Event
from rewards import services as rewards
from rewards.models import Payee, Reward, TariffVersion
from wire.problems import Conflict

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
HANDS, MATTERS = 16, 20


def together(
    take: Callable[[int], object], *, steps: int = MATTERS
) -> tuple[int, int, list[BaseException]]:
    """Let sixteen threads take each of some steps at once: taken, refused, anything else."""
    start = Barrier(HANDS)
    taken, refused, wrong = list[int](), list[int](), list[BaseException]()

    def hand() -> None:
        try:
            for n in range(steps):
                start.wait(60)
                try:
                    take(n)
                    taken.append(n)
                except Conflict:
                    refused.append(n)
                except Exception as error:  # noqa: BLE001 - told by the test
                    wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=hand) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken), len(refused), wrong


@pytest.mark.django_db(transaction=True)
def test_twenty_complaints_are_accepted_twenty_times_by_sixteen_hands(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    people: dict[str, User],
) -> None:
    keys = []
    for n in range(MATTERS):
        answer = api("intake").post("/api/v1/complaints/", report(title=f"第{n}件"), format="json")
        assert answer.status_code == 201, answer.json()
        keys.append(Complaint.objects.get(number=answer.json()["number"]).pk)

    def accept(n: int) -> object:
        complaint = Complaint.objects.get(pk=keys[n])
        return complaints.accept(complaint, by=people["intake"], at=AT)

    assert together(accept) == (MATTERS, MATTERS * (HANDS - 1), [])

    rows = set(Complaint.objects.values_list("state", "version"))
    assert rows == {("accepted", 1)}
    assert Event.objects.filter(verb="complaint.accepted").count() == MATTERS
    assert selectors.verify().broken == ""


@pytest.mark.django_db(transaction=True)
def test_twenty_rewards_are_paid_twenty_times_by_sixteen_hands(people: dict[str, User]) -> None:
    tariff = TariffVersion.objects.earliest("id")
    keys = [a_claimed_reward(n, people, tariff).pk for n in range(MATTERS)]

    def pay(n: int) -> object:
        reward = Reward.objects.select_related("case").get(pk=keys[n])
        return rewards.pay(reward, voucher_no=f"V-{n}", by=people["cashier"], at=AT)

    assert together(pay) == (MATTERS, MATTERS * (HANDS - 1), [])

    assert set(Reward.objects.values_list("state", "version")) == {("paid", 1)}
    assert Event.objects.filter(verb="reward.paid").count() == MATTERS
    assert selectors.verify().broken == ""


def a_claimed_reward(n: int, people: dict[str, User], tariff: TariffVersion) -> Reward:
    case = Case.objects.create(
        number=f"AJ26-{n:010}",
        proceeding="counterfeit",
        discovered_on=AT.date(),
        office_id="440106",
        authority_id="440106",
        title="案",
        proposed_at=AT,
        updated_at=AT,
    )
    reward = Reward.objects.create(
        number=f"JL26-{n:010}",
        case=case,
        closing=1,
        office_id="440106",
        state="claimed",
        base=Decimal(80_000),
        tariff=tariff,
        amount=Decimal(3000),
        graded_by=people["reward_clerk"],
        approved_by=people["reward_approver"],
        created_at=AT,
        updated_at=AT,
    )
    Payee.objects.create(
        reward=reward,
        account=vault.seal_bytes(b"{}", place="payee", keys=[b"k" * 32]),
        claimed_at=AT,
    )
    with transaction.atomic():
        journal.record_first("case.proposed", subject=case, by=None, at=AT)
    return reward


@pytest.mark.django_db(transaction=True)
def test_one_matter_written_by_many_has_one_unbroken_chain(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    people: dict[str, User],
) -> None:
    answer = api("intake").post("/api/v1/complaints/", report(), format="json")
    number = answer.json()["number"]
    key = Complaint.objects.get(number=number).pk

    def reveal(_n: int) -> object:
        with transaction.atomic():
            complaint = Complaint.objects.get(pk=key)
            return journal.record("complaint.revealed", subject=complaint, by=None, at=AT)

    assert together(reveal, steps=4) == (HANDS * 4, 0, [])

    numbers = Event.objects.filter(matter=number).order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, HANDS * 4 + 2))
    assert selectors.verify().broken == ""
