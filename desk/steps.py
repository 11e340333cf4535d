"""What the desk knows of the steps: the sentence beside each, its dangers, its known answers.

The steps themselves are the tables of the rooms; two verbs that are no step of one machine
(proposing a case, listing under supervision) and the reveal get their table rows here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from accounts.choices import DISTRICTS, Role
from accounts.models import Office, User
from cases import serializers as case_shapes
from cases import services as case_services
from cases.choices import ENDED as CASE_ENDED
from cases.choices import Proceeding
from cases.models import Case, Extension, Supervision
from cases.steps import BY_PROCEEDING, EXTEND, PAUSE
from complaints import serializers as complaint_shapes
from complaints import services as complaint_services
from complaints.choices import ENDED as COMPLAINT_ENDED
from complaints.choices import Kind
from complaints.choices import State as ComplaintState
from complaints.models import Complaint
from complaints.selectors import LEADS
from complaints.steps import STEPS as COMPLAINT_STEPS
from deadlines import selectors as clocks
from deadlines.choices import ClockState
from desk.forms import Asking, Choices
from journal.selectors import allowed_steps
from registry import serializers as entity_shapes
from registry import services as entity_services
from registry.models import ProtectedEntity
from rewards.models import Reward
from routing import selectors as routing
from routing.steps import HAND_OVER
from wire.people import Person
from wire.problems import Conflict, Forbidden
from wire.steps import ReasonIn, Step


@dataclass(frozen=True)
class OwnStep(Step):
    """A verb that is open by a rule of its own, not by a machine's."""

    roles: tuple[Role, ...] = ()
    closed: frozenset[str] = frozenset()
    same_office: bool = False

    def open_to(self, thing: Any, person: Person) -> None:  # noqa: ANN401 - any machine
        """Raise Conflict in a closed state, Forbidden for others than the roles."""
        if thing is not None and thing.state in self.closed:
            raise Conflict(thing=thing)
        if person.role not in self.roles:
            raise Forbidden
        if self.same_office and person.office_id not in thing.office_codes():
            raise Forbidden

    def is_open(self, thing: Any, person: Person) -> bool:  # noqa: ANN401 - any machine
        """Whether this person may take it now."""
        try:
            self.open_to(thing, person)
        except (Conflict, Forbidden):
            return False
        return True


def _propose(complaint: Complaint | None, **given: Any) -> Case:
    """Propose a case for a complaint, or of our own finding."""
    return case_services.propose(complaint=complaint, **given)


def _supervise(_thing: Complaint | Case, **given: Any) -> Supervision:
    """List a matter; what it is stands among the given."""
    return case_services.supervise(**given)


def _enter(_nothing: None, **given: Any) -> ProtectedEntity:
    """Enter an enterprise or market."""
    return entity_services.list_entity(**given)


PROPOSE: Final = OwnStep(
    "propose",
    _("提请立案"),
    _propose,
    case_shapes.ProposeIn,
    roles=(Role.OFFICER,),
    closed=frozenset(ComplaintState) - {ComplaintState.ASSIGNED},
    same_office=True,
)
FIND: Final = OwnStep(
    "find", _("登记自行发现"), _propose, case_shapes.ProposeIn, roles=(Role.OFFICER,)
)
SUPERVISE: Final = OwnStep(
    "supervise",
    _("挂牌督办"),
    _supervise,
    case_shapes.SuperviseIn,
    roles=(Role.SUPERVISOR,),
    closed=frozenset({*COMPLAINT_ENDED, *CASE_ENDED}),
)
ENTER: Final = OwnStep(
    "new", _("列入名录"), _enter, entity_shapes.EntityIn, roles=(Role.REGISTRAR,)
)
REVEAL: Final = Step("reveal", _("查看身份"), complaint_services.reveal_informant, ReasonIn)

