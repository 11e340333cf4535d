"""Three people, one payment, and nobody who need not know who is paid."""

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from rest_framework.test import APIClient

from accounts.models import User
from deadlines.arithmetic import legal_day
from deadlines.models import Clock
from journal.models import Event
from rewards import services as rewards
from rewards.models import Payee, Reward, TariffVersion
from tests import making
from tests.story import Story, V

GRADE = {"level": "2", "direct_evidence": True, "facts_match": "full", "reason": "证据充分"}


def grade(story: Story, reward: str, **over: Any) -> Any:
    return story.post("reward_clerk", f"/rewards/{reward}/grade/", GRADE | over)


# -- what can be rewarded


def test_a_verified_closing_proposes_a_reward_on_the_fine_and_the_confiscation(
    story: Story,
) -> None:
    case = story.closed(fine="80000.00", confiscation="20000.50")

    reward = story.get("reward_clerk", f"/rewards/{story.reward_of(case)}/")

    assert (reward["state"], reward["case"], reward["base"]) == ("proposed", case, "100000.50")
    assert reward["amount"] is None
    assert reward["tariff"] == {
        "name": "市场监管领域重大违法行为举报奖励暂行办法",
        "version": "2021",
    }
    assert {gate["code"]: gate["ok"] for gate in reward["eligibility"]} == {
        "verified": True,
        "report": True,
        "counterfeit": True,
        "informant": True,
    }
    assert story.running("reward_clerk", f"/rewards/{reward['number']}/") == ["R-START"]


def test_an_unfounded_report_is_not_rewarded(story: Story) -> None:
    story.closed(finding="unfounded")

    assert story.get("reward_clerk", "/rewards/")["results"] == []


@pytest.mark.parametrize(
    "informant",
    [
        {"organisation": "某某公司"},
        {"name": "张三", "organisation_uscc": "91440101MA5AB12C9E"},
        {"name": "某某公司", "phone": "13812345678"},
    ],
)
def test_only_a_natural_person_who_is_not_the_infringed_party_is_rewarded(
    informant: dict[str, str], story: Story
) -> None:
    case = story.closed(story.docketed(story.accepted(informant=informant)))

    complaint = story.get("supervisor", f"/cases/{case}/")["complaint"]
    event = Event.objects.get(verb="reward.not_eligible")
    assert (event.matter, event.data) == (complaint, {"failed": ["informant"]})
    assert not Reward.objects.exists()


def test_a_finding_of_our_own_is_not_rewarded(story: Story) -> None:
    sent = {
        "discovered_on": story.today,
        "proceeding": "counterfeit",
        "officers": ["officer_tianhe", "officer2_tianhe"],
    }
    case = story.take("officer_tianhe", "/cases/", sent)["number"]
    story.take("chief_tianhe", f"/cases/{case}/docket/")

    story.closed(case)

    assert not Reward.objects.exists()


def test_the_news_of_a_closing_heard_twice_proposes_once(story: Story, now: datetime) -> None:
    case = story.closed()
    closing = Event.objects.get(verb="counterfeit.closed")

    rewards.propose(case, closing=closing.seq, at=now)

    assert Reward.objects.count() == 1


def test_the_tariff_is_that_of_the_day_of_the_report(story: Story, now: datetime) -> None:
    old = TariffVersion.objects.get()
    last = legal_day(now) - timedelta(days=10)
    TariffVersion.objects.filter(pk=old.pk).update(valid_until=last)
    rewards.put_tariff(
        {
            "name": "新办法",
            "version": "2026",
            "valid_from": last + timedelta(days=1),
            "valid_until": None,
            "grades": old.grades,
            "cap": Decimal(500_000),
            "finance_from": Decimal(100_000),
        }
    )
    earlier = f"{last.isoformat()}T12:00:00+08:00"

    found = [
        story.get("reward_clerk", f"/rewards/{story.reward_of(case)}/")["tariff"]["version"]
        for case in (
            story.closed(story.docketed(story.accepted(received_at=earlier))),
            story.closed(story.docketed(story.accepted())),
        )
    ]

    assert found == ["2021", "2026"]


# -- grading


