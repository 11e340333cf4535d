"""The inbox: what this person does next, by role, the most urgent first."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import Role
from cases import selectors as case_questions
from cases.choices import ENDED as CASE_ENDED
from cases.choices import RequestState, SupervisionState
from cases.models import Case, Extension
from cases.steps import EXTENSION
from complaints.choices import ENDED, State
from complaints.models import Complaint
from complaints.selectors import LOOK_BACK
from desk import history, rows
from desk.page import Page
from desk.steps import OF_COMPLAINTS, RARE, of_case, offered, rare
from desk.views.cases import waiting
from desk.views.complaints import waiting as waiting_complaint
from desk.views.overdue import counts, late_clocks, late_rows, tiles
from desk.views.rewards import MINE, act_on
from desk.views.transfers import act_on as act_on_transfer
from journal.models import Event
from journal.selectors import dead_deliveries
from registry.choices import EntityState
from registry.models import ProtectedEntity
from rewards import selectors as reward_questions
from routing import selectors as routing
from routing.choices import TransferState

MOST = 120
SHOWN = 8
Row = dict[str, Any]
Group = dict[str, Any]
LATE = ("red", "black")


class Inbox(Page):
    """The page, and its groups alone for the quiet refresh."""

    room = "inbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        """What to do next."""
        facts = ROLES.get(self.person.role, _nothing)(self)
        if self.by_script:
            return self.show("parts/todo", groups=facts["groups"])
        doable = [
            row
            for group in facts["groups"]
            for row in group["rows"]
            if row.get("act_url") and row.get("due_on")
        ]
        first = min(doable, key=lambda row: (row["due_on"], row["number"]), default=None)
        day = timezone.localtime(self.now)
        return self.show(
            "inbox",
            greeting=_("%(hello)s，%(name)s")
            % {"hello": _hello(day.hour), "name": self.person.name},
            today_line=f"{date_format(day, _('n月j日'))} {date_format(day, 'l')}",
            first=first,
            refresh_url=request.path,
            **facts,
        )

    # -- rows, each with what this person does next

    def complaints(self, found: Sequence[Complaint], running: rows.Running) -> list[Row]:
        """Complaints with the first usual step that is open to this person."""
        lines = []
        for complaint in found:
            steps = offered(complaint, OF_COMPLAINTS, self.person)
            step = next((s for s in steps if s.name not in rare(complaint) | {"reveal"}), None)
            row = rows.complaint_row(complaint, running, self.offices)
            act = step.label if step else waiting_complaint(complaint, self.offices)
            row |= {"act": act, "act_url": row["url"] if step else ""}
            lines.append(row)
        return lines

    def cases(self, found: Sequence[Case], running: rows.Running) -> list[Row]:
        """Cases with the first usual step that is open to this person, or who has to act."""
        lines = []
        for case in found:
            steps = offered(case.road(), of_case(case), self.person)
            step = next((s for s in steps if s.name not in RARE), None)
            row = rows.case_row(case, running, self.offices)
            act = step.label if step else waiting(case)
            row |= {"act": act, "act_url": row["url"] if step else ""}
            lines.append(row)
        return lines

    def transfers(self, wanted: Q) -> list[Row]:
        """Transfers on which this person acts."""
        found = routing.transfers().visible_to(self.person).filter(wanted)
        found_now = list(found.order_by("due_on", "id")[:MOST])
        running = rows.Running.of(self.today, transfer=[t.number for t in found_now])
        lines = []
        for transfer in found_now:
            row = rows.transfer_row(transfer, running, self.offices)
            act = act_on_transfer(transfer, self.person)
            if act:
                lines.append(row | {"act": act, "act_url": row["url"]})
        return lines

    def extensions(self, wanted: Q) -> list[Row]:
        """Requests for extension that this person decides on."""
        found = Extension.objects.filter(wanted, state=RequestState.PROPOSED)
        lines = []
        for request in found.select_related("case__complaint", "clock").order_by("id")[:MOST]:
            if not offered(request, EXTENSION, self.person):
                continue
            row = rows.case_row(request.case, rows.Running(self.today), self.offices)
            row |= rows.urgency_of([request.clock], self.today)
            row |= {"title": f"{_('延期')}：{request.case.title}", "act": _("审批延期")}
            lines.append(row | {"act_url": row["url"]})
        return lines

    def open_matters(self, cases: QuerySet[Case]) -> tuple[list[Row], list[Row]]:
        """The complaints of the office that wait for a decision, and some cases."""
        assigned = Complaint.objects.visible_to(self.person).filter(state=State.ASSIGNED)
        waiting_here = list(assigned.defer("search_terms").order_by("due_on", "id")[:MOST])
        proposed = set(
            Case.objects.visible_to(self.person)
            .filter(complaint__in=[c.pk for c in waiting_here], state="proposed")
            .values_list("complaint_id", flat=True)
        )
        waiting_here = [c for c in waiting_here if c.pk not in proposed]
        open_cases = cases.exclude(state__in=CASE_ENDED).select_related("complaint")
        handled = list(open_cases.order_by("due_on", "id")[:MOST])
        running = rows.Running.of(
            self.today,
            complaint=[c.number for c in waiting_here],
            case=[c.number for c in handled],
        )
        return self.complaints(waiting_here, running), self.cases(handled, running)


def _hello(hour: int) -> str:
    if hour < 6:
        return _("夜深了")
    if hour < 12:
        return _("上午好")
    return _("下午好") if hour < 18 else _("晚上好")


def group(name: str, title: str, found: list[Row], *, hint: str = "", url: str = "") -> Group:
    """A group of rows; those beyond the first are counted and linked."""
    rest = len(found) - SHOWN
    return {
        "id": name,
        "title": title,
        "hint": hint,
        "rows": found[:SHOWN],
        "more_url": url if rest > 0 else None,
        "more_count": len(found) if rest > 0 else None,
        "total": len(found),
    }


def tile(label: str, of: Group | int, *, tone: str = "", unit: str = "") -> dict[str, Any]:
    """A figure at the top of the page, leading to its group."""
    grouped = isinstance(of, dict)
    value = of["total"] if grouped else of  # type: ignore[index] # grouped
    return {
        "label": label,
        "value": value,
        "unit": unit or _("件"),
        "tone": tone if value else "",
        "url": f"#{of['id']}" if grouped and value else "",  # type: ignore[index] # grouped
    }


def answer(groups: list[Group], tiles_: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """What a role's inbox shows: the groups that have rows, and the figures."""
    return {"groups": [g for g in groups if g["rows"]], "tiles": tiles_, **more}