OF_COMPLAINTS: Final[dict[str, Step]] = {
    "accept": COMPLAINT_STEPS["accept"],
    "propose": PROPOSE,
    **{k: v for k, v in COMPLAINT_STEPS.items() if k != "accept"},
    "transfer": HAND_OVER,
    "supervise": SUPERVISE,
    "reveal": REVEAL,
}


def of_case(case: Case) -> dict[str, Step]:
    """The steps of a case: those of its road, then its clocks and its supervision."""
    road = BY_PROCEEDING[Proceeding(case.proceeding)]
    return {**road, "pause": PAUSE, "extend": EXTEND, "supervise": SUPERVISE}


RARE: Final = frozenset(
    {
        "correct",
        "withdraw",
        "give-back",
        "merge",
        "transfer",
        "pause",
        "extend",
        "supervise",
        "waive",
        "return",
        "reopen",
    }
)
"""Steps that are offered in the second line."""

CASES: Final = frozenset({Kind.COUNTERFEIT_REPORT, Kind.INFRINGEMENT_COMPLAINT})


def rare(complaint: Complaint) -> frozenset[str]:
    """The rare steps of a complaint: an answer where a case is the way, a late refusal."""
    found = set(RARE)
    if complaint.kind in CASES:
        found.add("conclude")
    if complaint.state != ComplaintState.RECEIVED:
        found.add("refuse")
    return frozenset(found)


DANGER: Final = frozenset(
    {"refuse", "decline", "withdraw", "merge", "remove", "reopen", "waive", "return"}
)

HINTS: Final[dict[str, Any]] = {
    "accept": _("受理后系统按属地自动分派。"),
    "propose": _("提请后由本局负责人审批，批准之日起计算结案期限。"),
    "docket": _("批准后立案并编案号，结案期限从今天起算。"),
    "give-back": _("退回市局重新分派，期限不停。"),
    "transfer": _("提出后由另一人批准，再发移送函。移送材料不含举报人身份。"),
    "merge": _("两件的编号和回执都保留。"),
    "reveal": _("查看理由记入业务日志，每天有次数上限。"),
    "close": _("结案后各期限停止；属实的，系统自动提出举报奖励。"),
    "approve": _("批准人不得是提出人。"),
    "claim": _("收款账户加密保存，只有出纳付款时可见。"),
    "pay": _("付款后不可更改，请核对凭证号。"),
    "grade": _("金额由系统按标准计算。"),
    "correct": _("日志记下改了哪几项和理由。"),
    "reopen": _("未发放的奖励将收回，结案期限重新起算。"),
    "extend": _("由负责人或督办员审批，批准前期限不变。"),
}


def offered(
    thing: Any,  # noqa: ANN401 - any machine
    steps: Mapping[str, Step],
    person: User,
) -> list[Step]:
    """The steps that this person may take now, in the order of the table."""
    allowed = set(allowed_steps(thing, person))
    return [
        step
        for name, step in steps.items()
        if name in allowed or (isinstance(step, OwnStep) and step.is_open(thing, person))
    ]


# -- what is known of the answers before they are given


def asking(
    step: Step,
    thing: Any,  # noqa: ANN401 - any machine
    *,
    person: User,
    today: date,
    offices: Mapping[str, Office],
) -> Asking:
    """The choices and first values of a step's questions."""
    if isinstance(thing, Complaint):
        return _of_complaint(step.name, thing, person, today, offices)
    if isinstance(thing, Case):
        return _of_case(step.name, thing, today, offices)
    if isinstance(thing, Extension):
        superior = thing.approver == "superior"
        return Asking(skip=frozenset() if superior else frozenset({"document"}))
    if isinstance(thing, Reward):
        return _of_reward(step.name, thing)
    if isinstance(thing, ProtectedEntity):
        return _of_entity(step.name, thing, today)
    if step is FIND:
        return Asking(
            skip=frozenset({"complaint"}),
            choices={"officers": _officers(person)},
            initial={"officers": [person.username], "discovered_on": today.isoformat()},
        )
    if step is ENTER:
        return Asking(initial={"listed_on": today.isoformat()})
    if step.name == "acknowledge":
        return Asking(initial={"received_on": today.isoformat()})
    return Asking()


