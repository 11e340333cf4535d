"""Who may: a table per word, and the words together."""

from dataclasses import dataclass, field

import pytest

from accounts.choices import Role
from accounts.policies import (
    Policy,
    chief_of_the_office,
    handler_of_the_office,
    named_as_handler,
    nobody,
    not_the_one_in,
    of_the_same_office,
    officer_of_the_case,
    officer_of_the_office,
    role,
)
from wire.people import Person


@dataclass
class Somebody:
    role: str
    office_id: str = "440106"
    username: str = "somebody"
    pk: int = 7
    oversees: bool = False


@dataclass
class Something:
    office: str = "440106"
    handlers: frozenset[str] = frozenset({"somebody"})
    by: dict[str, int | None] = field(default_factory=dict)

    def office_codes(self) -> frozenset[str]:
        return frozenset({self.office})

    def is_handled_by(self, person: Person) -> bool:
        return person.username in self.handlers

    def actor_of(self, column: str) -> int | None:
        return self.by.get(column)


HERE, ELSEWHERE = Something(), Something(office="440104")
UNNAMED = Something(handlers=frozenset())


@pytest.mark.parametrize("one", Role)
def test_nobody_is_nobody(one: Role) -> None:
    assert nobody(HERE, Somebody(one)) is False


@pytest.mark.parametrize("one", Role)
def test_a_role_is_one_of_those_named(one: Role) -> None:
    policy = role(Role.CASHIER, Role.AUDITOR)

    assert policy(HERE, Somebody(one)) is (one in {Role.CASHIER, Role.AUDITOR})


@pytest.mark.parametrize(
    ("policy", "thing", "allowed"),
    [
        (of_the_same_office, HERE, set(Role)),
        (of_the_same_office, ELSEWHERE, set()),
        (named_as_handler, HERE, set(Role)),
        (named_as_handler, UNNAMED, set()),
        (handler_of_the_office, HERE, {Role.OFFICER, Role.CHIEF}),
        (handler_of_the_office, ELSEWHERE, set()),
        (officer_of_the_office, HERE, {Role.OFFICER}),
        (officer_of_the_office, ELSEWHERE, set()),
        (chief_of_the_office, HERE, {Role.CHIEF}),
        (chief_of_the_office, ELSEWHERE, set()),
        (officer_of_the_case, HERE, {Role.OFFICER}),
        (officer_of_the_case, UNNAMED, set()),
        (officer_of_the_case, ELSEWHERE, set()),
        (role(Role.INTAKE) | chief_of_the_office, ELSEWHERE, {Role.INTAKE}),
        (role(Role.INTAKE) | chief_of_the_office, HERE, {Role.INTAKE, Role.CHIEF}),
    ],
)
def test_a_policy_admits_exactly_these_roles(
    policy: Policy, thing: Something, allowed: set[Role]
) -> None:
    assert {one for one in Role if policy(thing, Somebody(one))} == allowed


@pytest.mark.parametrize(("approver", "may"), [(7, False), (8, True), (None, True)])
def test_who_graded_does_not_approve(approver: int | None, may: bool) -> None:
    thing = Something(by={"graded_by": approver})

    assert not_the_one_in("graded_by")(thing, Somebody(Role.REWARD_APPROVER)) is may


def test_a_policy_says_in_words_what_it_asks() -> None:
    policy = role(Role.CASHIER) & not_the_one_in("approved_by") | nobody

    assert policy.label == "cashier and not the one in approved_by or nobody (the system)"
