"""Every machine, state, step and person, as the specification has them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Office
from cases import steps as case_steps
from cases.models import Counterfeit, Extension, Infringement, Supervision
from complaints.models import Complaint
from complaints.steps import STEPS as COMPLAINT_STEPS
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from journal.models import Recorded
from registry.models import ProtectedEntity
from registry.steps import STEPS as ENTITY_STEPS
from rewards.models import Reward
from rewards.steps import STEPS as REWARD_STEPS
from routing import services as routing
from routing.models import Transfer
from routing.steps import STEPS as TRANSFER_STEPS
from tests import making, specification
from tests.specification import MACHINES, PEOPLE, Machine

V = "/api/v1"
Made = tuple[Any, str, str]
"""A thing, the address of its page, and the address under which its steps are."""


def complaint_in(state: str) -> Made:
    thing = making.a_complaint(
        state, created_by=making.person("platform_12345"), verified=state == "concluded"
    )
    return thing, f"{V}/complaints/{thing.number}/", f"{V}/complaints/{thing.number}/"


def case_in(state: str, proceeding: str) -> Made:
    dispute = proceeding == "infringement"
    handlers = (*making.HANDLERS, "officer_haizhu") if dispute else making.HANDLERS
    complaint = making.a_complaint(
        "assigned" if state == "proposed" else "docketed", written_request=dispute
    )
    thing = making.a_case(state, proceeding=proceeding, handlers=handlers, complaint=complaint)
    rule = "A-CLOSE" if dispute else "B-CLOSE-P"
    making.a_clock(rule, subject="case", number=thing.number, matter=complaint.number)
    return thing, f"{V}/cases/{thing.number}/", f"{V}/cases/{thing.number}/"


def extension_in(state: str, approver: str) -> Made:
    thing = making.an_extension(state, approver=approver)
    page = f"{V}/cases/{thing.case.number}/extensions/"
    return thing, page, f"{page}{thing.number}/"


def at(path: str, thing: Any) -> Made:
    return thing, f"{V}/{path}/{thing.number}/", f"{V}/{path}/{thing.number}/"


MAKE: dict[str, Callable[[str], Made]] = {
    "complaint": complaint_in,
    "counterfeit": lambda state: case_in(state, "counterfeit"),
    "infringement": lambda state: case_in(state, "infringement"),
    "transfer": lambda state: at("transfers", making.a_transfer(state)),
    "reward": lambda state: at("rewards", making.a_reward(state)),
    "extension": lambda state: extension_in(state, "chief"),
    "extension by the superior": lambda state: extension_in(state, "superior"),
    "supervision": lambda state: at("supervision", making.a_supervision(state)),
    "protected entity": lambda state: at("registry/entities", making.an_entity(state)),
}
ADDRESS = {"pause": "pauses", "extend": "extensions"}
EVERY_STATE = [pytest.param(m, s, id=f"{m.name}-{s}") for m in MACHINES for s in m.states]


@pytest.mark.parametrize(("machine", "state"), EVERY_STATE)
def test_each_step_is_open_to_those_whom_the_table_names(
    machine: Machine, state: str, api: Callable[[str], APIClient]
) -> None:
    clients = {who: api(username) for who, username in PEOPLE.items()}
    thing, _page, steps = MAKE[machine.name](state)
    before = type(thing).objects.filter(pk=thing.pk).values().get()

    found, expected = {}, {}
    for step in machine.steps:
        for who, client in clients.items():
            sent = {"no_such_field": 1}
            answer = client.post(f"{steps}{ADDRESS.get(step, step)}/", sent, format="json")
            found[step, who] = answer.status_code
            expected[step, who] = (
                404
                if who not in machine.seen[state]
                else 409
                if (state, step) not in machine.may
                else 403
                if who not in machine.may[state, step]
                else 422
            )
            if answer.status_code == 409:
                body = answer.json()
                told = (body["code"], body["state"], set(body["allowed_steps"]) - {"reveal"})
                allowed = {s for (at, s), may in machine.may.items() if at == state and who in may}
                assert told == ("conflict", state, allowed), (step, who)

    assert found == expected
    assert type(thing).objects.filter(pk=thing.pk).values().get() == before


@pytest.mark.parametrize(("machine", "state"), EVERY_STATE)
def test_a_page_offers_exactly_the_steps_of_the_table(
    machine: Machine, state: str, api: Callable[[str], APIClient]
) -> None:
    thing, page, _steps = MAKE[machine.name](state)

    offered = {}
    for who, username in PEOPLE.items():
        answer = api(username).get(page)
        assert (answer.status_code == 200) == (who in machine.seen[state]), who
        if answer.status_code == 200:
            body = answer.json()
            row = next(r for r in body if r["id"] == thing.number) if type(body) is list else body
            assert row["state"] == state
            offered[who] = set(row["allowed_steps"]) - {"reveal"}

    assert offered == {
        who: {step for (at, step), may in machine.may.items() if at == state and who in may}
        for who in machine.seen[state]
    }


WORDS: dict[str, dict[str, Any]] = {
    "assign": {"office": "440106"},
    "conclude": {"reply": "已答复"},
    "correct": {"reason": "笔误"},
    "give-back": {"reason_code": "not_our_area", "reason": "不在本区"},
    "merge": {"reason": "同一事项"},
    "withdraw": {"reason": "本人撤回"},
    "transfer": {"reason": "涉及商标"},
    "decline": {"reason": "不符合条件"},
    "decide": {"outcome": "penalty", "fine": "80000.00", "facts": "属实", "legal_basis": "专利法"},
    "serve": {"method": "direct"},
    "mediate": {"facts": "双方和解"},
    "rule": {"outcome": "infringed", "facts": "落入保护范围"},
    "close": {"finding": "verified"},
    "reopen": {"reason": "发现新事实"},
    "pause": {"ground": "announcement", "from_on": "2026-01-01"},
    "extend": {"reason": "案情特别复杂"},
    "acknowledge": {"receipt_no": "回-1"},
    "return": {"reason": "不属本机关"},
    "feedback": {"result": "已立案"},
    "grade": {"level": "3", "direct_evidence": False, "facts_match": "basic", "reason": "基本属实"},
    "claim": {"payee_name": "张三", "payee_account": "6222021234567890", "payee_bank": "工行"},
    "pay": {"voucher_no": "V-1"},
    "waive": {"reason": "本人放弃"},
    "report": {"text": "已现场检查"},
    "lift": {"reason": "已办结"},
    "remove": {"reason": "迁出"},
}


def words_for(machine: Machine, step: str) -> dict[str, Any]:
    """What is said with a step when it is taken in earnest."""
    today = legal_day(timezone.now()).isoformat()
    over: dict[tuple[str, str], dict[str, Any]] = {
        ("complaint", "refuse"): {"reason_code": "not_our_duty", "reason": "非本单位职责"},
        ("complaint", "correct"): {"title": "更正后的标题"},
        ("complaint", "merge"): {"into": making.a_complaint().number},
        ("complaint", "transfer"): {"agency": "market-supervision", "lead": "trademark"},
        ("counterfeit", "notify"): {"hearing": False},
        ("counterfeit", "serve"): {"served_on": today},
        ("infringement", "serve"): {"served_on": today},
        ("counterfeit", "pause"): {"to_on": "2026-01-03"},
        ("infringement", "pause"): {"to_on": "2026-01-03"},
        ("counterfeit", "extend"): {"clock": "B-CLOSE-P"},
        ("infringement", "extend"): {"clock": "A-CLOSE"},
        ("transfer", "acknowledge"): {"received_on": today},
        ("extension", "refuse"): {"reason": "理由不足"},
        ("extension by the superior", "approve"): {"document": "粤知复〔2026〕1号"},
        ("extension by the superior", "refuse"): {"reason": "理由不足"},
        ("protected entity", "correct"): {"name": "更正后的名称"},
        ("protected entity", "remove"): {"removed_on": today},
    }
    plain = {} if machine.name == "transfer" and step == "close" else WORDS.get(step, {})
    return plain | over.get((machine.name, step), {})


@pytest.mark.parametrize(
    ("machine", "state", "step"),
    [
        pytest.param(m, state, step, id=f"{m.name}-{state}-{step}")
        for m in MACHINES
        for (state, step), who in m.may.items()
        if who
    ],
)
def test_a_step_leads_where_the_table_says(
    machine: Machine, state: str, step: str, api: Callable[[str], APIClient]
) -> None:
    who = min(machine.may[state, step])
    client = api(PEOPLE[who])
    thing, _page, steps = MAKE[machine.name](state)
    if machine.then[state, step] == "transferred":
        Complaint.objects.filter(pk=thing.pk).update(kind="trademark_lead")
    if step == "reopen":
        deadlines.stop(subject="case", number=thing.number, on=thing.closed_on)
    if (machine.name, step) == ("infringement", "docket"):
        today = legal_day(timezone.now())
        office = Office.objects.get(pk=making.TIANHE)
        routing.entrust(office=office, document="穗知委〔2026〕1号", since=today, until=today)

    address = f"{steps}{ADDRESS.get(step, step)}/"
    answer = client.post(address, words_for(machine, step), format="json")

    assert answer.status_code == (201 if step in ADDRESS else 200), answer.json()
    assert type(thing).objects.get(pk=thing.pk).state == machine.then[state, step]


MODELS: dict[str, type[Recorded]] = {
    "complaint": Complaint,
    "counterfeit": Counterfeit,
    "infringement": Infringement,
    "transfer": Transfer,
    "reward": Reward,
    "extension": Extension,
    "extension by the superior": Extension,
    "supervision": Supervision,
    "protected entity": ProtectedEntity,
}
OFFERED = {
    "complaint": {*COMPLAINT_STEPS, "transfer"},
    "counterfeit": {*case_steps.COUNTERFEIT, *case_steps.INFRINGEMENT, "pause", "extend"},
    "infringement": {*case_steps.COUNTERFEIT, *case_steps.INFRINGEMENT, "pause", "extend"},
    "transfer": {*TRANSFER_STEPS},
    "reward": {*REWARD_STEPS},
    "extension": {*case_steps.EXTENSION},
    "extension by the superior": {*case_steps.EXTENSION},
    "supervision": {*case_steps.SUPERVISION},
    "protected entity": {*ENTITY_STEPS},
}


def transitions_of(model: type[Recorded]) -> set[tuple[str, str, str]]:
    """Every (state, method, state afterwards) that the machine has."""
    field = next(f for f in model._meta.get_fields() if f.name == "state")
    found = field.get_all_transitions(model)  # type: ignore[union-attr] # an FSMField has it
    return {(t.source, t.name, t.target) for t in found}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_the_table_has_every_step_that_an_address_offers(machine: Machine) -> None:
    assert set(machine.steps) == OFFERED[machine.name]
    assert {step for _state, step in machine.may} <= set(machine.steps)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_the_table_has_every_state_that_the_machine_can_be_in(machine: Machine) -> None:
    moves = transitions_of(MODELS[machine.name])

    assert {s for move in moves for s in (move[0], move[2])} == set(machine.states)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_state_can_be_reached_and_only_an_end_has_no_exit(machine: Machine) -> None:
    moves = transitions_of(MODELS[machine.name])
    first = machine.states[0]

    reached = {first}
    while more := {after for state, _step, after in moves if state in reached} - reached:
        reached |= more

    assert reached == set(machine.states)
    ends = set(machine.states) - {state for state, _step, _after in moves}
    assert ends == specification.ENDS[machine.name]


def test_nobody_approves_what_he_has_proposed(
    people: dict[str, Any], api: Callable[[str], APIClient]
) -> None:
    chief = making.person("chief_tianhe")
    transfer = making.a_transfer("draft", proposed_by=chief)
    extension = making.an_extension("proposed", proposed_by=chief)
    reward = making.a_reward("graded", graded_by=making.person("reward_approver"))
    claimed = making.a_reward("claimed", graded_by=making.person("cashier"))

    def status(user: str, path: str, sent: dict[str, Any]) -> int:
        return api(user).post(f"{V}/{path}/", sent, format="json").status_code

    assert status("chief_tianhe", f"transfers/{transfer.number}/approve", {}) == 403
    assert status("supervisor", f"transfers/{transfer.number}/approve", {}) == 200
    where = f"cases/{extension.case.number}/extensions/{extension.number}/approve"
    assert status("chief_tianhe", where, {}) == 403
    assert status("reward_approver", f"rewards/{reward.number}/approve", {}) == 403
    assert status("cashier", f"rewards/{claimed.number}/pay", {"voucher_no": "V-1"}) == 403
