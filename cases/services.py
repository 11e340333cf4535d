"""Verbs of cases: the two roads, the ledger of their clocks, and supervision."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import selectors as people
from accounts import services as accounts
from accounts.choices import CITY_OFFICE, Role
from accounts.models import Office, User
from cases import selectors
from cases.choices import (
    ENDED,
    Finding,
    Outcome,
    Proceeding,
    RulingOutcome,
    State,
    SupervisionState,
)
from cases.models import Case, Counterfeit, Extension, Infringement, Supervision, SupervisionReport
from complaints import services as complaints
from complaints.choices import ENDED as COMPLAINT_ENDED
from complaints.choices import Kind
from complaints.choices import State as ComplaintState
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from deadlines.choices import ClockState
from deadlines.models import Clock
from journal.services import advance, amend, lock, record, record_first
from routing import selectors as routing
from wire import numbers
from wire.people import Person
from wire.problems import Conflict, Forbidden, NotValid
from wire.text import grams

KINDS = {
    Proceeding.COUNTERFEIT: {Kind.COUNTERFEIT_REPORT, Kind.INFRINGEMENT_COMPLAINT, Kind.OTHER},
    Proceeding.INFRINGEMENT: {Kind.INFRINGEMENT_COMPLAINT},
}
"""What each proceeding may begin from; a trademark or copyright lead is handed over instead."""
EXPECTED_FINDINGS: dict[str, str] = {
    Outcome.UNFOUNDED: Finding.UNFOUNDED,
}
"""What a decision implies of the report; every other one leaves the finding open."""
WORDS = {Proceeding.COUNTERFEIT: "处", Proceeding.INFRINGEMENT: "裁"}


@transaction.atomic
def propose(
    *,
    proceeding: str,
    officers: Sequence[str],
    by: User,
    at: datetime,
    complaint: Complaint | None = None,
    discovered_on: date | None = None,
    title: str = "",
) -> Case:
    """An officer proposes to docket a case; the chief decides. No clock starts yet.

    Raises Forbidden for others than officers, Conflict when the complaint is not assigned to
    this office or has a case already, NotValid when an officer is not of this office.
    """
    if by.role != Role.OFFICER:
        raise Forbidden
    if complaint is not None:
        lock(complaint.matter)
        complaint = Complaint.objects.get(pk=complaint.pk)
        if (complaint.state, complaint.office_id) != (ComplaintState.ASSIGNED, by.office_id):
            raise Conflict(thing=complaint)
    elif discovered_on is None:
        raise NotValid.at("complaint", _("请填写投诉举报编号，或自行发现的日期"), "no_beginning")
    if complaint is not None and complaint.kind not in KINDS[Proceeding(proceeding)]:
        raise NotValid.at("proceeding", _("该类事项不适用此程序"), "wrong_proceeding")
    if complaint is None and proceeding != Proceeding.COUNTERFEIT:
        raise NotValid.at("proceeding", _("自行发现的线索只能按假冒专利查处"), "wrong_proceeding")
    handlers = _handlers(officers, office=by.office_id)
    case = Case(
        number=numbers.public_number("AJ", legal_day(at).year, secrets.token_bytes),
        proceeding=proceeding,
        complaint=complaint,
        discovered_on=discovered_on,
        office_id=by.office_id,
        authority_id=CITY_OFFICE if proceeding == Proceeding.INFRINGEMENT else by.office_id,
        title=title or _title(complaint),
        handler_list=[u.username for u in handlers],
        proposed_by_id=by.pk,
        proposed_at=at,
        green_channel=bool(complaint and complaint.green_channel),
        green_channel_reasons=complaint.green_channel_reasons if complaint else [],
        supervised=bool(complaint and complaint.supervised),
        updated_at=at,
    )
    case.search_terms = grams(
        case.number,
        case.title,
        complaint.number if complaint else "",
        complaint.respondent_name if complaint else "",
        complaint.right_number if complaint else "",
    )
    if complaint is None and discovered_on is not None:
        wound = deadlines.start(["B-DISC-P"], thing=_thing(case), on=discovered_on)
        case.due_on = clocks.nearest_due(wound)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("该事项已有案件"), thing=complaint, code="case_exists") from error
    case.officers.set(handlers)
    note = record if complaint else record_first
    note(
        "case.proposed",
        subject=case,
        by=by,
        at=at,
        data={"proceeding": proceeding, "officers": case.handler_list},
    )
    return case


def _title(complaint: Complaint | None) -> str:
    if complaint is None:
        return str(_("自行发现线索"))
    if complaint.title:
        return complaint.title
    label = Kind(complaint.kind).label
    return f"{(complaint.respondent_name or complaint.place_address)[:150]}·{label}"


def _handlers(usernames: Sequence[str], *, office: str) -> list[User]:
    found = people.officers_named(list(usernames), office)
    missing = sorted(set(usernames) - {u.username for u in found})
    if missing or not usernames:
        detail = _("不是本机关的执法人员：%(names)s") % {"names": "、".join(missing)}
        raise NotValid.at("officers", detail, "not_an_officer")
    return found


def _thing(case: Case) -> deadlines.Thing:
    return deadlines.Thing(
        matter=case.matter, subject="case", number=case.number, office_code=case.office_id
    )


def _follow(case: Case) -> None:
    """Carry the nearest due date onto the row."""
    case.due_on = clocks.nearest_due(clocks.clocks_of("case", [case.number]))
    Case.objects.filter(pk=case.pk).update(due_on=case.due_on)


def _stop(case: Case, at: datetime, rules: Iterable[str] | None = None) -> None:
    deadlines.stop(subject="case", number=case.number, on=legal_day(at), rules=rules)
    _follow(case)


def _start(case: Case, rules: Iterable[str], on: date) -> None:
    deadlines.start(rules, thing=_thing(case), on=on)
    _follow(case)


def _complaint_of(case: Case) -> Complaint | None:
    if case.complaint_id is None:
        return None
    return Complaint.objects.select_related("informant").get(pk=case.complaint_id)


@transaction.atomic
def docket(road: Counterfeit | Infringement, *, by: Person, at: datetime) -> Case:
    """The chief approves the filing: the closing clocks start, the complaint becomes docketed.

    Counterfeit needs two officers or more; infringement three or more and odd, a written
    request, and the city office or an entrustment in force. Raises NotValid otherwise.
    """
    today = legal_day(at)
    _check_officers(road)
    complaint = _complaint_of(road)
    if not _is_still_ours(road, complaint):
        raise Conflict(_("该事项已不在本机关"), thing=road)
    if road.proceeding == Proceeding.INFRINGEMENT:
        _check_dispute(road, complaint, today)
    docket_no = accounts.next_letter_number(
        office=road.authority, word=WORDS[Proceeding(road.proceeding)], year=today.year
    )
    advance(road.docket, by=by, at=at, docket_no=docket_no, docketed_on=today)
    road.search_terms = f"{road.search_terms} {grams(docket_no)}"
    Case.objects.filter(pk=road.pk).update(search_terms=road.search_terms)
    _stop(road, at)
    _start(road, selectors.CLOSING_RULES[Proceeding(road.proceeding)], today)
    if complaint is not None:
        complaints.docket(complaint, at=at)
    return road


def _check_officers(road: Case) -> None:
    count = len(road.handler_list)
    fewest = selectors.FEWEST_OFFICERS[Proceeding(road.proceeding)]
    if count < fewest:
        detail = _("执法人员不得少于%(n)s人") % {"n": fewest}
        raise NotValid.at("officers", detail, "too_few_officers")
    if road.proceeding == Proceeding.INFRINGEMENT and count % 2 == 0:
        raise NotValid.at("officers", _("合议组人数应为单数"), "even_panel")


def _check_dispute(road: Case, complaint: Complaint | None, today: date) -> None:
    if complaint is None or not complaint.written_request:
        raise NotValid.at("complaint", _("侵权纠纷须有权利人的书面请求"), "written_request_missing")
    if road.office_id != CITY_OFFICE and road.office_id not in routing.entrusted(today):
        raise NotValid.at("complaint", _("本机关没有有效的委托执法文书"), "not_entrusted")


@transaction.atomic
def decline(road: Counterfeit | Infringement, *, reason: str, by: Person, at: datetime) -> Case:
    """The chief declines the filing; the complaint ends with the reason as its answer."""
    advance(road.decline, by=by, at=at, reason=reason, closed_on=legal_day(at))
    _stop(road, at)
    complaint = _complaint_of(road)
    if complaint is not None and _is_still_ours(road, complaint):
        complaints.conclude(complaint, reply=str(_("经核查，不予立案。")), by=None, at=at)
    return road


def _is_still_ours(case: Case, complaint: Complaint | None) -> bool:
    """Whether the complaint of a proposed case still lies with the office that proposed it."""
    if complaint is None:
        return True
    where = (complaint.state, complaint.office_id)
    return where == (ComplaintState.ASSIGNED, case.office_id)


@transaction.atomic
def let_go(complaint_number: str, *, at: datetime) -> None:
    """The complaint left the office before its case was docketed: the proposal falls."""
    lock(complaint_number)
    case = (
        selectors.in_full().filter(complaint__number=complaint_number, state=State.PROPOSED).first()
    )
    if case is None or _is_still_ours(case, _complaint_of(case)):
        return
    road = case.road()
    advance(road.lapse, by=None, at=at, reason=str(_("事项已离开本机关")), closed_on=legal_day(at))
    _stop(road, at)


@transaction.atomic
def investigate(road: Counterfeit, *, by: Person, at: datetime) -> Case:
    """The investigation begins."""
    advance(road.investigate, by=by, at=at)
    return road


@transaction.atomic
def audit(road: Counterfeit, *, by: Person, at: datetime) -> Case:
    """The chief has examined the file."""
    advance(road.audit, by=by, at=at)
    return road


@transaction.atomic
def notify(road: Counterfeit, *, hearing: bool, by: Person, at: datetime) -> Case:
    """The party is told what is intended, and of its right to be heard."""
    advance(road.notify, by=by, at=at, hearing=hearing)
    return road


@transaction.atomic
def decide(
    road: Counterfeit,
    *,
    outcome: str,
    facts: str,
    legal_basis: str,
    by: Person,
    at: datetime,
    fine: Decimal = Decimal(0),
    confiscation: Decimal = Decimal(0),
) -> Case:
    """Decide; a penalty names what is to be paid, the other outcomes nothing.

    The statutory closing clock ends here (it runs to the decision), the serving clock starts.
    """
    if outcome == Outcome.PENALTY and fine + confiscation <= 0:
        raise NotValid.at("fine", _("行政处罚应有罚款或没收金额"), "no_amount")
    if outcome != Outcome.PENALTY and fine + confiscation > 0:
        raise NotValid.at("fine", _("该处理结果不得有罚没金额"), "amount_without_penalty")
    advance(
        road.decide,
        by=by,
        at=at,
        outcome=outcome,
        fine=fine,
        confiscation=confiscation,
        facts=facts,
        legal_basis=legal_basis,
        decided_on=legal_day(at),
    )
    _stop(road, at, ["B-CLOSE-S"])
    _start(road, ["B-SERVE"], legal_day(at))
    return road


@transaction.atomic
def serve(
    road: Counterfeit | Infringement, *, served_on: date, method: str, by: Person, at: datetime
) -> Case:
    """Write down the service; in a dispute the respondent's time to answer begins."""
    begun = road.decided_on or road.docketed_on
    if begun and served_on < begun:
        raise NotValid.at("served_on", _("送达日不得早于文书日期"), "before_document")
    advance(road.serve, by=by, at=at, served_on=served_on, service_method=method)
    if road.proceeding == Proceeding.INFRINGEMENT:
        _stop(road, at, ["A-SERVE"])
        _start(road, ["A-ANSWER"], served_on)
    else:
        _stop(road, at, ["B-SERVE"])
    return road


