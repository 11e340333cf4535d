"""The only door through which anything changes: `advance`, `amend`, `record`; and the outbox."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_fsm import can_proceed, has_transition_perm
from django_fsm.signals import pre_transition

from journal.chain import GENESIS, digest
from journal.choices import DeliveryState
from journal.models import Chain, Delivery, Event, Heartbeat, Recorded, changed_columns, columns
from wire.people import Person
from wire.problems import Conflict, Forbidden
from wire.request_id import request_id

LAST_ATTEMPT = 8
BEAT = timedelta(seconds=5)
_allowed: ContextVar[bool] = ContextVar("transitions_allowed", default=False)


class Subject(Protocol):
    """What an event can be about."""

    @property
    def matter(self) -> str:
        """The chain it belongs to."""
        ...

    @property
    def number(self) -> str:
        """Its public number."""
        ...


class OutsideAdvance(RuntimeError):
    """A transition was called directly; only `advance` may."""


def guard(**_signal: object) -> None:
    """Object to any transition that `advance` did not call: raises OutsideAdvance."""
    if not _allowed.get():
        raise OutsideAdvance


def stand_guard() -> None:
    """Put the guard before every transition, once per process."""
    pre_transition.connect(guard, dispatch_uid="journal.guard")


@contextmanager
def _transitions_allowed() -> Iterator[None]:
    token = _allowed.set(True)
    try:
        yield
    finally:
        _allowed.reset(token)


def advance(
    step: Callable[..., Any],
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Event:
    """Take one step of a machine: state, person, nobody faster; then write it down.

    `by=None` is the office itself. Raises Conflict when the state does not allow the step or
    somebody changed the thing since it was read, Forbidden when this person may not.
    """
    thing: Recorded = step.__self__  # type: ignore[attr-defined] # a bound method
    came_from: str = thing.state  # type: ignore[attr-defined] # every machine has one
    if not can_proceed(step):
        raise Conflict(thing=thing)
    if by is not None and not has_transition_perm(step, by):  # type: ignore[arg-type]
        raise Forbidden
    # The chain before the row: everything that happens to one matter waits in one order.
    chain = _locked_chain(thing.matter)
    before = columns(thing)
    with _transitions_allowed():
        step(**facts)
    _swap(thing, before, at=at)
    return _append(
        chain,
        f"{_name(thing)}.{thing.state}",  # type: ignore[attr-defined] # as above
        subject=thing,  # type: ignore[arg-type] # every machine has a number
        by=by,
        at=at,
        reason=reason,
        data={"from": came_from, "step": step.__name__} | facts,
    )


def amend(
    thing: Recorded,
    verb: str,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
    told: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Event:
    """Change columns that are no state, if nobody was faster, and write down what and why.

    The journal keeps `told` where the values themselves must not be kept, else the changes.
    """
    chain = _locked_chain(thing.matter)
    before = columns(thing)
    for name, value in changes.items():
        setattr(thing, name, value)
    _swap(thing, before, at=at)
    facts = changes if told is None else told
    return _append(chain, verb, subject=thing, by=by, at=at, reason=reason, data=facts)  # type: ignore[arg-type]


def _swap(thing: Recorded, before: dict[str, Any], *, at: datetime) -> None:
    """Write the changed columns if the row is still the one that was read, else Conflict."""
    thing.updated_at = at
    thing.version = before["version"] + 1
    same = {"pk": thing.pk, "version": before["version"]}
    if "state" in before:
        same["state"] = before["state"]
    manager = type(thing)._base_manager
    if manager.filter(**same).update(**changed_columns(thing, before)) != 1:
        raise Conflict(_("该事项刚刚被他人更新，请刷新后重试"), thing=thing)


def record(
    verb: str,
    *,
    subject: Subject,
    by: Person | None,
    at: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write down what happened, and queue it for whoever wants to hear it.

    Raises TransactionManagementError outside a transaction. Two events of one matter wait
    for each other on its chain row; two matters never do.
    """
    chain = _locked_chain(subject.matter)
    return _append(chain, verb, subject=subject, by=by, at=at, reason=reason, data=data)


def _append(
    chain: Chain | None,
    verb: str,
    *,
    subject: Subject,
    by: Person | None,
    at: datetime,
    reason: str,
    data: Mapping[str, Any] | None,
) -> Event:
    if chain is None:
        return record_first(verb, subject=subject, by=by, at=at, reason=reason, data=data)
    event = _event(verb, subject, chain.seq + 1, chain.head, by, at, reason, data)
    event.save(force_insert=True)
    Chain.objects.filter(pk=chain.pk).update(seq=event.seq, head=event.hash)
    _queue(event, at)
    return event


