"""Questions to the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, TextField, Value

from registry.choices import EntityKind, EntityState, KeyKind
from registry.models import MatchKey
from wire import numbers
from wire.text import match_key


@dataclass(frozen=True)
class Clue:
    """What a matter says about the protected: right holder, right number, places."""

    holder_uscc: str = ""
    holder_name: str = ""
    right_number: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """An entry that a matter concerns, and by what it was recognised."""

    entity: str
    kind: str
    name: str
    by: str
    value: str

    def as_reason(self) -> dict[str, str]:
        """The reason as answers and the journal carry it."""
        return {
            "entity": self.entity,
            "kind": self.kind,
            "name": self.name,
            "by": self.by,
            "value": self.value,
        }


def matches(clue: Clue, *, on: date) -> list[Match]:
    """The listed entries that a matter concerns, one per entry, in one statement.

    An enterprise is recognised as the holder of the right (code, name or alias, right number);
    a market by its name or alias in the place of the act.
    """
    exact = {
        (KeyKind.USCC, clue.holder_uscc.upper()),
        (KeyKind.NAME, match_key(clue.holder_name)),
        (KeyKind.RIGHT, right_key(clue.right_number)),
    }
    wanted = [pair for pair in exact if pair[1]]
    place = " ".join(match_key(p) for p in clue.places if p)
    if not wanted and not place:
        return []
    either = Q()
    for kind, key in wanted:
        either |= Q(kind=kind, key=key)
    keys = MatchKey.objects.all()
    if place:
        keys = keys.annotate(place=Value(place, output_field=TextField()))
        either |= Q(kind=KeyKind.PLACE, place__contains=F("key"))
    found: dict[str, Match] = {}
    rows = (
        keys.filter(either, entity__state=EntityState.LISTED, entity__listed_on__lte=on)
        .select_related("entity")
        .order_by("entity_id", "id")
    )
    for row in rows:
        found.setdefault(
            row.entity.number,
            Match(
                entity=row.entity.number,
                kind=row.entity.kind,
                name=row.entity.name,
                by=row.kind,
                value=row.shown,
            ),
        )
    return list(found.values())


def right_key(number: str) -> str:
    """A right's number without the letters and marks that are written or left out at will."""
    return match_key(numbers.check_patent_number(number).value).removeprefix("zl")


def keys_for(
    *, kind: str, name: str, uscc: str, aliases: Iterable[str], right_numbers: Iterable[str]
) -> list[tuple[str, str, str]]:
    """All keys of an entry as (kind, key, as written)."""
    names = [name, *aliases]
    keys = [(KeyKind.USCC.value, uscc.upper(), uscc)]
    keys += [(KeyKind.NAME.value, match_key(n), n) for n in names]
    keys += [(KeyKind.RIGHT.value, right_key(n), n) for n in right_numbers]
    if kind == EntityKind.MARKET:
        keys += [(KeyKind.PLACE.value, match_key(n), n) for n in names]
    return [k for k in keys if k[1]]
