"""A verb of the office that a person may take: one table serves the API, the page and bulk work."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_fsm import can_proceed, has_transition_perm

from wire.fields import LongText
from wire.people import Person
from wire.problems import Conflict, Forbidden, NotValid
from wire.serializers import Strict, flatten_errors


class Nothing(Strict):
    """A step that needs no words."""


class ReasonIn(Strict):
    """A step that needs a reason."""

    reason = LongText(max_length=2000)


@dataclass(frozen=True)
class Verb:
    """A verb that is no change of state: in which states, and who may."""

    states: frozenset[str]
    policy: Callable[[Any, Person], bool]

    def allows(self, thing: Any, person: Person) -> bool:  # noqa: ANN401 - any machine
        """Whether this person may use the verb on the thing as it is now."""
        return thing.state in self.states and self.policy(thing, person)


@dataclass(frozen=True)
class Step:
    """The name in the URL, the Chinese label of the button, the input, the service it calls.

    `call(thing, *, by, at, **input)` gives the thing as it is afterwards.
    """

    name: str
    label: Any
    call: Callable[..., Any]
    input: type[Strict] = Nothing

    @property
    def method(self) -> str:
        """The name of the transition or verb on the thing."""
        return self.name.replace("-", "_")

    def open_to(self, thing: Any, person: Person) -> None:  # noqa: ANN401 - any machine
        """Raise Conflict when the thing's state does not have this step, Forbidden for others."""
        verb = thing.verbs.get(self.method)
        if verb is not None:
            if thing.state not in verb.states:
                raise Conflict(thing=thing)
            if not verb.policy(thing, person):
                raise Forbidden
            return
        transition = getattr(thing, self.method, None) or getattr(thing, f"{self.method}_", None)
        if transition is None or not can_proceed(transition):
            raise Conflict(thing=thing)
        if not has_transition_perm(transition, person):  # type: ignore[arg-type]
            raise Forbidden

    def take(
        self,
        thing: Any,  # noqa: ANN401 - any machine
        sent: Mapping[str, Any],
        *,
        by: Person,
        at: datetime,
    ) -> Any:  # noqa: ANN401 - the thing afterwards
        """State, person, input, in this order; then the service. Raises any `Problem`."""
        self.open_to(thing, by)
        given = self.input(data=sent, context={"at": at, "thing": thing, "by": by})
        if not given.is_valid():
            raise refusal(given.errors)
        return self.call(thing, by=by, at=at, **given.validated_data)


def refusal(errors: Any) -> NotValid:  # noqa: ANN401 - DRF's error detail
    """DRF's refusal as ours: every refused field by name."""
    return NotValid(errors=flatten_errors(errors))


def table(steps: Iterable[Step]) -> dict[str, Step]:
    """The steps of a room by name, in the order in which a page offers them."""
    return {step.name: step for step in steps}
