"""The register of key enterprises and key markets."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import DISTRICTS
from desk import rows
from desk.page import Page
from desk.steps import ENTER, offered
from desk.taking import Taking
from desk.views import filtering
from registry.choices import EntityKind, EntityState
from registry.models import ProtectedEntity
from registry.steps import STEPS
from wire.steps import Step

RIGHTS_SHOWN = 4


class Register(Page):
    """The list."""

    room = "registry"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the register."""
        query = request.GET
        state = query.get("state")
        entries = ProtectedEntity.objects.visible_to(self.person)
        entries = entries.filter(state=state if state in EntityState.values else EntityState.LISTED)
        if query.get("kind") in EntityKind.values:
            entries = entries.filter(kind=query["kind"])
        if query.get("district") in DISTRICTS:
            entries = entries.filter(district=query["district"])
        words = query.get("q", "").strip()[:100]
        if words and words.isprintable():
            entries = entries.filter(
                Q(name__contains=words) | Q(uscc=words.upper()) | Q(number=words.upper())
            )
        found, page = self.cut(entries, ("-id",))
        fields = {
            "q": filtering.words(lazy("关键词"), lazy("名称、信用代码、编号")),
            "kind": filtering.one_of(lazy("类别"), EntityKind.choices),
            "district": filtering.one_of(lazy("区"), list(DISTRICTS.items())),
            "state": filtering.kept("state"),
        }
        form = filtering.Filters(fields, query)
        removed = [(EntityState.REMOVED.value, EntityState.REMOVED.label)]
        return self.show(
            "registry",
            tabs=filtering.tabs(self, "state", removed, first=EntityState.LISTED.label),
            filters=form,
            chips=filtering.chips(self, [form]),
            clear_url=request.path,
            rows=[self._row(entry) for entry in found],
            page=page,
            new_url=reverse("desk:enter") if ENTER.is_open(None, self.person) else None,
        )

    def _row(self, e: ProtectedEntity) -> dict[str, Any]:
        names = {step.name for step in offered(e, STEPS, self.person)}
        return {
            "number": e.number,
            "name": e.name,
            "aliases": "、".join(e.aliases[:RIGHTS_SHOWN]),
            "kind_label": e.get_kind_display(),
            "uscc": e.uscc,
            "district": rows.short(self.offices, e.district_id),
            "rights": e.right_numbers[:RIGHTS_SHOWN],
            "more_rights": max(len(e.right_numbers) - RIGHTS_SHOWN, 0),
            "state": e.state,
            "state_label": e.get_state_display(),
            "from_on": e.listed_on,
            "to_on": e.removed_on,
            "steps": [
                {
                    "name": name,
                    "label": step.label,
                    "url": reverse("desk:registry_step", args=[e.number, name]),
                }
                for name, step in STEPS.items()
                if name in names
            ],
        }


class RegisterTaking(Taking):
    """One step of one entry."""

    room = "registry"

    def rows(self) -> QuerySet[ProtectedEntity]:
        """The rows gate."""
        return ProtectedEntity.objects.visible_to(self.person)

    def thing(self) -> ProtectedEntity:
        """The entry, among the rows of this person."""
        found: ProtectedEntity = self.one(self.rows(), number=self.named["number"])
        return found

    def steps(self) -> dict[str, Step]:
        """The steps of an entry."""
        return STEPS

    def matter(self) -> dict[str, str]:
        """The register."""
        entry = self.subject
        return {"number": entry.number, "title": entry.name, "url": reverse("desk:registry")}


class Enter(Taking):
    """A new entry."""

    room = "registry"

    def thing(self) -> None:
        """There is nothing yet."""

    def find(self) -> None:
        """The one step."""
        self.subject, self.step = None, ENTER
        if self.request.method == "GET" and not ENTER.is_open(None, self.person):
            raise Http404

    def matter(self) -> dict[str, str]:
        """The register."""
        return {"number": "", "title": "", "url": reverse("desk:registry")}