@transaction.atomic
def answer(road: Infringement, *, by: Person, at: datetime) -> Case:
    """The respondent has answered."""
    advance(road.answer, by=by, at=at)
    _stop(road, at, ["A-ANSWER"])
    return road


@transaction.atomic
def mediate(road: Infringement, *, by: Person, at: datetime, facts: str = "") -> Case:
    """The parties have agreed."""
    advance(road.mediate, by=by, at=at, facts=facts)
    _stop(road, at, ["A-ANSWER"])
    return road


@transaction.atomic
def hear(road: Infringement, *, by: Person, at: datetime) -> Case:
    """The parties have been heard; no answer does not stop the case."""
    advance(road.hear, by=by, at=at)
    _stop(road, at, ["A-ANSWER"])
    return road


@transaction.atomic
def rule(road: Infringement, *, outcome: str, by: Person, at: datetime, facts: str = "") -> Case:
    """Rule on the dispute; the time to publish begins."""
    advance(road.rule, by=by, at=at, outcome=outcome, facts=facts, decided_on=legal_day(at))
    _start(road, ["A-PUB"], legal_day(at))
    return road


@transaction.atomic
def publish(road: Infringement, *, by: Person, at: datetime) -> Case:
    """The ruling is published."""
    advance(road.publish, by=by, at=at)
    _stop(road, at, ["A-PUB"])
    return road


