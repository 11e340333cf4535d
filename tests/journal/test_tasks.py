"""News reaches everybody who wants to hear it, once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.models import User
from complaints import services as complaints
from complaints.models import Complaint
from journal import selectors, services, tasks
from journal.models import Delivery, Event, Heartbeat
from tests.journal.subscribers import HERE, heard
from wire.problems import Conflict

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def accepted(
    complaint: Complaint, people: dict[str, User], settings: Any
) -> Callable[..., list[Delivery]]:
    """Accept the complaint while these subscribers listen; gives what is queued."""

    def accept(*names: str) -> list[Delivery]:
        settings.SUBSCRIPTIONS = {"complaint.accepted": [f"{HERE}.{name}" for name in names]}
        complaints.accept(complaint, by=people["intake"], at=AT)
        return list(Delivery.objects.filter(event__matter=complaint.number).order_by("id"))

    return accept


def again(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def test_news_is_heard_once(accepted: Callable[..., list[Delivery]]) -> None:
    [queued] = accepted("hear")

    assert services.deliver_due(at=AT) == 1
    assert services.deliver_due(at=AT + timedelta(days=1)) == 0

    row = again(queued)
    assert (row.state, row.attempts, row.delivered_at) == ("done", 1, AT)
    assert heard() == 1


def test_news_is_not_delivered_before_its_time(accepted: Callable[..., list[Delivery]]) -> None:
    accepted("hear")

    assert services.deliver_due(at=AT - timedelta(seconds=1)) == 0
    assert heard() == 0


def test_one_who_fails_does_not_keep_the_others_from_hearing(
    accepted: Callable[..., list[Delivery]],
) -> None:
    broken, well = accepted("fail", "hear")

    assert services.deliver_due(at=AT) == 1

    assert (again(broken).state, again(well).state) == ("pending", "done")
    assert heard() == 1


def test_work_that_failed_leaves_nothing_behind_but_its_error(
    accepted: Callable[..., list[Delivery]],
) -> None:
    [broken] = accepted("fail")

    assert services.deliver_due(at=AT) == 0

    row = again(broken)
    assert (row.state, row.attempts, row.delivered_at) == ("pending", 1, None)
    assert row.next_try_at == AT + timedelta(seconds=2)
    assert row.last_error == "OSError: the line is dead"
    assert heard() == 0


def test_a_subscriber_that_does_not_exist_fails_like_any_other(
    accepted: Callable[..., list[Delivery]],
) -> None:
    [broken, well] = accepted("nobody_home", "hear")

    assert services.deliver_due(at=AT) == 1

    assert again(broken).last_error.startswith("ImportError: ")
    assert again(well).state == "done"


def test_a_process_that_ends_in_the_middle_has_neither_claimed_nor_worked(
    accepted: Callable[..., list[Delivery]],
) -> None:
    [queued] = accepted("die")

    with pytest.raises(SystemExit):
        services.deliver_due(at=AT)

    assert (again(queued).state, again(queued).attempts) == ("pending", 0)
    assert heard() == 0


def test_tries_grow_apart_and_the_eighth_is_the_last(
    accepted: Callable[..., list[Delivery]],
) -> None:
    [broken] = accepted("fail")
    at, waits = AT, list[float]()
    for _ in range(8):
        assert services.deliver_due(at=at) == 0
        row = again(broken)
        waits.append((row.next_try_at - at).total_seconds())
        assert services.deliver_due(at=row.next_try_at - timedelta(seconds=1)) == 0
        at = row.next_try_at

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256]
    assert (again(broken).state, again(broken).attempts) == ("dead", 8)
    assert services.deliver_due(at=at + timedelta(days=365)) == 0
    assert again(broken).attempts == 8
    assert list(selectors.dead_deliveries()) == [broken]


def test_a_dead_delivery_is_sent_again_when_somebody_asks(
    accepted: Callable[..., list[Delivery]], people: dict[str, User]
) -> None:
    [broken] = accepted("fail")
    Delivery.objects.filter(pk=broken.pk).update(
        state="dead", attempts=8, subscriber=f"{HERE}.hear"
    )
    later = AT + timedelta(days=1)

    services.revive(again(broken), by=people["dispatcher"], at=later)

    row = again(broken)
    assert (row.state, row.attempts, row.next_try_at) == ("pending", 0, later)
    event = Event.objects.get(verb="delivery.revived")
    assert (event.matter, event.actor_id, event.data) == (
        broken.event.matter,
        people["dispatcher"].pk,
        {"subscriber": f"{HERE}.hear", "event": 2},
    )
    assert services.deliver_due(at=later) == 1
    assert heard() == 1


def test_a_delivery_that_lives_is_not_revived(
    accepted: Callable[..., list[Delivery]], people: dict[str, User]
) -> None:
    [waiting] = accepted("hear")

    with pytest.raises(Conflict):
        services.revive(waiting, by=people["dispatcher"], at=AT)

    assert not Event.objects.filter(verb="delivery.revived").exists()


def test_a_round_takes_no_more_than_it_is_told(accepted: Callable[..., list[Delivery]]) -> None:
    accepted("hear", "fail")

    services.deliver_due(at=AT, most=1)

    assert Delivery.objects.filter(state="pending", attempts=0).count() == 1


def test_the_relay_delivers_and_shows_that_it_lives(
    accepted: Callable[..., list[Delivery]], now: datetime
) -> None:
    accepted("hear")

    assert tasks.deliver_pending() == 1

    assert Heartbeat.objects.get(name="worker").beat_at >= now
    assert heard() == 1


@pytest.mark.django_db(transaction=True)
def test_five_relays_at_once_have_one_effect_per_piece_of_news(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    people: dict[str, User],
    settings: Any,
) -> None:
    settings.SUBSCRIPTIONS = {"complaint.accepted": [f"{HERE}.hear"]}
    for n in range(8):
        body = report(title=f"第{n}件")
        number = api("intake").post("/api/v1/complaints/", body, format="json").json()["number"]
        complaints.accept(Complaint.objects.get(number=number), by=people["intake"], at=AT)
    start, delivered, failed = Barrier(5), list[int](), list[BaseException]()

    def relay() -> None:
        try:
            start.wait()
            delivered.append(services.deliver_due(at=AT))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=relay) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sum(delivered) == 8
    assert heard() == 8
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_matters_do_not_wait_for_each_other_and_one_matter_does(
    api: Callable[[str], APIClient], report: Callable[..., dict[str, Any]]
) -> None:
    answers = [
        api("intake").post("/api/v1/complaints/", report(title=t), format="json") for t in "甲乙"
    ]
    first, second = (Complaint.objects.get(number=a.json()["number"]) for a in answers)
    done: dict[str, bool] = {}

    def write(complaint: Complaint) -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '300ms'")
                services.record("complaint.revealed", subject=complaint, by=None, at=AT)
            done[complaint.title] = True
        except Exception:  # noqa: BLE001 - the wait was cut short
            done[complaint.title] = False
        finally:
            connection.close()

    with transaction.atomic():
        services.record("complaint.revealed", subject=first, by=None, at=AT)
        threads = [Thread(target=write, args=[c]) for c in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert done == {"甲": False, "乙": True}
