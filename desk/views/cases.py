"""Cases: the list, one case, its steps, its extensions, own findings."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases import selectors
from cases.api import narrowed
from cases.choices import ENDED, Proceeding, State
from cases.models import Case, Extension
from cases.serializers import CaseFilters, money
from cases.steps import EXTENSION
from deadlines import selectors as clocks
from deadlines.choices import EntryKind, Ground
from deadlines.models import Clock, Entry
from desk import history, rows
from desk.page import Page
from desk.roles import has_page
from desk.steps import FIND, RARE, of_case, offered
from desk.taking import Taking, panel
from desk.views import filtering
from desk.views.complaints import LINES_SHOWN, URGENCY, file_line, supervision_note
from journal.selectors import allowed_steps, history_of
from rewards.models import Reward
from wire.steps import Step

ORDERS = ("due_on", "-due_on", "-docketed_on", "docketed_on")
TABS = (State.PROPOSED, State.DOCKETED, State.INVESTIGATING, State.SERVED, State.CLOSED)


class Cases(Page):
    """The list."""

    room = "cases"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the rows that the filters leave."""
        asked = filtering.asked(CaseFilters, request.GET, at=self.now, by=self.person)
        visible = Case.objects.visible_to(self.person).select_related("complaint")
        cases = narrowed(visible.defer("search_terms"), asked, today=self.today)
        if "docketed_on" in request.GET.get("ordering", ""):
            cases = cases.filter(docketed_on__isnull=False)
        found, page = self.cut(cases, ORDERS)
        running = rows.Running.of(self.today, case=[c.number for c in found])
        fields = {
            "q": filtering.words(lazy("关键词"), lazy("两个字起，编号、案由、当事人")),
            "proceeding": filtering.one_of(lazy("程序"), Proceeding.choices),
            "office": filtering.one_of(lazy("承办单位"), filtering.office_choices(self.offices)),
            "overdue": filtering.tick(lazy("只看超期")),
            "due_soon": filtering.tick(lazy("三日内到期")),
            "green_channel": filtering.tick(lazy("绿色通道")),
            "state": filtering.kept("state"),
            "officer": filtering.kept("officer"),
        }
        form = filtering.Filters(fields, request.GET)
        return self.show(
            "cases",
            tabs=filtering.tabs(self, "state", [(s.value, s.label) for s in TABS]),
            filters=form,
            chips=filtering.chips(self, [form]),
            clear_url=request.path,
            rows=[rows.case_row(c, running, self.offices) for c in found],
            sorts=self.sort(ORDERS, day="docketed_on", due="due_on"),
            page=page,
            new_url=reverse("desk:find") if FIND.is_open(None, self.person) else None,
        )


class OneCase(Page):
    """What the pages about one case share."""

    room = "cases"

    def rows(self) -> QuerySet[Case]:
        """The rows gate."""
        return selectors.in_full().visible_to(self.person)