@transaction.atomic
def close(road: Counterfeit | Infringement, *, finding: str, by: Person, at: datetime) -> Case:
    """Close with a finding: every clock stops, and the complaint ends with its answer."""
    expected = EXPECTED_FINDINGS.get(road.outcome)
    if expected is not None and finding != expected:
        raise NotValid.at("finding", _("结论与处理结果不一致"), "contradicts_outcome")
    advance(road.close, by=by, at=at, finding=finding, closed_on=legal_day(at))
    _stop(road, at)
    complaint = _complaint_of(road)
    if complaint is not None:
        reply = _("经查属实，已依法处理。") if finding == Finding.VERIFIED else _("经查不属实。")
        tell = (
            complaints.conclude
            if complaint.state == ComplaintState.DOCKETED
            else complaints.restate
        )
        tell(complaint, reply=str(reply), verified=finding == Finding.VERIFIED, by=None, at=at)
    return road


@transaction.atomic
def close_dispute(road: Infringement, *, by: Person, at: datetime, finding: str = "") -> Case:
    """Close a dispute; without a finding of its own the ruling says whether it was founded."""
    infringed = road.ruling == RulingOutcome.INFRINGED or bool(road.state == State.MEDIATED)
    follows = Finding.VERIFIED if infringed else Finding.UNFOUNDED
    return close(road, finding=finding or follows, by=by, at=at)


