"""The register: entered, corrected, removed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import User
from journal.models import Event
from registry import services
from registry.models import MatchKey, ProtectedEntity
from wire.problems import Conflict, Forbidden

AT = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # the first morning of 2027 in Shanghai
DAY = date(2027, 1, 1)
CODE = "91440101MA59ABCDX1"


@pytest.fixture
def enter(people: dict[str, User]) -> Callable[..., ProtectedEntity]:
    """Enter an enterprise."""

    def write(**over: Any) -> ProtectedEntity:
        facts: dict[str, Any] = {
            "kind": "enterprise",
            "name": "广州测试科技股份有限公司",
            "uscc": CODE,
            "district": "440106",
            "listed_on": DAY,
            "by": people["registrar"],
            "at": AT,
        }
        return services.list_entity(**facts | over)

    return write


def test_an_entry_has_a_number_of_the_year_it_is_in_shanghai_and_an_event(
    enter: Callable[..., ProtectedEntity], people: dict[str, User]
) -> None:
    entity = enter()

    assert entity.number.startswith("ML27-")
    event = Event.objects.get(matter=entity.number)
    assert (event.verb, event.actor_id, event.data) == (
        "protectedentity.listed",
        people["registrar"].pk,
        {
            "kind": "enterprise",
            "name": "广州测试科技股份有限公司",
            "uscc": CODE,
            "listed_on": "2027-01-01",
        },
    )


@pytest.mark.parametrize("who", [r for r in Role if r != Role.REGISTRAR])
def test_only_the_registrar_enters(
    enter: Callable[..., ProtectedEntity], people: dict[str, User], who: Role
) -> None:
    person = next(user for user in people.values() if user.role == who)

    with pytest.raises(Forbidden):
        enter(by=person)

    assert not ProtectedEntity.objects.exists()


def test_one_code_is_listed_once_per_kind(enter: Callable[..., ProtectedEntity]) -> None:
    enter()

    with pytest.raises(Conflict) as refused:
        enter(name="另一名称")

    assert refused.value.code == "already_listed"
    assert enter(kind="market").kind == "market"
    assert ProtectedEntity.objects.count() == 2


def test_who_was_removed_can_be_listed_again(
    enter: Callable[..., ProtectedEntity], people: dict[str, User]
) -> None:
    first = enter()
    services.remove(first, by=people["registrar"], at=AT, reason="迁出", removed_on=DAY)

    again = enter()

    assert again.number != first.number
    assert sorted(ProtectedEntity.objects.values_list("state", "removed_on")) == [
        ("listed", None),
        ("removed", DAY),
    ]


@pytest.mark.parametrize("who", ["supervisor", "intake", "chief_tianhe", "auditor"])
def test_only_the_registrar_removes(
    enter: Callable[..., ProtectedEntity], people: dict[str, User], who: str
) -> None:
    entity = enter()

    with pytest.raises(Forbidden), transaction.atomic():
        services.remove(entity, by=people[who], at=AT, reason="迁出", removed_on=DAY)

    assert ProtectedEntity.objects.get().state == "listed"


def test_an_entry_is_removed_once(
    enter: Callable[..., ProtectedEntity], people: dict[str, User]
) -> None:
    entity = enter()
    stale = ProtectedEntity.objects.get(pk=entity.pk)
    services.remove(entity, by=people["registrar"], at=AT, reason="迁出", removed_on=DAY)

    for copy in (entity, stale):
        with pytest.raises(Conflict), transaction.atomic():
            services.remove(copy, by=people["registrar"], at=AT, reason="迁出", removed_on=DAY)

    assert Event.objects.filter(verb="protectedentity.removed").count() == 1


def test_of_two_corrections_of_one_copy_the_second_is_refused(
    enter: Callable[..., ProtectedEntity], people: dict[str, User]
) -> None:
    entity = enter()
    stale = ProtectedEntity.objects.get(pk=entity.pk)
    services.correct(entity, by=people["registrar"], at=AT, reason="更名", name="甲公司")

    with pytest.raises(Conflict), transaction.atomic():
        services.correct(stale, by=people["registrar"], at=AT, reason="更名", name="乙公司")

    assert ProtectedEntity.objects.get().name == "甲公司"
    assert list(MatchKey.objects.filter(kind="name").values_list("key", flat=True)) == ["甲公司"]


def test_the_database_keeps_one_active_entry_and_a_day_for_each_removed_one(
    enter: Callable[..., ProtectedEntity],
) -> None:
    entity = enter()
    twin = ProtectedEntity.objects.get(pk=entity.pk)
    twin.pk, twin.number = None, "ML27-TWIN"

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectedEntity.objects.update(state="removed")
