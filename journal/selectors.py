"""Questions to the journal: histories, what a person may do now, whether the chain holds."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from journal.chain import GENESIS, digest
from journal.choices import DeliveryState
from journal.models import Chain, Delivery, Event, Recorded
from wire.people import Person

SHOWN_SUBJECTS: dict[str, tuple[str, ...]] = {
    "integration": ("complaint",),
    "intake": ("complaint", "transfer", "supervision"),
}
"""Who brings a matter in does not follow the investigation or the reward."""

HIDDEN_SUBJECTS: dict[str, tuple[str, ...]] = {"officer": ("reward",), "chief": ("reward",)}
"""Who handles a case does not see what its report was paid."""

READINGS = ("complaint.revealed", "complaint.file_read")
"""Who read what is for those who oversee."""


def history_of(matter: str, *, person: Person) -> QuerySet[Event]:
    """What happened to one matter, oldest first, as far as this person may read it."""
    events = Event.objects.filter(matter=matter).select_related("actor").order_by("seq")
    shown = SHOWN_SUBJECTS.get(person.role)
    if shown is not None:
        return events.filter(subject__in=shown).exclude(verb__in=READINGS)
    for name in HIDDEN_SUBJECTS.get(person.role, ()):
        # What is said of the case or of a clock may be about the reward, too.
        events = events.exclude(
            Q(subject=name) | Q(verb__startswith=f"{name}.") | Q(verb="clock.moved", data__of=name)
        )
    return events


def allowed_steps(thing: Recorded, person: Person) -> list[str]:
    """The steps that this person may take with this thing now, in the order of declaration."""
    steps: list[str] = []
    if hasattr(thing, "get_available_user_state_transitions"):
        available = {
            t.name
            for t in thing.get_available_user_state_transitions(person)
            if not t.custom.get("inner")
        }
        steps += [name for name in vars(type(thing)) if name in available]
        steps += sorted(available.difference(steps))
    steps += [name for name, verb in thing.verbs.items() if verb.allows(thing, person)]
    return [name.removesuffix("_").replace("_", "-") for name in steps]


def dead_deliveries() -> QuerySet[Delivery]:
    """News that eight tries could not deliver."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-id")


@dataclass(frozen=True)
class Verdict:
    """Whether the journal is whole: its head, or the first event that is not as it was."""

    head: str
    events: int
    broken: str = ""


def verify() -> Verdict:
    """Recompute every chain; the head is one hash (SHA-256) over the heads of all matters."""
    whole = hashlib.sha256()
    count = 0
    matter, seq, previous = "", 0, GENESIS
    heads = dict(Chain.objects.values_list("matter", "head"))
    found: dict[str, str] = {}
    for event in Event.objects.order_by("matter", "seq").iterator(chunk_size=2000):
        if event.matter != matter:
            matter, seq, previous = event.matter, 0, GENESIS
        seq += 1
        expected = digest(
            previous=previous,
            matter=event.matter,
            seq=seq,
            verb=event.verb,
            subject=event.subject,
            number=event.number,
            actor=event.actor_id,
            occurred_at=event.occurred_at,
            reason=event.reason,
            data=event.data,
            request_id=event.request_id,
        )
        if (event.seq, event.previous_hash, event.hash) != (seq, previous, expected):
            return Verdict(head="", events=count, broken=f"{event.matter}#{event.seq}")
        previous = found[matter] = event.hash
        count += 1
    for name in sorted(heads.keys() | found.keys()):
        if heads.get(name) != found.get(name):
            return Verdict(head="", events=count, broken=f"{name}#end")
        whole.update(f"{name}:{heads[name]}\n".encode())
    return Verdict(head=whole.hexdigest(), events=count)