def record_first(
    verb: str,
    *,
    subject: Subject,
    by: Person | None,
    at: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Open a matter's chain with its first event; the database refuses a second opening."""
    _must_be_atomic()
    event = _event(verb, subject, 1, GENESIS, by, at, reason, data)
    event.save(force_insert=True)
    Chain(matter=event.matter, seq=1, head=event.hash).save(force_insert=True)
    _queue(event, at)
    return event


def lock(*matters: str) -> None:
    """Let whoever else writes these matters wait until this transaction ends.

    A verb that reads before its first step, or touches two matters, locks first; two of them
    in the order of their names, so that no two verbs wait for each other.
    """
    for matter in sorted(set(matters)):
        _locked_chain(matter)


def _must_be_atomic() -> None:
    if not connection.in_atomic_block:
        message = "an event is recorded in the transaction that made it true"
        raise transaction.TransactionManagementError(message)


def _locked_chain(matter: str) -> Chain | None:
    _must_be_atomic()
    return Chain.objects.select_for_update().filter(pk=matter).first()


def _event(  # noqa: PLR0917 - as `record`
    verb: str,
    subject: Subject,
    seq: int,
    previous: str,
    by: Person | None,
    at: datetime,
    reason: str,
    data: Mapping[str, Any] | None,
) -> Event:
    facts = {key: plain(value) for key, value in (data or {}).items()}
    actor = by.pk if by else None
    name = _name(subject)
    return Event(
        matter=subject.matter,
        seq=seq,
        verb=verb,
        subject=name,
        number=subject.number,
        actor_id=actor,
        occurred_at=at,
        reason=reason,
        data=facts,
        request_id=request_id.get(),
        previous_hash=previous,
        hash=digest(
            previous=previous,
            matter=subject.matter,
            seq=seq,
            verb=verb,
            subject=name,
            number=subject.number,
            actor=actor,
            occurred_at=at,
            reason=reason,
            data=facts,
            request_id=request_id.get(),
        ),
    )


def _name(subject: object) -> str:
    if isinstance(subject, models.Model):
        return str(subject._meta.model_name)
    return type(subject).__name__.lower()


def plain(value: Any) -> Any:  # noqa: ANN401 - any fact
    """A fact as the journal keeps it: JSON; a row becomes its number or key, never its content."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return str(getattr(value, "number", value.pk))
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return str(value)


def _queue(event: Event, at: datetime) -> None:
    names = settings.SUBSCRIPTIONS.get(event.verb, ())
    if names:
        Delivery.objects.bulk_create(
            Delivery(event=event, subscriber=name, next_try_at=at) for name in names
        )


def deliver_due(*, at: datetime, most: int = 500) -> int:
    """Deliver what is due, each piece of news in its own transaction; give how many went well.

    A subscriber that fails delays only itself: its work is rolled back and tried again after
    2, 4, 8 … seconds (one hour at most), eight times, then it is parked as dead.
    """
    done = 0
    for _attempt in range(most):
        if not _waiting(at).exists():
            break
        done += _deliver_one(at)
    return done


def _waiting(at: datetime) -> models.QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.PENDING, next_try_at__lte=at)


def _deliver_one(at: datetime) -> int:
    taken: list[Delivery] = []
    try:
        with transaction.atomic():
            delivery = (
                _waiting(at)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .order_by("next_try_at", "id")
                .first()
            )
            if delivery is None:
                return 0
            taken.append(delivery)
            claimed = Delivery.objects.filter(
                pk=delivery.pk, state=DeliveryState.PENDING, attempts=delivery.attempts
            ).update(state=DeliveryState.DONE, delivered_at=at, attempts=delivery.attempts + 1)
            if claimed:
                import_string(delivery.subscriber)(delivery.event, at=at)
            return claimed
    except Exception as error:
        if not taken:
            raise
        _put_off(taken[0], error, at)
        return 0


def _put_off(delivery: Delivery, error: Exception, at: datetime) -> None:
    attempts = delivery.attempts + 1
    dead = attempts >= LAST_ATTEMPT
    Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.PENDING, attempts=delivery.attempts
    ).update(
        attempts=attempts,
        state=DeliveryState.DEAD if dead else DeliveryState.PENDING,
        next_try_at=at + timedelta(seconds=min(2**attempts, 3600)),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def revive(delivery: Delivery, *, by: Person, at: datetime) -> None:
    """Send a dead delivery again, from its first try; recorded with who asked for it."""
    with transaction.atomic():
        taken = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(
            state=DeliveryState.PENDING, attempts=0, next_try_at=at
        )
        if not taken:
            raise Conflict(_("该投递已不在失败清单中"))
        record(
            "delivery.revived",
            subject=delivery.event,
            by=by,
            at=at,
            data={"subscriber": delivery.subscriber, "event": delivery.event.seq},
        )


def beat(name: str, *, at: datetime) -> None:
    """Leave a sign of life, unless one was left in the last five seconds."""
    if Heartbeat.objects.filter(name=name, beat_at__gt=at - BEAT, beat_at__lte=at).exists():
        return
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": at})


def forget_beats() -> None:
    """Take the signs of life away: an office that opens or closes has none."""
    Heartbeat.objects.all().delete()