class CasePage(OneCase):
    """One case."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """The case with its clocks, its ledger, its history and what this person may do now."""
        case = self.one(self.rows(), number=number)
        road = case.road()
        found = list(clocks.clocks_of("case", [case.number]))
        urgency = rows.urgency_of(found, self.today)
        steps = offered(road, of_case(case), self.person)
        listed = (
            supervision_note(self.person, self.offices, complaint=case.complaint, case=case)
            if case.supervised
            else None
        )
        drawn = panel(
            steps,
            RARE,
            "desk:case_step",
            without=frozenset({"supervise"} if listed else ()),
            number=case.number,
        )
        events = list(
            history_of(case.matter, person=self.person).order_by("-seq")[: LINES_SHOWN + 1]
        )
        lines = history.entries(events, self.offices)
        return self.show(
            "case",
            case=self._facts(case),
            officers=[
                {"name": u.name, "role": _("主办") if i == 0 else _("协办"), "office": ""}
                for i, u in enumerate(_in_order(case))
            ],
            chief=next((e.actor.name for e in events if _dockets(e.verb) and e.actor), ""),
            ledger=self._ledger(case, found, events),
            complaint={
                "number": case.complaint.number,
                "url": reverse("desk:complaint", args=[case.complaint.number]),
                "title": rows.title_of(case.complaint),
            }
            if case.complaint
            else None,
            supervision=listed,
            reward=self._reward(case),
            files=self._files(case),
            road=rows.road(_stops(case), case.state),
            clocks=rows.clock_facts(found, self.today),
            history=lines[:LINES_SHOWN],
            history_url=reverse("desk:complaint_history", args=[case.complaint.number])
            if len(lines) > LINES_SHOWN and case.complaint
            else None,
            next_what=next_of(case),
            next_why=urgency.get("why", ""),
            waiting_for=waiting(case),
            urgency=URGENCY.get(urgency["light"], ""),
            **drawn,
        )

    def _facts(self, c: Case) -> dict[str, Any]:
        complaint = c.complaint
        return {
            "number": c.number,
            "docket_no": c.docket_no,
            "title": c.title,
            "proceeding": c.proceeding,
            "proceeding_label": c.get_proceeding_display(),
            "state": c.state,
            "state_label": c.get_state_display(),
            "office": c.office.name,
            "authority": self.offices[c.authority_id].name if c.authority_id != c.office_id else "",
            "docketed_on": c.docketed_on,
            "discovered_on": c.discovered_on,
            "green_channel": c.green_channel,
            "supervised": c.supervised,
            "respondent": rows.party_of(complaint),
            "right": complaint.right_number if complaint else "",
            "finding_label": c.get_finding_display() if c.finding else "",
            "outcome_label": c.get_outcome_display()
            if c.outcome
            else c.get_ruling_display()
            if c.ruling
            else "",
            "fine": money(c.fine) if c.fine else "",
            "confiscation": money(c.confiscation) if c.confiscation else "",
            "facts": c.facts,
            "legal_basis": c.legal_basis,
            "served_on": c.served_on,
            "served_method": c.get_service_method_display() if c.service_method else "",
        }

    def _ledger(
        self, case: Case, found: Sequence[Clock], events: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """Requests for extension, and the days that do not count."""
        deciders = {
            e.number: e.actor.name for e in events if e.verb == "extension.approved" and e.actor
        }
        lines = []
        asked = selectors.extensions_of(case).select_related("clock", "case", "proposed_by")
        for request in asked:
            steps = allowed_steps(request, self.person)
            lines.append(
                {
                    "kind": "extension",
                    "title": _("第%(n)s次延期") % {"n": request.level},
                    "clock": clocks.rule_of(request.clock).title,
                    "days": _next_length(request),
                    "ground": request.reason,
                    "proposed_by": request.proposed_by.name if request.proposed_by else "",
                    "approved_by": deciders.get(request.number, ""),
                    "state": request.state,
                    "state_label": request.get_state_display(),
                    "steps": [
                        {
                            "name": name,
                            "label": EXTENSION[name].label,
                            "url": reverse(
                                "desk:extension_step", args=[case.number, request.number, name]
                            ),
                        }
                        for name in EXTENSION
                        if name in steps
                    ],
                }
            )
        titles = {c.pk: clocks.rule_of(c).title for c in found}
        pauses = Entry.objects.filter(clock__in=list(titles), kind=EntryKind.EXCLUSION)
        lines += [
            {
                "kind": "pause",
                "title": _("扣除时间"),
                "clock": titles[entry.clock_id],
                "ground": dict(Ground.choices).get(entry.ground, entry.ground),
                "from_on": entry.from_on,
                "to_on": entry.to_on,
                "state": "approved",
                "state_label": _("已记入"),
            }
            for entry in pauses.order_by("id")
        ]
        return lines

    def _reward(self, case: Case) -> dict[str, Any] | None:
        if not has_page(self.person.role, "rewards"):
            return None
        row = Reward.objects.visible_to(self.person).filter(case=case).order_by("-id").first()
        if row is None:
            return None
        return {
            "number": row.number,
            "url": reverse("desk:reward", args=[row.number]),
            "state": row.state,
            "state_label": row.get_state_display(),
        }

    @staticmethod
    def _files(case: Case) -> list[dict[str, Any]]:
        complaint = case.complaint
        if complaint is None:
            return []
        found = complaint.attachments.select_related("added_by").order_by("id")
        return [file_line(complaint.number, attachment) for attachment in found]


def _in_order(case: Case) -> list[Any]:
    by_name = {u.username: u for u in case.officers.all()}
    return [by_name[name] for name in case.handler_list if name in by_name]


def _dockets(verb: str) -> bool:
    return verb in {"counterfeit.docketed", "infringement.docketed"}


def _next_length(request: Extension) -> str:
    levels = clocks.rule_of(request.clock).extensions
    return str(levels[request.level - 1].length) if request.level <= len(levels) else ""


_COUNTERFEIT = (
    State.PROPOSED,
    State.DOCKETED,
    State.INVESTIGATING,
    State.AUDITED,
    State.NOTIFIED,
    State.DECIDED,
    State.SERVED,
    State.CLOSED,
    State.ARCHIVED,
)
_RULED = (
    State.PROPOSED,
    State.DOCKETED,
    State.SERVED,
    State.ANSWERED,
    State.HEARD,
    State.RULED,
    State.PUBLISHED,
    State.CLOSED,
    State.ARCHIVED,
)
_MEDIATED = (
    State.PROPOSED,
    State.DOCKETED,
    State.SERVED,
    State.MEDIATED,
    State.CLOSED,
    State.ARCHIVED,
)


def _stops(case: Case) -> list[tuple[str, Any]]:
    """The stops of this case's road."""
    if case.state == State.DECLINED:
        stops: tuple[State, ...] = (State.PROPOSED, State.DECLINED)
    elif case.proceeding == Proceeding.COUNTERFEIT:
        stops = _COUNTERFEIT
    elif case.state == State.MEDIATED or (case.state in ENDED and not case.ruling):
        stops = _MEDIATED
    else:
        stops = _RULED
    return [(s.value, s.label) for s in stops]


