"""Complaints: the list, one complaint, its steps, its files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import DISTRICTS
from cases.models import Case, Supervision
from complaints import files, selectors, services
from complaints.api import narrowed
from complaints.choices import ENDED, Kind, Source, State
from complaints.models import Attachment, Complaint
from complaints.serializers import ComplaintFilters, masked, shown_warnings
from deadlines import selectors as clocks
from desk import history, rows
from desk.forms import FileForm
from desk.page import Page
from desk.roles import has_page
from desk.steps import CASES, OF_COMPLAINTS, offered, rare
from desk.taking import Taking, panel
from desk.views import filtering
from journal.selectors import history_of
from registry.choices import KeyKind
from rewards.models import Reward
from routing.models import Transfer
from wire.doors import NUMBER
from wire.numbers import parse_letter_number
from wire.people import Person
from wire.problems import FieldError, NotValid, TooLarge
from wire.steps import Step
from wire.text import Unacceptable, single_line

ORDERS = ("-received_at", "received_at", "due_on", "-due_on")
LINES_SHOWN = 40


MATTERS: dict[str, tuple[str, type[Any]]] = {
    "TS": ("desk:complaint", Complaint),
    "AJ": ("desk:case", Case),
    "YS": ("desk:transfer", Transfer),
    "JL": ("desk:reward", Reward),
}
"""What a public number leads to, by its first two letters."""


def address_of(words: str, person: Person) -> str:
    """The page of the matter that was named by its whole number; empty for other words."""
    typed = words.strip().upper()
    name, model = MATTERS.get(typed[:2], ("", None))
    if model is not None and NUMBER.fullmatch(typed):
        found = model.objects.visible_to(person).filter(number=typed).exists()
        return reverse(name, args=[typed]) if found else ""
    letter = parse_letter_number(words.strip())
    if letter is None:
        return ""
    case = Case.objects.visible_to(person).filter(docket_no=str(letter)).first()
    return reverse("desk:case", args=[case.number]) if case else ""


class Complaints(Page):
    """The list."""

    room = "complaints"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the rows that the filters leave; a whole number leads to its matter."""
        address = address_of(request.GET.get("q", ""), self.person)
        if address:
            return redirect(address)
        asked = filtering.asked(ComplaintFilters, request.GET, at=self.now, by=self.person)
        visible = Complaint.objects.visible_to(self.person).defer("search_terms")
        found, page = self.cut(narrowed(visible, asked, today=self.today), ORDERS)
        running = rows.Running.of(self.today, complaint=[c.number for c in found])
        first, more = self.filters()
        chips = filtering.chips(self, [first, more])
        return self.show(
            "complaints",
            tabs=filtering.tabs(self, "state", [(s.value, s.label) for s in TABS]),
            filters=first,
            more_filters=more,
            more_open=any(request.GET.get(name) for name in more.fields),
            chips=chips,
            clear_url=request.path,
            rows=[rows.complaint_row(c, running, self.offices) for c in found],
            sorts=self.sort(ORDERS, day="received_at", due="due_on"),
            page=page,
        )

    def filters(self) -> tuple[filtering.Filters, filtering.Filters]:
        """The filters that are always open, and the folded ones."""
        query = self.request.GET
        first = {
            "q": filtering.words(lazy("关键词"), lazy("两个字起，编号、名称、内容")),
            "kind": filtering.one_of(lazy("类别"), Kind.choices),
            "office": filtering.one_of(lazy("承办单位"), filtering.office_choices(self.offices)),
            "overdue": filtering.tick(lazy("只看超期")),
            "green_channel": filtering.tick(lazy("绿色通道")),
            "state": filtering.kept("state"),
        }
        more = {
            "source": filtering.one_of(lazy("来源"), Source.choices),
            "district": filtering.one_of(lazy("行政区"), list(DISTRICTS.items())),
            "received_after": filtering.a_day(lazy("接收日起")),
            "received_before": filtering.a_day(lazy("接收日止（不含）")),
            "right_number": filtering.words(lazy("权利号")),
            "supervised": filtering.tick(lazy("挂牌督办")),
        }
        return filtering.Filters(first, query), filtering.Filters(more, query)


TABS = (State.RECEIVED, State.ACCEPTED, State.ASSIGNED, State.DOCKETED, State.CONCLUDED)


class OneComplaint(Page):
    """What the pages about one complaint share."""

    room = "complaints"

    def rows(self) -> QuerySet[Complaint]:
        """The rows gate."""
        return selectors.in_full().select_related("merged_into").visible_to(self.person)


