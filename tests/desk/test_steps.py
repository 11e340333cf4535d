"""Steps taken on the pages: the same tables, the same refusals as at every door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.models import Case, Supervision
from cases.steps import BY_PROCEEDING, EXTEND, EXTENSION, PAUSE, SUPERVISION
from deadlines.arithmetic import legal_day
from desk.forms import LABELS, slots
from desk.steps import ENTER, FIND, OF_COMPLAINTS
from journal.models import Event
from journal.selectors import allowed_steps
from registry.models import ProtectedEntity
from registry.steps import STEPS as ENTITY_STEPS
from rewards.steps import STEPS as REWARD_STEPS
from routing.models import Transfer
from routing.steps import STEPS as TRANSFER_STEPS
from tests import making

Desk = Callable[[str], Client]
SCRIPT = {"HX-Request": "true"}


def verbs(matter: str) -> list[str]:
    """What the journal has on a matter."""
    events = Event.objects.filter(matter=matter).order_by("seq")
    return list(events.values_list("verb", flat=True))


def test_a_plain_browser_is_sent_back_to_the_matter(desk: Desk) -> None:
    complaint = making.a_complaint()
    address = f"/complaints/{complaint.number}/"

    asked = desk("intake").get(f"{address}accept/")
    taken = desk("intake").post(f"{address}accept/")

    assert asked.status_code == 200
    assert (taken.status_code, taken["Location"]) == (303, address)
    complaint.refresh_from_db()
    assert complaint.state == "accepted"


def test_the_script_is_told_where_to_go(desk: Desk) -> None:
    complaint = making.a_complaint()
    address = f"/complaints/{complaint.number}/"

    taken = desk("intake").post(f"{address}accept/", headers=SCRIPT)

    assert (taken.status_code, taken.content, taken["HX-Redirect"]) == (204, b"", address)


def test_who_gives_a_matter_away_is_sent_to_the_inbox(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    said = {"reason_code": "not_our_area", "reason": "不在本区"}

    taken = desk("officer_tianhe").post(
        f"/complaints/{complaint.number}/give-back/", said, headers=SCRIPT
    )

    assert (taken.status_code, taken["HX-Redirect"]) == (204, "/")


def test_a_refused_answer_comes_back_with_what_was_said(desk: Desk) -> None:
    complaint = making.a_complaint("accepted")
    address = f"/complaints/{complaint.number}/refuse/"

    answer = desk("intake").post(address, {"reason": "写了理由"}, headers=SCRIPT)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason_code": ["此项必填。"]}
    assert "写了理由" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_step_that_is_not_possible_says_where_the_matter_stands(desk: Desk) -> None:
    complaint = making.a_complaint("concluded")
    address = f"/complaints/{complaint.number}/accept/"

    for answer in (
        desk("intake").get(address, headers=SCRIPT),
        desk("intake").post(address, headers=SCRIPT),
        desk("intake").post(address),
    ):
        assert answer.status_code == 409
        assert "这一步现在不能办" in answer.content.decode()
        assert "已办结" in answer.content.decode()


def test_a_step_of_somebody_else_is_forbidden(desk: Desk) -> None:
    complaint = making.a_complaint()
    address = f"/complaints/{complaint.number}/accept/"

    assert desk("dispatcher").get(address).status_code == 403
    assert desk("dispatcher").post(address).status_code == 403
    assert desk("dispatcher").post(address, headers=SCRIPT).status_code == 403
    assert desk("officer_tianhe").post(address).status_code == 404


def test_a_step_that_nothing_has_is_not_found(desk: Desk) -> None:
    complaint = making.a_complaint()

    assert desk("intake").get(f"/complaints/{complaint.number}/praise/").status_code == 404
    assert desk("intake").post(f"/complaints/{complaint.number}/docket/").status_code == 404


def test_the_panel_offers_what_the_person_may_do_now(desk: Desk) -> None:
    case = making.a_case("docketed")
    page = desk("officer_tianhe").get(f"/cases/{case.number}/")
    offered = [step["name"] for step in [*page.context["steps"], *page.context["other_steps"]]]

    assert offered == ["investigate", "pause", "extend"]
    assert set(offered) == set(allowed_steps(case.road(), making.person("officer_tianhe")))


def test_an_officer_proposes_a_case_and_goes_to_it(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    said = {"proceeding": "counterfeit", "officers": ["officer_tianhe", "officer2_tianhe"]}

    taken = desk("officer_tianhe").post(f"/complaints/{complaint.number}/propose/", said)

    case = Case.objects.get(complaint=complaint)
    assert (taken.status_code, taken["Location"]) == (303, f"/cases/{case.number}/")
    assert case.handler_list == ["officer_tianhe", "officer2_tianhe"]


def test_only_an_officer_of_the_office_proposes(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    address = f"/complaints/{complaint.number}/propose/"

    assert desk("chief_tianhe").post(address).status_code == 403
    assert desk("officer_haizhu").post(address).status_code == 404


def test_a_find_of_our_own_becomes_a_case(desk: Desk) -> None:
    said = {
        "discovered_on": legal_day(timezone.now()).isoformat(),
        "proceeding": "counterfeit",
        "officers": ["officer_tianhe", "officer2_tianhe"],
        "title": "市场巡查发现",
    }

    taken = desk("officer_tianhe").post("/cases/find/", said)

    assert taken["Location"] == f"/cases/{Case.objects.get(title='市场巡查发现').number}/"
    assert desk("chief_tianhe").get("/cases/find/").status_code == 404
    assert desk("chief_tianhe").post("/cases/find/", said).status_code == 403


def test_too_few_officers_are_named_as_the_reason(desk: Desk) -> None:
    case = making.a_case("proposed", handlers=("officer_tianhe",))

    answer = desk("chief_tianhe").post(f"/cases/{case.number}/docket/", headers=SCRIPT)

    assert answer.status_code == 422
    assert "执法人员不得少于2人" in answer.content.decode()


def test_a_decision_keeps_its_words(desk: Desk) -> None:
    case = making.a_case("notified")
    said = {
        "outcome": "penalty",
        "fine": "80000.00",
        "facts": "第一行\r\n第二行",
        "legal_basis": "专利法第六十八条",
    }

    assert desk("chief_tianhe").post(f"/cases/{case.number}/decide/", said).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.facts, str(case.fine)) == ("decided", "第一行\n第二行", "80000.00")


def test_an_extension_is_asked_for_and_granted_by_the_chief(desk: Desk) -> None:
    case = making.a_case("docketed")
    making.a_clock("B-CLOSE-P", subject="case", number=case.number)
    address = f"/cases/{case.number}/"

    asked = desk("officer_tianhe").post(
        f"{address}extend/", {"clock": "B-CLOSE-P", "reason": "案情特别复杂"}
    )
    request = case.extensions.get()
    page = desk("chief_tianhe").get(address)
    granted = desk("chief_tianhe").post(f"{address}extensions/{request.number}/approve/")

    assert asked.status_code == 303
    assert [s["name"] for s in page.context["ledger"][0]["steps"]] == ["approve", "refuse"]
    assert granted.status_code == 303
    request.refresh_from_db()
    assert request.state == "approved"


def test_days_that_do_not_count_stand_in_the_ledger(desk: Desk) -> None:
    case = making.a_case("docketed")
    making.a_clock("B-CLOSE-S", subject="case", number=case.number)
    today = legal_day(timezone.now())
    said = {"ground": "appraisal", "from_on": today.isoformat(), "to_on": today.isoformat()}

    assert desk("officer_tianhe").post(f"/cases/{case.number}/pause/", said).status_code == 303
    page = desk("officer_tianhe").get(f"/cases/{case.number}/")
    assert [(line["kind"], line["from_on"]) for line in page.context["ledger"]] == [
        ("pause", today)
    ]


def test_the_reveal_is_journalled_and_not_kept(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    address = f"/complaints/{complaint.number}/reveal/"

    for headers in ({}, SCRIPT):
        answer = desk("officer_tianhe").post(address, {"reason": "联系举报人"}, headers=headers)
        assert answer.status_code == 200
        assert "13812345678" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"

    assert verbs(complaint.matter) == ["complaint.revealed", "complaint.revealed"]
    assert desk("officer_tianhe").post(address, headers=SCRIPT).status_code == 422
    assert desk("auditor").post(address, {"reason": "好奇"}).status_code == 403


def test_the_twenty_first_reveal_of_a_day_is_refused(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    address = f"/complaints/{complaint.number}/reveal/"
    client = desk("officer_tianhe")

    found = [client.post(address, {"reason": "核对"}).status_code for _n in range(21)]

    assert found == [200] * 20 + [429]


def test_the_account_is_read_by_the_one_who_pays(desk: Desk) -> None:
    reward = making.a_reward("claimed")
    address = f"/rewards/{reward.number}/payee/"

    read = desk("cashier").post(address, headers=SCRIPT)

    assert (read.status_code, read["Cache-Control"]) == (200, "no-store")
    assert "6222021234567890123" in read.content.decode()
    assert verbs(reward.matter) == ["reward.payee_read"]
    assert desk("reward_clerk").post(address).status_code == 403
    assert desk("cashier").get(address).status_code == 405
    paid = making.a_reward("paid")
    assert desk("cashier").post(f"/rewards/{paid.number}/payee/").status_code == 409


def test_a_reward_is_graded_approved_and_paid_by_three(desk: Desk) -> None:
    reward = making.a_reward()
    address = f"/rewards/{reward.number}/"
    graded = {"level": "2", "direct_evidence": "on", "facts_match": "full", "reason": "证据充分"}
    claimed = {"payee_name": "欧阳测试", "payee_account": "6222", "payee_bank": "工行"}

    for who, step, said in (
        ("reward_clerk", "grade", graded),
        ("reward_approver", "approve", {}),
        ("reward_clerk", "notify", {}),
        ("reward_clerk", "claim", claimed),
        ("cashier", "pay", {"voucher_no": "V-1"}),
    ):
        assert desk(who).post(f"{address}{step}/", said).status_code == 303, step

    reward.refresh_from_db()
    assert (reward.state, str(reward.amount)) == ("paid", "3000.00")
    assert desk("cashier").post(f"{address}pay/", {"voucher_no": "V-2"}).status_code == 409


def test_a_lead_is_handed_over_and_approved_by_another(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    said = {"agency": "copyright", "lead": "copyright", "reason": "涉及版权"}

    desk("officer_tianhe").post(f"/complaints/{complaint.number}/transfer/", said)
    row = Transfer.objects.get(complaint=complaint)
    address = f"/transfers/{row.number}/"

    assert desk("officer_tianhe").post(f"{address}approve/").status_code == 403
    assert desk("chief_tianhe").post(f"{address}approve/").status_code == 303
    assert desk("officer_tianhe").post(f"{address}send/").status_code == 303
    row.refresh_from_db()
    assert row.state == "sent"
    assert row.letter_no.startswith("天知移〔")


@pytest.mark.parametrize("subject", ["complaint", "case"])
def test_a_supervisor_lists_a_matter_and_lifts_it(desk: Desk, subject: str) -> None:
    thing: Any = making.a_complaint("assigned") if subject == "complaint" else making.a_case()
    due = legal_day(timezone.now()) + timedelta(days=20)
    said = {"reason": "久拖不决", "due_on": due.isoformat(), "lead": making.TIANHE}

    listed = desk("supervisor").post(f"/{subject}s/{thing.number}/supervise/", said)

    row = Supervision.objects.get()
    assert (listed.status_code, listed["Location"]) == (303, f"/{subject}s/{thing.number}/")
    page = desk("officer_tianhe").get(f"/{subject}s/{thing.number}/")
    assert page.context["supervision"]["number"] == row.listed_no
    address = f"/supervision/{row.number}/"
    assert desk("officer_tianhe").post(f"{address}report/", {"text": "已约谈"}).status_code == 303
    assert desk("supervisor").post(f"{address}lift/", {"reason": "已办"}).status_code == 303
    row.refresh_from_db()
    assert row.state == "lifted"
    assert desk("chief_tianhe").post(f"/{subject}s/{thing.number}/supervise/").status_code == 403


def test_only_what_changed_is_corrected(desk: Desk) -> None:
    complaint = making.a_complaint("assigned", title="旧标题", right_type="patent")
    form = desk("officer_tianhe").get(f"/complaints/{complaint.number}/correct/").context["form"]
    said = {name: form[name].value() or "" for name in form.fields}

    taken = desk("officer_tianhe").post(
        f"/complaints/{complaint.number}/correct/",
        said | {"respondent_name": "新名称", "reason": "名称有误"},
    )
    assert taken.status_code == 303
    event = Event.objects.get(verb="complaint.corrected")
    assert event.data == {"fields": ["respondent_name"]}
    again = desk("officer_tianhe").post(
        f"/complaints/{complaint.number}/correct/",
        said | {"respondent_name": "新名称", "reason": "无"},
    )
    assert again.status_code == 422


def test_the_registrar_keeps_the_register(desk: Desk) -> None:
    said = {
        "kind": "enterprise",
        "name": "广州某某股份有限公司",
        "uscc": "91440101MA59ABCD1K",
        "district": making.TIANHE,
        "aliases": "某某科技\r\n\r\n某某集团",
        "listed_on": legal_day(timezone.now()).isoformat(),
    }

    listed = desk("registrar").post("/registry/new/", said)

    assert listed.status_code == 303
    entity = ProtectedEntity.objects.get()
    assert entity.aliases == ["某某科技", "某某集团"]
    address = f"/registry/{entity.number}/"
    assert desk("registrar").get(f"{address}correct/").status_code == 200
    changed = {"aliases": "某某科技", "name": entity.name, "reason": "更名"}
    assert desk("registrar").post(f"{address}correct/", changed).status_code == 303
    gone = {"reason": "退出", "removed_on": legal_day(timezone.now()).isoformat()}
    assert desk("registrar").post(f"{address}remove/", gone).status_code == 303
    entity.refresh_from_db()
    assert (entity.aliases, entity.state) == (["某某科技"], "removed")
    assert desk("officer_tianhe").post("/registry/new/", said).status_code == 403


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_file_is_added_and_read_back(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    address = f"/complaints/{complaint.number}/"
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")

    added = desk("officer_tianhe").post(f"{address}files/", {"file": photo}, headers=SCRIPT)

    assert (added.status_code, added["HX-Redirect"]) == (204, address)
    file = desk("officer_tianhe").get(address).context["files"][0]
    read = desk("officer_tianhe").get(file["url"])
    assert b"".join(read.streaming_content) == PNG  # type: ignore[attr-defined] # a FileResponse
    assert read["Content-Disposition"].startswith("attachment")
    assert verbs(complaint.matter) == ["complaint.attached", "complaint.file_read"]
    assert desk("officer_haizhu").get(file["url"]).status_code == 404
    assert desk("officer_tianhe").get(f"{address}files/nothing/").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    address = f"/complaints/{complaint.number}/files/"
    program = SimpleUploadedFile("现场.png", b"MZ" + b"\0" * 64, "image/png")

    answer = desk("officer_tianhe").post(address, {"file": program}, headers=SCRIPT)

    assert answer.status_code == 422
    assert desk("officer_tianhe").post(address).status_code == 422
    assert desk("auditor").get(address).status_code == 403


def test_an_alert_is_acknowledged_once(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    clock = making.a_clock("B-FILE-P", subject="complaint", number=complaint.number)
    alert = making.an_alert(clock)
    address = f"/alerts/{alert.pk}/acknowledge/"
    client = desk("officer_tianhe")

    before = client.get("/alerts/")
    noted = [client.post(address, headers=SCRIPT).status_code for _n in range(2)]
    after = client.get("/alerts/")

    assert [row["number"] for row in before.context["rows"]] == [complaint.number]
    assert before.context["alert_count"] == 1
    assert noted == [200, 200]
    assert after.context["rows"] == []
    assert client.post(address)["Location"] == "/alerts/"
    assert len(client.get("/alerts/?at=all").context["rows"]) == 1
    assert desk("officer_haizhu").post(address).status_code == 404


def test_a_nul_in_an_answer_is_refused_and_nothing_breaks(desk: Desk) -> None:
    complaint = making.a_complaint("accepted", unroutable=True)

    answer = desk("dispatcher").post(
        f"/complaints/{complaint.number}/assign/", {"office": "44\0"}, headers=SCRIPT
    )

    assert answer.status_code == 422
    assert desk("dispatcher").get("/complaints/").status_code == 200


def every_step() -> list[Any]:
    """All steps that the desk can ask for."""
    roads = [step for road in BY_PROCEEDING.values() for step in road.values()]
    tables = (OF_COMPLAINTS, EXTENSION, SUPERVISION, TRANSFER_STEPS, REWARD_STEPS, ENTITY_STEPS)
    return [*roads, PAUSE, EXTEND, FIND, ENTER, *(s for t in tables for s in t.values())]


def test_every_question_of_every_step_has_a_label() -> None:
    asked = {slot.name for step in every_step() for slot in slots(step.input)}

    assert asked - LABELS.keys() - {"case", "complaint", "right", "respondent"} == set()