NEXT = {
    State.PROPOSED: lazy("审查线索，批准或者不予立案"),
    State.INVESTIGATING: lazy("调查终结后审核"),
    State.AUDITED: lazy("告知当事人拟作出的处理"),
    State.NOTIFIED: lazy("作出处理决定"),
    State.DECIDED: lazy("送达决定书"),
    State.ANSWERED: lazy("安排口头审理，或者调解"),
    State.HEARD: lazy("作出裁决"),
    State.RULED: lazy("公开裁决书"),
    State.PUBLISHED: lazy("结案"),
    State.MEDIATED: lazy("结案"),
    State.CLOSED: lazy("整理案卷，归档"),
}

_CHIEFS = lazy("等待负责人审批")
_OFFICERS = lazy("等待承办人办理")
WAITING = {
    State.PROPOSED: lazy("等待负责人审批立案"),
    State.INVESTIGATING: lazy("调查中，终结后由负责人审核"),
    State.NOTIFIED: lazy("等待负责人作出决定"),
    State.HEARD: lazy("等待负责人作出裁决"),
    State.PUBLISHED: lazy("等待负责人结案"),
    State.MEDIATED: lazy("等待负责人结案"),
    State.CLOSED: lazy("已结案，等待承办人归档"),
    State.ARCHIVED: "",
    State.DECLINED: "",
}


def next_of(case: Case) -> str:
    """What has to be done with a case now."""
    counterfeit = case.proceeding == Proceeding.COUNTERFEIT
    if case.state == State.DOCKETED:
        return _("开始调查") if counterfeit else _("送达请求书副本")
    if case.state == State.SERVED:
        return _("核对送达情况，结案") if counterfeit else _("登记答辩，安排口审或者调解")
    return str(NEXT.get(State(case.state), ""))


def waiting(case: Case) -> str:
    """Who has to act on a case."""
    if case.state == State.SERVED:
        counterfeit = case.proceeding == Proceeding.COUNTERFEIT
        return str(_CHIEFS if counterfeit else lazy("等待被请求人答辩"))
    return str(WAITING.get(State(case.state), _OFFICERS))


class CaseTaking(Taking, OneCase):
    """One step of one case."""

    def thing(self) -> Case:
        """The case under the name of its road."""
        case: Case = self.one(self.rows(), number=self.named["number"])
        return case.road()

    def steps(self) -> dict[str, Step]:
        """The steps of the case's own road, its clocks and its supervision."""
        return of_case(self.subject)

    def matter(self) -> dict[str, str]:
        """The case."""
        number = self.named["number"]
        url = reverse("desk:case", args=[number])
        return {"number": number, "title": self.subject.title, "url": url}


class ExtensionTaking(Taking, OneCase):
    """Granting or refusing an extension."""

    def thing(self) -> Extension:
        """The request, of a case among the rows of this person."""
        self.case: Case = self.one(self.rows(), number=self.named["number"])
        found: Extension = self.one(
            selectors.extensions_of(self.case), number=self.named["extension"]
        )
        return found

    def steps(self) -> dict[str, Step]:
        """The two answers."""
        return EXTENSION

    def matter(self) -> dict[str, str]:
        """The case."""
        url = reverse("desk:case", args=[self.case.number])
        return {"number": self.case.number, "title": self.case.title, "url": url}


class Find(Taking):
    """A case of our own finding."""

    room = "cases"

    def thing(self) -> None:
        """There is nothing yet."""

    def find(self) -> None:
        """The one step."""
        self.subject, self.step = None, FIND
        if self.request.method == "GET" and not FIND.is_open(None, self.person):
            raise Http404

    def matter(self) -> dict[str, str]:
        """The list of cases."""
        return {"number": "", "title": "", "url": reverse("desk:cases")}

    def where(self, after: Case) -> str:
        """The new case."""
        return reverse("desk:case", args=[after.number])