def _of_complaint(
    name: str, thing: Complaint, person: User, today: date, offices: Mapping[str, Office]
) -> Asking:
    if name == "assign":
        return Asking(
            choices={"office": _short(offices)},
            initial={"office": thing.place_district if thing.place_district in offices else ""},
        )
    if name == "give-back":
        return Asking(choices={"suggested_office": _short(offices)})
    if name == "transfer":
        return Asking(
            choices={"agency": [(a.code, a.name) for a in routing.agencies(today)]},
            initial={"lead": LEADS.get(Kind(thing.kind), "")},
        )
    if name == "propose":
        dispute = thing.kind == Kind.INFRINGEMENT_COMPLAINT
        proceeding = Proceeding.INFRINGEMENT if dispute else Proceeding.COUNTERFEIT
        return Asking(
            skip=frozenset({"complaint", "discovered_on"}),
            choices={"officers": _officers(person)},
            initial={
                "officers": [person.username],
                "proceeding": proceeding.value,
                "title": thing.title,
            },
            labels={
                "title": _("案由"),
                "officers": _("承办人（三人以上单数）") if dispute else _("承办人（两人以上）"),
            },
        )
    if name == "supervise":
        return _supervision("complaint", thing.number, thing.office_id or "", offices)
    if name == "correct":
        return Asking(
            skip=frozenset({"occurred_at"}),
            choices={"place_district": list(DISTRICTS.items())},
            initial={
                column: getattr(thing, column)
                for column in (
                    "title",
                    "description",
                    *(
                        f"{part}_{name}"
                        for part, names in complaint_shapes.PARTS.items()
                        for name in names
                    ),
                )
            },
            changed_only=True,
        )
    return Asking()


def _supervision(subject: str, number: str, office: str, offices: Mapping[str, Office]) -> Asking:
    return Asking(
        skip=frozenset({"case", "complaint"}),
        choices={"lead": _short(offices)},
        initial={"lead": office},
        labels={"lead": _("牵头单位"), "reason": _("督办理由")},
        fixed={subject: number},
    )


def _of_case(name: str, thing: Case, today: date, offices: Mapping[str, Office]) -> Asking:
    if name == "supervise":
        return _supervision("case", thing.number, thing.office_id, offices)
    if name == "serve":
        return Asking(initial={"served_on": today.isoformat()})
    if name == "pause":
        return Asking(initial={"from_on": today.isoformat()})
    if name == "extend":
        running = clocks.clocks_of("case", [thing.number]).exclude(state=ClockState.STOPPED)
        return Asking(
            choices={
                "clock": [
                    (c.rule, f"{clocks.rule_of(c).title}（{c.get_binding_display()} {c.due_on}）")
                    for c in running
                    if clocks.rule_of(c).extensions
                ]
            },
            labels={"reason": _("延期理由")},
        )
    return Asking()


def _of_reward(name: str, thing: Reward) -> Asking:
    skip = set()
    if name == "grade" and thing.base > 0:
        skip.add("amount")
    if name == "approve" and not thing.needs_finance:
        skip.add("finance_document")
    return Asking(skip=frozenset(skip))


def _of_entity(name: str, thing: ProtectedEntity, today: date) -> Asking:
    if name == "remove":
        return Asking(initial={"removed_on": today.isoformat()})
    return Asking(
        initial={
            "name": thing.name,
            "address": thing.address,
            "aliases": "\n".join(thing.aliases),
            "right_numbers": "\n".join(thing.right_numbers),
        },
        changed_only=True,
    )


def _short(offices: Mapping[str, Office]) -> Choices:
    return [(code, office.short_name) for code, office in offices.items()]


def _officers(person: User) -> Choices:
    found = accounts.officers_of(person.office_id)
    found.sort(key=lambda officer: officer.pk != person.pk)  # who proposes leads
    return [(u.username, u.name) for u in found]