@transaction.atomic
def archive(road: Counterfeit | Infringement, *, by: Person, at: datetime) -> Case:
    """The file goes to the archive."""
    advance(road.archive, by=by, at=at)
    return road


@transaction.atomic
def reopen(road: Counterfeit, *, reason: str, by: Person, at: datetime) -> Case:
    """A supervisor has the case investigated again; its closing clocks start anew today."""
    advance(road.reopen, by=by, at=at, reason=reason)
    _start(road, selectors.CLOSING_RULES[Proceeding.COUNTERFEIT], legal_day(at))
    return road


# -- the ledger of the clocks


@transaction.atomic
def pause(
    case: Case, *, ground: str, from_on: date, by: Person, at: datetime, to_on: date | None = None
) -> Case:
    """Days that do not count, on a ground that the clock's rule knows; the due dates move."""
    last = to_on or legal_day(at)
    moved = 0
    record(
        "case.paused",
        subject=case,
        by=by,
        at=at,
        data={"ground": ground, "from_on": from_on, "to_on": last},
    )
    for clock in clocks.clocks_of("case", [case.number]).exclude(state=ClockState.STOPPED):
        if ground in {g.value for g in clocks.rule_of(clock).excludes}:
            deadlines.exclude(clock, ground=ground, from_on=from_on, to_on=last, at=at)
            moved += 1
    if not moved:
        raise NotValid.at("ground", _("该事由不能扣除本案任何时限"), "ground_not_known")
    _follow(case)
    return case


@transaction.atomic
def ask_extension(case: Case, *, clock: str, reason: str, by: Person, at: datetime) -> Extension:
    """Ask to extend a clock of the case by its next level; nothing moves until it is approved."""
    found = (
        clocks.clocks_of("case", [case.number])
        .filter(rule=clock)
        .exclude(state=ClockState.STOPPED)
        .first()
    )
    if found is None:
        raise NotValid.at("clock", _("本案没有这个在计时限"), "unknown_clock")
    _not_too_late(found, at)
    levels = clocks.rule_of(found).extensions
    level = found.entries.filter(kind="extension").count() + 1
    if level > len(levels):
        raise NotValid.at("clock", _("该时限不能再延期"), "no_such_level")
    request = Extension(
        number=numbers.public_number("YQ", legal_day(at).year, secrets.token_bytes),
        case=case,
        clock=found,
        level=level,
        approver=levels[level - 1].approver,
        reason=reason,
        proposed_by_id=by.pk,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("该级延期已在审批中"), thing=case, code="extension_pending") from error
    record(
        "extension.proposed",
        subject=request,
        by=by,
        at=at,
        reason=reason,
        data={"rule": clock, "level": level},
    )
    return request


def _not_too_late(clock: Clock, at: datetime) -> None:
    if legal_day(at) >= clock.due_on:
        raise Conflict(_("延期须在届满日之前"), code="too_late")


@transaction.atomic
def approve_extension(
    request: Extension, *, by: Person, at: datetime, document: str = ""
) -> Extension:
    """Grant it, by someone else with the right role, only before the due day.

    The level that the province grants is entered by the city's supervisor with the province's
    document.
    """
    if request.approver == "superior" and not document:
        raise NotValid.at("document", _("请填写上一级机关批准文书"), "document_missing")
    _not_too_late(request.clock, at)
    advance(request.approve, by=by, at=at, document=document)
    deadlines.extend(request.clock, level=request.level, ground=request.reason, at=at)
    _follow(request.case)
    return request