def test_the_amount_is_reckoned_and_never_typed_in(story: Story) -> None:
    reward = making.a_reward("proposed").number

    typed = grade(story, reward, amount="9999.00")
    graded = grade(story, reward).json()

    assert (typed.status_code, typed.json()["errors"][0]["code"]) == (422, "not_free")
    assert (graded["state"], graded["amount"], graded["needs_finance"]) == (
        "graded",
        "3000.00",
        False,
    )
    assert [line["code"] for line in graded["workings"]] == ["base", "share", "floor", "amount"]
    assert story.running("reward_clerk", f"/rewards/{reward}/") == []


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        (None, "5000.00"),
        ("5000.00", "5000.00"),
        ("20000.00", "20000.00"),
        ("1000000.00", "1000000.00"),
        ("4999.99", None),
        ("1000000.01", None),
    ],
)
def test_where_nothing_was_fined_a_person_may_name_more_than_the_least(
    typed: str | None, amount: str | None, story: Story
) -> None:
    reward = making.a_reward("proposed", base=Decimal(0)).number
    over = {"level": "1"} | ({"amount": typed} if typed else {})

    answer = grade(story, reward, **over)

    if amount is None:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_free")
    else:
        assert answer.json()["amount"] == amount


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"level": "4"}, "invalid_choice"),
        ({"level": 2}, "wrong_type"),
        ({"direct_evidence": False}, "level_not_supported"),
        ({"facts_match": "basic"}, "level_not_supported"),
        ({"reason": ""}, "blank"),
        ({"amount": "0.00"}, "min_value"),
        ({"amount": "3e3"}, "amount_format"),
        ({"needs_finance": False}, "unknown_field"),
    ],
)
def test_a_grade_that_is_not_supported_is_refused(
    over: dict[str, Any], code: str, story: Story
) -> None:
    reward = making.a_reward("proposed").number

    answer = grade(story, reward, **over)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


@pytest.mark.parametrize(
    ("base", "needs"), [("9999999.80", False), ("10000000.00", True), ("30000000.00", True)]
)
def test_from_the_threshold_on_finance_must_consent(base: str, needs: bool, story: Story) -> None:
    reward = making.a_reward("proposed", base=Decimal(base)).number
    at = f"/rewards/{reward}/approve/"

    graded = grade(story, reward, level="1").json()

    assert graded["needs_finance"] is needs
    if needs:
        assert story.refused("reward_approver", at) == (422, "finance_missing")
    sent = {"finance_document": "穗财函〔2026〕9号"} if needs else {}
    approved = story.take("reward_approver", at, sent)
    assert (approved["state"], approved["finance_document"]) == (
        "approved",
        sent.get("finance_document", ""),
    )


# -- three people


@pytest.mark.parametrize(
    ("column", "value"),
    [("approved_by", "graded_by"), ("paid_by", "approved_by"), ("paid_by", "graded_by")],
)
def test_the_database_itself_wants_three_people(column: str, value: str, people: Any) -> None:
    reward = making.a_reward("paid")

    with pytest.raises(IntegrityError), transaction.atomic():
        Reward.objects.filter(pk=reward.pk).update(**{column: F(value)})


@pytest.mark.parametrize("amount", ["0", "-1", "1000000.01"])
def test_the_database_itself_keeps_the_amount_in_its_bounds(amount: str, people: Any) -> None:
    reward = making.a_reward("graded")

    with pytest.raises(IntegrityError), transaction.atomic():
        Reward.objects.filter(pk=reward.pk).update(amount=Decimal(amount))


@pytest.mark.parametrize("state", ["proposed", "claimed", "paid"])
def test_a_case_has_one_living_reward(state: str, people: Any) -> None:
    reward = making.a_reward(state)

    with pytest.raises(IntegrityError), transaction.atomic():
        making.a_reward("proposed", case=reward.case)


