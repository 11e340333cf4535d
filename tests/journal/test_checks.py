"""What the wiring names must exist before the process starts."""

from importlib.metadata import packages_distributions
from typing import Any

from journal.checks import known_verbs, wiring


def test_the_wiring_as_it_stands_is_sound() -> None:
    assert wiring() == []


def test_an_event_that_no_machine_reaches_is_refused(settings: Any) -> None:
    settings.SUBSCRIPTIONS = {"complaint.vanished": ["routing.tasks.route_complaint"]}

    assert [(e.id, e.msg) for e in wiring()] == [
        ("journal.E001", "no machine reaches complaint.vanished")
    ]


def test_a_subscriber_that_does_not_exist_is_refused(settings: Any) -> None:
    settings.SUBSCRIPTIONS = {
        "complaint.accepted": ["routing.tasks.fly", "no.such.room", "nothing"]
    }

    assert [e.id for e in wiring()] == ["journal.E002"] * 3


def test_every_state_of_every_machine_is_news() -> None:
    assert known_verbs() >= {
        "complaint.accepted",
        "counterfeit.closed",
        "infringement.closed",
        "reward.paid",
        "transfer.acknowledged",
        "protectedentity.removed",
        "clock.overdue",
    }


def test_exactly_one_package_provides_the_state_machines() -> None:
    assert packages_distributions()["django_fsm"] == ["django-fsm-2"]