def _by_light(found: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Late, due within three working days, and the rest; each by due day."""
    late = [r for r in found if r["light"] in LATE]
    soon = [r for r in found if r["light"] == "yellow"]
    rest = [r for r in found if r["light"] not in {*LATE, "yellow"}]
    return _sorted(late), _sorted(soon), rest


def _sorted(found: list[Row]) -> list[Row]:
    return sorted(found, key=lambda r: (r["due_on"] is None, r["due_on"], r["number"]))


def _nothing(_page: Inbox) -> dict[str, Any]:
    return answer([], [])


def _intake(page: Inbox) -> dict[str, Any]:
    received = Complaint.objects.visible_to(page.person).filter(state=State.RECEIVED)
    found = list(received.defer("search_terms").order_by("received_at", "id")[:MOST])
    running = rows.Running.of(page.today, complaint=[c.number for c in found])
    lines = page.complaints(found, running)
    doubles = _doubles(page, found)
    url = f"{reverse('desk:complaints')}?state=received"
    twice = [
        line | {"party": _("同 %(number)s") % {"number": doubles[c.pk]}, "act": _("核对")}
        for c, line in zip(found, lines, strict=True)
        if c.pk in doubles
    ]
    fresh = [line for c, line in zip(found, lines, strict=True) if c.pk not in doubles]
    urgent = [line for line in fresh if line["green_channel"]]
    plain = [line for line in fresh if not line["green_channel"]]
    groups = [
        group("green", _("绿色通道待受理"), urgent, hint=_("先办这些"), url=url),
        group("received", _("待受理"), plain, hint=_("核对要素，受理或者不予受理"), url=url),
        group("twice", _("可能重复"), twice, hint=_("与三个月内的另一件相同，核对后并案"), url=url),
        group(
            "send",
            _("移送待办"),
            page.transfers(Q(state__in=_SENDING)),
            url=reverse("desk:transfers"),
        ),
    ]
    total = tile(_("待受理合计"), len(found))
    return answer(
        groups,
        [
            total,
            tile(_("绿色通道"), groups[0], tone="green"),
            tile(_("可能重复"), groups[2], tone="yellow"),
            tile(_("移送待办"), groups[3]),
        ],
    )


_SENDING = (TransferState.APPROVED, TransferState.ANSWERED, TransferState.ACKNOWLEDGED)


def _doubles(page: Inbox, found: Sequence[Complaint]) -> dict[int, str]:
    """For each of these complaints an earlier one of the same respondent or right."""
    keys = {c.respondent_key for c in found if c.respondent_key}
    rights = {c.right_number for c in found if c.right_number}
    if not keys and not rights:
        return {}
    same = (
        Complaint.objects.visible_to(page.person)
        .filter(Q(respondent_key__in=keys) | Q(right_number__in=rights))
        .filter(received_at__gte=page.now - LOOK_BACK)
        .exclude(state__in=ENDED)
        .order_by("received_at", "id")
        .values_list("id", "number", "respondent_key", "right_number", "received_at")[: 4 * MOST]
    )
    others = list(same)
    doubles = {}
    for c in found:
        for pk, number, key, right, at in others:
            alike = (key and key == c.respondent_key) or (right and right == c.right_number)
            if alike and (at, pk) < (c.received_at, c.pk):
                doubles[c.pk] = number
                break
    return doubles


def _dispatcher(page: Inbox) -> dict[str, Any]:
    waits = Complaint.objects.visible_to(page.person).filter(state=State.ACCEPTED, unroutable=True)
    found = list(waits.defer("search_terms").order_by("due_on", "id")[:MOST])
    running = rows.Running.of(page.today, complaint=[c.number for c in found])
    lines = page.complaints(found, running)
    for line in lines:
        line |= {"act": _("分派"), "act_url": line["url"] + "assign/"}
    back = [line for c, line in zip(found, lines, strict=True) if c.rounds]
    never = [line for c, line in zip(found, lines, strict=True) if not c.rounds]
    url = f"{reverse('desk:complaints')}?state=accepted"
    mine = Q(state__in=[TransferState.DRAFT, *_SENDING])
    groups = [
        group("back", _("被退回，待重新分派"), back, hint=_("第二次退回须由您指定"), url=url),
        group("assign", _("判断不了属地，待人工分派"), never, url=url),
        group("approve", _("移送待办"), page.transfers(mine), url=reverse("desk:transfers")),
    ]
    sums = counts(page.person, page.today).values()
    return answer(
        groups,
        [
            tile(_("待人工分派"), groups[1], tone="yellow"),
            tile(_("被退回"), groups[0], tone="red"),
            tile(_("移送待办"), groups[2]),
            *tiles(sums)[:2],
        ],
    )


def _officer(page: Inbox) -> dict[str, Any]:
    mine = Case.objects.visible_to(page.person).filter(officers=page.person.pk)
    assigned, cases = page.open_matters(mine)
    acting = [row for row in cases if row["act_url"]]
    others = [row for row in cases if not row["act_url"]]
    late, soon, _rest = _by_light([*assigned, *cases])
    urgent = {row["number"] for row in [*late, *soon]}
    url = reverse("desk:cases")
    own = f"{url}?officer={page.person.username}"
    todo = f"{reverse('desk:complaints')}?state=assigned"
    groups = [
        group("late", _("已超期"), late, hint=_("先办这些"), url=own),
        group("soon", _("临近到期"), soon, url=own),
        group(
            "docket",
            _("待立案"),
            [row for row in assigned if row["number"] not in urgent],
            hint=_("核实线索，决定是否立案"),
            url=todo,
        ),
        group("mine", _("我的案件"), [r for r in acting if r["number"] not in urgent], url=own),
        group(
            "wait",
            _("等待他人"),
            [row for row in others if row["number"] not in urgent],
            hint=_("不用您动手，到期会提醒"),
            url=own,
        ),
        group("watch", _("督办待报告"), _watched(page), url=reverse("desk:supervision")),
    ]
    return answer(
        groups,
        [
            tile(_("已超期"), groups[0], tone="red"),
            tile(_("临近到期"), groups[1], tone="yellow"),
            tile(_("待立案"), len(assigned)),
            tile(_("我的案件"), len(cases)),
            tile(_("督办"), groups[5]),
        ],
    )


def _watched(page: Inbox) -> list[Row]:
    """The listings that this person's office reports on."""
    found = case_questions.supervisions().visible_to(page.person)
    lines = []
    for row in found.filter(state=SupervisionState.LISTED).order_by("due_on", "id")[:MOST]:
        thing = row.case or row.complaint
        if thing is None:
            continue
        place = "desk:case" if row.case else "desk:complaint"
        title = row.case.title if row.case else rows.title_of(row.complaint)  # type: ignore[arg-type] # one of the two
        lines.append(
            {
                "url": reverse(place, args=[thing.number]),
                "number": row.listed_no,
                "title": title,
                "kind_label": _("挂牌督办"),
                "party": rows.short(page.offices, row.lead_id),
                "green_channel": thing.green_channel,
                "supervised": False,
                **rows.by_day(row.due_on, page.today),
                "why": row.reason,
                "act": _("报告进展"),
                "act_url": reverse("desk:supervision"),
            }
        )
    return lines


def _chief(page: Inbox) -> dict[str, Any]:
    office = Case.objects.visible_to(page.person)
    assigned, cases = page.open_matters(office)
    deciding = [row for row in cases if row["act_url"]]
    late, soon, _rest = _by_light([*assigned, *(r for r in cases if not r["act_url"])])
    url = reverse("desk:cases")
    asked = page.extensions(Q(case__office=page.person.office_id, approver=Role.CHIEF))
    groups = [
        group(
            "decide", _("待您审批"), _sorted(deciding), hint=_("立案、审核、决定、结案"), url=url
        ),
        group("extend", _("延期待批"), asked),
        group(
            "transfer",
            _("移送待批"),
            page.transfers(Q(state=TransferState.DRAFT)),
            url=reverse("desk:transfers"),
        ),
        group("late", _("本局已超期"), late, url=reverse("desk:overdue")),
        group("soon", _("本局临近到期"), soon, url=f"{url}?due_soon=true"),
    ]
    return answer(
        groups,
        [
            tile(_("待您审批"), groups[0]),
            tile(_("延期待批"), groups[1]),
            tile(_("已超期"), groups[3], tone="red"),
            tile(_("临近到期"), groups[4], tone="yellow"),
            tile(_("待立案线索"), len(assigned)),
        ],
    )


def _supervisor(page: Inbox) -> dict[str, Any]:
    worst = late_clocks(page.person, page.today).order_by("due_on", "id")
    late = late_rows(list(worst[:MOST]), page)
    for row in late:
        row["act"] = _("督办") if row["act_url"] else _("督办中")
    black = [row for row in late if row["light"] == "black"]
    red = [row for row in late if row["light"] == "red"]
    watched = _watched(page)
    for row in watched:
        row |= {"act": _("查看"), "act_url": row["url"]}
    url = reverse("desk:overdue")
    groups = [
        group("black", _("已超法定期限"), black, hint=_("先督办这些"), url=f"{url}?light=black"),
        group("extend", _("延期待批"), page.extensions(~Q(approver=Role.CHIEF))),
        group(
            "transfer",
            _("移送待批"),
            page.transfers(Q(state=TransferState.DRAFT)),
            url=reverse("desk:transfers"),
        ),
        group("red", _("已超承诺期限"), red, url=f"{url}?light=red"),
        group("watch", _("挂牌督办中"), watched, url=reverse("desk:supervision")),
    ]
    return answer(groups, tiles(counts(page.person, page.today).values()))


def _reward_people(page: Inbox) -> dict[str, Any]:
    found = reward_questions.in_full().visible_to(page.person)
    mine = list(found.filter(state__in=MINE[page.person.role]).order_by("due_on", "id")[:MOST])
    running = rows.Running.of(page.today, reward=[r.number for r in mine])
    shown = page.person.role != Role.CASHIER
    by_state: dict[str, list[Row]] = {}
    for reward in mine:
        row = rows.reward_row(reward, running, page.offices, case_shown=shown)
        act = act_on(reward, page.person)
        row |= {"act": act, "act_url": row["url"] if act else ""}
        by_state.setdefault(reward.state, []).append(row)
    url = reverse("desk:rewards")
    groups = [
        group(state, str(REWARD_GROUPS[state]), by_state.get(state, []), url=url)
        for state in MINE[page.person.role]
    ]
    return answer(groups, [tile(g["title"], g) for g in groups])


REWARD_GROUPS = {
    "proposed": lazy("待定级"),
    "graded": lazy("待审批"),
    "approved": lazy("已批准，待通知举报人"),
    "notified": lazy("已通知，等待申领"),
    "claimed": lazy("待付款"),
}


def _registrar(page: Inbox) -> dict[str, Any]:
    entries = ProtectedEntity.objects.visible_to(page.person).filter(state=EntityState.LISTED)
    newest = [
        {
            "url": f"{reverse('desk:registry')}?q={entry.number}",
            "number": entry.number,
            "title": entry.name,
            "kind_label": entry.get_kind_display(),
            "party": rows.short(page.offices, entry.district_id),
            "light": None,
            "due_on": entry.listed_on,
            "act": "",
        }
        for entry in entries.order_by("-id")[:SHOWN]
    ]
    url = reverse("desk:registry")
    kinds = list(entries.values_list("kind", flat=True))
    figures = [
        tile(_("重点企业"), kinds.count("enterprise"), unit=_("家")),
        tile(_("重点市场"), kinds.count("market"), unit=_("家")),
    ]
    for figure, kind in zip(figures, ("enterprise", "market"), strict=True):
        figure["url"] = f"{url}?kind={kind}"
    return answer([group("newest", _("最近入库"), newest, url=url)], figures)


def _auditor(page: Inbox) -> dict[str, Any]:
    events = Event.objects.select_related("actor").order_by("-id")
    day_ago = page.now - timedelta(days=1)
    revealed = events.filter(verb="complaint.revealed", occurred_at__gt=day_ago)
    figures = [
        *tiles(counts(page.person, page.today).values())[:2],
        tile(_("一日内查看身份"), revealed.count(), tone="yellow", unit=_("次")),
        tile(_("投递失败"), dead_deliveries().count(), tone="red", unit=_("条")),
    ]
    figures[-1]["url"] = figures[-2]["url"] = reverse("desk:journal")
    lines = history.entries(events[:20], page.offices)
    return answer([], figures, history=lines, history_url=reverse("desk:journal"))


ROLES: dict[str, Callable[[Inbox], dict[str, Any]]] = {
    Role.INTAKE: _intake,
    Role.DISPATCHER: _dispatcher,
    Role.OFFICER: _officer,
    Role.CHIEF: _chief,
    Role.SUPERVISOR: _supervisor,
    Role.REWARD_CLERK: _reward_people,
    Role.REWARD_APPROVER: _reward_people,
    Role.CASHIER: _reward_people,
    Role.REGISTRAR: _registrar,
    Role.AUDITOR: _auditor,
}