def test_each_of_the_three_is_another_person(story: Story) -> None:
    reward = story.claimed()

    refused = {
        user: story.refused(user, f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})[0]
        for user in ("reward_clerk", "reward_approver", "supervisor", "officer_tianhe")
    }
    paid = story.take("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})

    assert refused == {
        "reward_clerk": 403,
        "reward_approver": 403,
        "supervisor": 403,
        "officer_tianhe": 404,
    }
    assert (paid["state"], paid["voucher_no"]) == ("paid", "V-1")
    row = Reward.objects.get()
    assert len({row.graded_by_id, row.approved_by_id, row.paid_by_id}) == 3


def test_a_payment_needs_its_voucher(story: Story) -> None:
    reward = making.a_reward("claimed").number

    assert story.refused("cashier", f"/rewards/{reward}/pay/") == (422, "required")
    assert story.refused("cashier", f"/rewards/{reward}/pay/", {"voucher_no": " "}) == (
        422,
        "blank",
    )


@pytest.mark.django_db(transaction=True)
def test_sixteen_cashiers_at_once_pay_five_rewards_once_each(people: dict[str, User]) -> None:
    numbers = [making.a_reward("claimed").number for _ in range(5)]
    barrier = threading.Barrier(16)
    found: list[tuple[str, int]] = []

    def pay_all(voucher: str) -> None:
        client = APIClient()
        client.force_authenticate(people["cashier"])
        barrier.wait()
        try:
            for number in numbers:
                at = f"{V}/rewards/{number}/pay/"
                answer = client.post(at, {"voucher_no": voucher}, format="json")
                found.append((number, answer.status_code))
        finally:
            connection.close()

    threads = [threading.Thread(target=pay_all, args=(f"V-{n}",)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == sorted(
        (number, status) for number in numbers for status in [200] + [409] * 15
    )
    paid = Event.objects.filter(verb="reward.paid").values_list("number", flat=True)
    assert sorted(paid) == sorted(numbers)


# -- the payee


def test_the_payee_is_sealed_and_shown_masked_to_those_who_pay(story: Story) -> None:
    reward = story.claimed()

    sealed = bytes(Payee.objects.get().account)
    shown = {
        user: story.get(user, f"/rewards/{reward}/")["payee"]
        for user in ("reward_clerk", "cashier", "supervisor", "auditor")
    }

    assert b"6222021234567890123" not in sealed
    assert "欧阳测试".encode() not in sealed
    masked = {"name": "欧阳**", "account": "**** **** 0123", "bank": "工商银行"}
    hidden = {"name": "***", "account": "***", "bank": "***"}
    assert shown == {
        "reward_clerk": masked,
        "cashier": masked,
        "supervisor": hidden,
        "auditor": hidden,
    }


def test_the_cashier_sees_the_payment_and_not_the_report(story: Story) -> None:
    reward = story.claimed()

    page = story.get("cashier", f"/rewards/{reward}/")

    assert page["case"] is None
    assert story.status("cashier", "/cases/") == 200
    assert story.get("cashier", "/cases/")["results"] == []
    assert story.get("cashier", "/complaints/")["results"] == []


def test_the_account_is_read_in_clear_only_to_pay_and_that_is_written_down(story: Story) -> None:
    reward = story.claimed()
    at = f"/rewards/{reward}/payee/"

    refused = [story.post(u, at).status_code for u in ("reward_clerk", "reward_approver")]
    told = story.take("cashier", at)

    assert refused == [403, 403]
    assert told == {"name": "欧阳测试", "account": "6222021234567890123", "bank": "工商银行"}
    read = Event.objects.get(verb="reward.payee_read")
    assert (read.number, read.actor.username if read.actor else "") == (reward, "cashier")
    story.take("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})
    assert story.post("cashier", at).status_code == 409


@pytest.mark.parametrize(
    "over", [{"payee_name": ""}, {"payee_account": 6222}, {"payee_bank": None}, {"extra": "x"}]
)
def test_a_claim_names_the_payee_whole(over: dict[str, Any], story: Story) -> None:
    reward = making.a_reward("notified").number
    sent = {"payee_name": "张三", "payee_account": "6222", "payee_bank": "工行"} | over

    assert story.refused("reward_clerk", f"/rewards/{reward}/claim/", sent)[0] == 422
    assert not Payee.objects.exists()


# -- the time to claim


def test_what_is_not_claimed_in_time_lapses_and_nothing_else(story: Story, now: datetime) -> None:
    reward = story.approved()
    story.take("reward_clerk", f"/rewards/{reward}/notify/")
    clock = Clock.objects.get(number=reward, rule="R-CLAIM")
    claimed = making.a_reward("claimed")

    on_the_day = rewards.lapse_unclaimed(today=clock.due_on, at=now)
    after = rewards.lapse_unclaimed(today=clock.due_on + timedelta(days=1), at=now)
    again = rewards.lapse_unclaimed(today=clock.due_on + timedelta(days=1), at=now)

    assert (on_the_day, after, again) == (0, 1, 0)
    assert story.get("reward_clerk", f"/rewards/{reward}/")["state"] == "lapsed"
    assert story.running("reward_clerk", f"/rewards/{reward}/") == []
    assert Reward.objects.get(pk=claimed.pk).state == "claimed"
    claim = {"payee_name": "张三", "payee_account": "62220212", "payee_bank": "工行"}
    assert story.refused("reward_clerk", f"/rewards/{reward}/claim/", claim)[0] == 409


def test_the_time_to_claim_is_thirty_working_days(people: dict[str, User]) -> None:
    reward = making.a_reward("approved")

    rewards.notify(
        reward, by=people["reward_clerk"], at=datetime.fromisoformat("2026-08-31T12:00:00+08:00")
    )

    assert Clock.objects.get(number=reward.number).due_on == date(2026, 10, 16)


def test_a_waived_reward_is_not_paid(story: Story) -> None:
    reward = story.claimed()

    story.take("reward_clerk", f"/rewards/{reward}/waive/", {"reason": "本人放弃"})

    assert story.refused("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})[0] in {
        404,
        409,
    }
    assert story.get("reward_clerk", f"/rewards/{reward}/")["state"] == "waived"