class ComplaintPage(OneComplaint):
    """One complaint."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """The complaint with its clocks, its history and what this person may do now."""
        complaint = self.one(self.rows(), number=number)
        found = list(clocks.clocks_of("complaint", [complaint.number]))
        urgency = rows.urgency_of(found, self.today)
        steps = offered(complaint, OF_COMPLAINTS, self.person)
        names = {step.name for step in steps}
        case = Case.objects.visible_to(self.person).filter(complaint=complaint).last()
        listed = self._supervision(complaint, case)
        drawn = panel(
            steps,
            rare(complaint),
            "desk:complaint_step",
            without=frozenset({"reveal", "supervise"} if listed else {"reveal"}),
            number=complaint.number,
        )
        events = history_of(complaint.matter, person=self.person).order_by("-seq")[
            : LINES_SHOWN + 1
        ]
        lines = history.entries(events, self.offices)
        return self.show(
            "complaint",
            complaint=self._facts(complaint),
            supervision=listed,
            duplicates=self._duplicates(complaint),
            warnings=[
                w["detail"]
                for w in shown_warnings(complaint, self.person)
                if w["code"] != "unknown_field"
            ],
            case=_linked(case, "desk:case")
            if case and has_page(self.person.role, "cases")
            else None,
            transfers=self._transfers(complaint),
            merged_into=complaint.merged_into,
            reveal_url=reverse("desk:complaint_step", args=[complaint.number, "reveal"])
            if "reveal" in names
            else None,
            road=rows.road(_stops(complaint), complaint.state),
            clocks=rows.clock_facts(found, self.today),
            files=_files(complaint),
            upload_url=reverse("desk:complaint_upload", args=[complaint.number])
            if "correct" in names
            else None,
            history=lines[:LINES_SHOWN],
            history_url=reverse("desk:complaint_history", args=[complaint.number])
            if len(lines) > LINES_SHOWN
            else None,
            next_what=NEXT.get(complaint.state, ""),
            next_why=urgency.get("why", ""),
            waiting_for=waiting(complaint, self.offices),
            urgency=URGENCY.get(urgency["light"], ""),
            **drawn,
        )

    def _facts(self, c: Complaint) -> dict[str, Any]:
        return {
            "number": c.number,
            "title": rows.title_of(c),
            "description": c.description,
            "kind_label": c.get_kind_display(),
            "source_label": c.get_source_display(),
            "external_ref": c.external_ref,
            "received_at": c.received_at,
            "occurred_at": c.occurred_at,
            "state": c.state,
            "state_label": c.get_state_display(),
            "green_channel": c.green_channel,
            "supervised": c.supervised,
            "green_channel_reasons": [reason_line(r) for r in c.green_channel_reasons],
            "written_request": c.written_request,
            "reply": c.reply,
            "respondent": {
                "name": c.respondent_name,
                "uscc": c.respondent_uscc,
                "address": c.respondent_address,
                "phone": c.respondent_phone,
                "shop_url": c.respondent_shop_url,
            },
            "right": {
                "type_label": c.get_right_type_display(),
                "number": c.right_number,
                "holder": c.right_holder,
                "holder_uscc": c.right_holder_uscc,
            },
            "place": {
                "address": c.place_address,
                "district_name": DISTRICTS.get(c.place_district, ""),
            },
            "informant": masked(c, self.person),
            "routing": self._routing(c),
        }

    def _routing(self, c: Complaint) -> dict[str, Any] | None:
        if not (c.office_id or c.unroutable or c.routing_evidence):
            return None
        office = self.offices.get(c.office_id or "")
        confidence = c.routing_confidence
        return {
            "office_name": office.name if office else _("等待分派"),
            "confidence": "" if confidence is None else f"{confidence * 100:.0f}%",
            "evidence": [{"what": "", "found": e["detail"]} for e in c.routing_evidence],
            "unroutable": c.unroutable,
            "by_hand": bool(c.office_id and confidence is None),
            "rounds": c.rounds,
        }

    def _duplicates(self, c: Complaint) -> list[dict[str, Any]]:
        if c.state in ENDED or c.state == State.DOCKETED:
            return []
        found = selectors.possible_duplicates(
            respondent_uscc=c.respondent_uscc,
            respondent_key=c.respondent_key,
            right_number=c.right_number,
            since=c.received_at,
            for_whom=self.person,
            without=c.pk,
        )
        return duplicate_lines(found)

    def _transfers(self, complaint: Complaint) -> list[dict[str, Any]]:
        if not has_page(self.person.role, "transfers"):
            return []
        found = Transfer.objects.visible_to(self.person).filter(complaint=complaint)
        return [
            {**_linked(row, "desk:transfer"), "agency": row.agency.name}
            for row in found.select_related("agency").order_by("id")
        ]

    def _supervision(self, complaint: Complaint, case: Case | None) -> dict[str, Any] | None:
        if not complaint.supervised:
            return None
        return supervision_note(self.person, self.offices, complaint=complaint, case=case)


URGENCY = {"yellow": "soon", "red": "late", "black": "late"}

NEXT = {
    State.RECEIVED: lazy("核对要素，受理或者不予受理"),
    State.ACCEPTED: lazy("确定承办单位并分派"),
    State.ASSIGNED: lazy("核实线索，决定是否立案"),
    State.DOCKETED: lazy("案件办理中"),
}

WHY = {
    "respondent_uscc": lazy("同一信用代码"),
    "respondent_name": lazy("同一名称"),
    "right_number": lazy("同一权利号"),
}


def duplicate_lines(found: list[selectors.Candidate]) -> list[dict[str, Any]]:
    """Earlier complaints that may be the same matter, as a page shows them."""
    return [
        {
            "number": c.number,
            "url": reverse("desk:complaint", args=[c.number]),
            "title": "",
            "score": c.score,
            "why": "，".join(str(WHY[name]) for name in c.why if name in WHY),
        }
        for c in found
    ]


_BY = {
    KeyKind.USCC: lazy("权利人信用代码"),
    KeyKind.NAME: lazy("权利人名称"),
    KeyKind.RIGHT: lazy("权利号"),
    KeyKind.PLACE: lazy("发生地址"),
}


def reason_line(reason: dict[str, str]) -> str:
    """Why the green channel is open, in one sentence."""
    return _("%(name)s（%(entity)s）在名录内：%(by)s相符，%(value)s") % {
        "name": reason["name"],
        "entity": reason["entity"],
        "by": _BY.get(KeyKind(reason["by"]), reason["by"]),
        "value": reason["value"],
    }


def supervision_note(
    person: Any,  # noqa: ANN401 - a person
    offices: dict[str, Any],
    *,
    complaint: Complaint | None,
    case: Case | None,
) -> dict[str, Any] | None:
    """The listing that a matter is under, as a note on its page."""
    rows_ = Supervision.objects.visible_to(person).filter(state="listed")
    either = rows_.filter(complaint=complaint) if complaint else rows_.none()
    if case is not None:
        either = either | rows_.filter(case=case)
    row = either.order_by("-id").first()
    if row is None:
        return None
    return {
        "number": row.listed_no,
        "reason": row.reason,
        "due_on": row.due_on,
        "lead": rows.short(offices, row.lead_id),
    }


def _linked(row: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - any machine
    return {
        "number": getattr(row, "docket_no", "") or row.number,
        "url": reverse(address, args=[row.number]),
        "state": row.state,
        "state_label": row.get_state_display(),
    }


def _stops(c: Complaint) -> list[tuple[str, Any]]:
    """The stops of this complaint's road; what it never came through is left out."""
    names = [State.RECEIVED, State.ACCEPTED]
    if c.assigned_at or c.state not in ENDED:
        names.append(State.ASSIGNED)
    cases = c.kind in CASES
    if c.docketed_at or (cases and c.state not in ENDED):
        names.append(State.DOCKETED)
    last = State(c.state) if c.state in ENDED else State.CONCLUDED
    return [(name.value, name.label) for name in [*names, last]]