@transaction.atomic
def refuse_extension(request: Extension, *, reason: str, by: Person, at: datetime) -> Extension:
    """Do not grant it; the due date stands."""
    advance(request.refuse, by=by, at=at, reason=reason)
    return request


@transaction.atomic
def mark_green(complaint_number: str, *, at: datetime) -> None:
    """Carry an opened green channel from the complaint onto its open case."""
    case = (
        selectors.in_full()
        .filter(complaint__number=complaint_number, green_channel=False)
        .exclude(state__in=ENDED)
        .first()
    )
    if case is not None and case.complaint is not None:
        reasons = case.complaint.green_channel_reasons
        amend(
            case, "case.greened", by=None, at=at, green_channel=True, green_channel_reasons=reasons
        )


@transaction.atomic
def follow_clock(number: str) -> None:
    """A clock of this case moved: carry the nearest due date onto the row."""
    case = Case.objects.filter(number=number).first()
    if case is not None:
        _follow(case)


# -- supervision


@transaction.atomic
def supervise(
    *,
    reason: str,
    due_on: date,
    lead: Office,
    by: User,
    at: datetime,
    complaint: Complaint | None = None,
    case: Case | None = None,
) -> Supervision:
    """A supervisor lists a matter: a number, a lead and a due day of its own."""
    if by.role != Role.SUPERVISOR:
        raise Forbidden
    if due_on <= legal_day(at):
        raise NotValid.at("due_on", _("督办期限应晚于今天"), "in_the_past")
    if case is not None and case.state in ENDED:
        raise Conflict(thing=case)
    if complaint is not None and complaint.state in COMPLAINT_ENDED:
        raise Conflict(thing=complaint)
    watched = case.complaint if case is not None else complaint
    if watched is not None:
        lock(watched.matter)
        of_the_matter = Q(complaint=watched) | Q(case__complaint=watched)
        if Supervision.objects.filter(of_the_matter, state=SupervisionState.LISTED).exists():
            raise Conflict(_("该事项已在督办中"), thing=case or complaint, code="listed")
    city = Office.objects.get(pk=CITY_OFFICE)
    row = Supervision(
        number=numbers.public_number("DB", legal_day(at).year, secrets.token_bytes),
        listed_no=accounts.next_letter_number(office=city, word="督", year=legal_day(at).year),
        complaint=complaint,
        case=case,
        lead=lead,
        reason=reason,
        due_on=due_on,
        listed_by_id=by.pk,
        listed_at=at,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("该事项已在督办中"), thing=case or complaint, code="listed") from error
    record(
        "supervision.listed",
        subject=row,
        by=by,
        at=at,
        reason=reason,
        data={"due_on": due_on, "lead": lead.code, "listed_no": row.listed_no},
    )
    deadlines.start_until(
        "S-LISTED",
        thing=deadlines.Thing(
            matter=row.matter, subject="supervision", number=row.number, office_code=lead.code
        ),
        on=legal_day(at),
        due_on=due_on,
    )
    _mark(row, supervised=True, by=by, at=at)
    return row


def _mark(row: Supervision, *, supervised: bool, by: Person, at: datetime) -> None:
    """Carry the listing onto the complaint and the case that it watches."""
    complaint_id = row.complaint_id or (row.case.complaint_id if row.case else None)
    complaint = Complaint.objects.filter(pk=complaint_id).first() if complaint_id else None
    watched = Case.objects.filter(pk=row.case_id).first() if row.case_id else None
    if watched is None and complaint is not None:
        watched = complaint.cases.exclude(state=State.DECLINED).first()
    if complaint is not None:
        complaints.set_supervised(complaint, supervised=supervised, by=by, at=at)
    if watched is not None:
        amend(watched, "case.supervision", by=by, at=at, supervised=supervised)


@transaction.atomic
def report_progress(row: Supervision, *, text: str, by: Person, at: datetime) -> Supervision:
    """The lead office reports in writing."""
    amend(row, "supervision.reported", by=by, at=at)
    SupervisionReport(supervision=row, text=text, by_id=by.pk, at=at).save(force_insert=True)
    return row


@transaction.atomic
def lift(row: Supervision, *, reason: str, by: Person, at: datetime) -> Supervision:
    """Lift the listing with a reason."""
    advance(row.lift, by=by, at=at, reason=reason, lifted_at=at, lifted_reason=reason)
    deadlines.stop(subject="supervision", number=row.number, on=legal_day(at))
    _mark(row, supervised=False, by=by, at=at)
    return row
