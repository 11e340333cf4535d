"""The few words that permissions are made of: pure predicates over (thing, person)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.choices import Role
from wire.people import Person


@dataclass(frozen=True)
class Policy:
    """A predicate that can say in words what it asks; `docs/states.md` prints them."""

    label: str
    test: Callable[[Any, Person], bool]

    def __call__(self, thing: Any, person: Any) -> bool:  # noqa: ANN401 - django-fsm's words
        """Whether this person may."""
        return self.test(thing, person)

    def __and__(self, other: "Policy") -> "Policy":
        """Both must hold."""
        return Policy(
            f"{self.label} and {other.label}", lambda t, p: self.test(t, p) and other.test(t, p)
        )

    def __or__(self, other: "Policy") -> "Policy":
        """One is enough."""
        return Policy(
            f"{self.label} or {other.label}", lambda t, p: self.test(t, p) or other.test(t, p)
        )


nobody = Policy("nobody (the system)", lambda _thing, _person: False)


def role(*roles: Role) -> Policy:
    """The person has one of these roles."""
    names = frozenset(r.value for r in roles)
    return Policy(" / ".join(r.value for r in roles), lambda _thing, person: person.role in names)


of_the_same_office = Policy(
    "of that office", lambda thing, person: person.office_id in thing.office_codes()
)

named_as_handler = Policy("handling it", lambda thing, person: bool(thing.is_handled_by(person)))


def not_the_one_in(column: str) -> Policy:
    """The person is not the one who is written in this column: four eyes."""
    return Policy(
        f"not the one in {column}", lambda thing, person: thing.actor_of(column) != person.pk
    )


handler_of_the_office = role(Role.OFFICER, Role.CHIEF) & of_the_same_office
officer_of_the_office = role(Role.OFFICER) & of_the_same_office
officer_of_the_case = role(Role.OFFICER) & of_the_same_office & named_as_handler
chief_of_the_office = role(Role.CHIEF) & of_the_same_office