def waiting(c: Complaint, offices: dict[str, Any]) -> str:
    """Who has to act on a complaint."""
    if c.state == State.RECEIVED:
        return _("等待受理员受理")
    if c.state == State.ACCEPTED:
        return _("等待分派员分派") if c.unroutable else _("系统正在分派")
    if c.state == State.ASSIGNED:
        return _("等待%(office)s核实线索") % {"office": rows.short(offices, c.office_id)}
    if c.state == State.DOCKETED:
        return _("已立案，见关联案件")
    if c.state == State.TRANSFERRED:
        return _("已移送，见关联移送")
    return ""


_KINDS = {"image": lazy("图片"), "audio": lazy("录音"), "video": lazy("录像")}


def _files(complaint: Complaint) -> list[dict[str, Any]]:
    found = complaint.attachments.select_related("added_by").order_by("id")
    return [file_line(complaint.number, attachment) for attachment in found]


def file_line(number: str, attachment: Attachment) -> dict[str, Any]:
    """A file as a page lists it."""
    family, _slash, form = attachment.content_type.partition("/")
    size = attachment.size
    return {
        "name": attachment.name,
        "url": reverse("desk:complaint_file", args=[number, attachment.key]),
        "size": f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{-(-size // 1024)} KB",
        "kind": _KINDS.get(family, "PDF" if form == "pdf" else _("文档")),
        "sha256": attachment.sha256,
        "at": attachment.added_at,
        "by": attachment.added_by.name if attachment.added_by else "",
    }


class ComplaintHistory(OneComplaint):
    """The whole journal of one matter."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """Newest first."""
        complaint = self.one(self.rows(), number=number)
        return self.show(
            "history",
            history=history.entries(
                history_of(complaint.matter, person=self.person).order_by("-seq"), self.offices
            ),
            matter={
                "number": complaint.number,
                "title": rows.title_of(complaint),
                "url": reverse("desk:complaint", args=[complaint.number]),
            },
        )


class ComplaintTaking(Taking, OneComplaint):
    """One step of one complaint."""

    def thing(self) -> Complaint:
        """The complaint, among the rows of this person."""
        found: Complaint = self.one(self.rows(), number=self.named["number"])
        return found

    def steps(self) -> dict[str, Step]:
        """The steps of a complaint."""
        return OF_COMPLAINTS

    def matter(self) -> dict[str, str]:
        """The complaint."""
        number = self.named["number"]
        url = reverse("desk:complaint", args=[number])
        return {"number": number, "title": rows.title_of(self.subject), "url": url}

    def done(self, after: Any) -> HttpResponseBase:  # noqa: ANN401 - the thing afterwards
        """The reveal answers what it opened, once; everything else sends the browser on."""
        if self.step.name != "reveal":
            return super().done(after)
        answer = self.show(
            "parts/revealed" if self.by_script else "revealed",
            informant=after,
            reason=self.request.POST.get("reason", ""),
            logged_at=self.now,
            matter=self.matter(),
        )
        answer["Cache-Control"] = "no-store"
        return answer

    def where(self, after: Any) -> str:  # noqa: ANN401 - the thing afterwards
        """A new case, transfer or listing is where one wants to go; else the complaint."""
        if isinstance(after, Case):
            return reverse("desk:case", args=[after.number])
        if isinstance(after, Transfer):
            return reverse("desk:transfer", args=[after.number])
        return super().where(after)


class Upload(OneComplaint):
    """Adding a file to a complaint."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """Ask for the file."""
        return self._draw(self._complaint(number), FileForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        """Keep the file; its type is read from its content."""
        complaint = self._complaint(number)
        try:
            sent = request.FILES.get("file")
            if not isinstance(sent, UploadedFile):
                raise NotValid.at("file", _("请选择文件"), "required")
            name = _file_name(sent)
            services.attach(
                complaint,
                name=name,
                content_type=files.accepted_type(sent, name),
                file=sent,
                by=self.person,
                at=self.now,
            )
        except (NotValid, TooLarge) as refused:
            errors = refused.errors or [FieldError(field="file", code="", detail=refused.detail)]
            return self._draw(complaint, FileForm(request.POST, refused=errors), 422)
        url = reverse("desk:complaint", args=[number])
        return self.go(url)

    def _complaint(self, number: str) -> Complaint:
        complaint: Complaint = self.one(self.rows(), number=number)
        if not complaint.verbs["correct"].allows(complaint, self.person):
            raise PermissionDenied
        return complaint

    def _draw(self, complaint: Complaint, form: FileForm, status: int = 200) -> HttpResponse:
        url = reverse("desk:complaint", args=[complaint.number])
        return self.show(
            "parts/step_form" if self.by_script else "step",
            status,
            step={"label": _("添加附件"), "url": self.request.path, "hint": ""},
            form=form,
            matter={"number": complaint.number, "title": rows.title_of(complaint), "url": url},
            back_url=url,
        )


def _file_name(sent: "UploadedFile[bytes]") -> str:
    try:
        return single_line(sent.name or "")[:200]
    except Unacceptable as error:
        raise NotValid.at("file", error.detail, error.code) from error


class Download(OneComplaint):
    """One file of a complaint."""

    def get(self, _request: HttpRequest, number: str, key: str) -> HttpResponseBase:
        """The file, never shown inline; who read it is written down."""
        complaint = self.one(self.rows(), number=number)
        attachment = self.one(complaint.attachments.all(), key=key)
        services.note_download(attachment, by=self.person, at=self.now)
        return files.download(attachment)
