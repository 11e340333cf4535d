"""What the inbox tells each role to do next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from deadlines.models import Clock
from tests import making

Desk = Callable[[str], Client]


def groups(desk: Desk, who: str) -> dict[str, list[tuple[str, str]]]:
    """Group → what stands in it, and what is to be done."""
    page = desk(who).get("/")
    return {
        g["id"]: [(row["number"], str(row["act"])) for row in g["rows"]]
        for g in page.context["groups"]
    }


def overdue(thing: Any, rule: str, subject: str) -> Clock:
    """A clock of a thing whose day has passed."""
    clock = making.a_clock(rule, subject=subject, number=thing.number, matter=thing.matter)
    clock.due_on -= timedelta(days=400)
    clock.warn_on -= timedelta(days=400)
    clock.save()
    return clock


def test_the_intake_desk_accepts_and_looks_for_doubles(desk: Desk) -> None:
    first = making.a_complaint(respondent_key="甲", respondent_name="甲")
    second = making.a_complaint(respondent_key="甲", respondent_name="甲")
    green = making.a_complaint(respondent_key="乙", green_channel=True)

    assert groups(desk, "intake") == {
        "green": [(green.number, "受理")],
        "received": [(first.number, "受理")],
        "twice": [(second.number, "核对")],
    }


def test_the_dispatcher_assigns_what_nobody_could_place(desk: Desk) -> None:
    lost = making.a_complaint("accepted", unroutable=True)
    back = making.a_complaint("accepted", unroutable=True, rounds=1)
    lead = making.a_transfer()

    assert groups(desk, "dispatcher") == {
        "back": [(back.number, "分派")],
        "assign": [(lost.number, "分派")],
        "approve": [(lead.number, "批准移送")],
    }


def test_an_officer_sees_what_is_late_what_is_his_and_what_waits(desk: Desk) -> None:
    fresh = making.a_complaint("assigned")
    late = making.a_complaint("assigned")
    overdue(late, "B-FILE-S", "complaint")
    mine = making.a_case("docketed")
    waits = making.a_case("investigating")
    making.a_case("docketed", handlers=("officer2_tianhe", "officer3_tianhe"))
    proposed = making.a_complaint("assigned")
    asked = making.a_case("proposed", complaint=proposed)

    assert groups(desk, "officer_tianhe") == {
        "late": [(late.number, "提请立案")],
        "docket": [(fresh.number, "提请立案")],
        "mine": [(mine.docket_no, "开始调查")],
        "wait": [
            (waits.docket_no, "调查中，终结后由负责人审核"),
            (asked.number, "等待负责人审批立案"),
        ],
    }


def test_the_most_urgent_thing_stands_first(desk: Desk) -> None:
    making.a_complaint("assigned")
    late = making.a_complaint("assigned")
    overdue(late, "B-FILE-S", "complaint")

    first = desk("officer_tianhe").get("/").context["first"]

    assert (first["number"], first["light"]) == (late.number, "black")


def test_a_chief_decides_on_filings_and_extensions(desk: Desk) -> None:
    proposed = making.a_case("proposed")
    served = making.a_case("served")
    request = making.an_extension()

    found = groups(desk, "chief_tianhe")

    assert found["decide"] == [(served.docket_no, "结案"), (proposed.number, "批准立案")] or found[
        "decide"
    ] == [(proposed.number, "批准立案"), (served.docket_no, "结案")]
    assert found["extend"] == [(request.case.docket_no, "审批延期")]


def test_a_supervisor_sees_the_unlawful_before_the_late(desk: Desk) -> None:
    black = making.a_complaint("assigned")
    overdue(black, "B-FILE-S", "complaint")
    red = making.a_case("docketed")
    overdue(red, "B-CLOSE-P", "case")
    superior = making.an_extension(approver="superior")
    listed = making.a_supervision()

    page = desk("supervisor").get("/")

    assert groups(desk, "supervisor") == {
        "black": [(black.number, "督办")],
        "extend": [(superior.case.docket_no, "审批延期")],
        "red": [(red.docket_no, "督办")],
        "watch": [(listed.listed_no, "查看")],
    }
    assert [tile["value"] for tile in page.context["tiles"]] == [1, 1, 0, 3, "33.3"]


def test_reward_people_see_their_own_step(desk: Desk) -> None:
    proposed, graded, claimed = (
        making.a_reward(state) for state in ("proposed", "graded", "claimed")
    )

    assert groups(desk, "reward_clerk") == {"proposed": [(proposed.number, "定级")]}
    assert groups(desk, "reward_approver") == {"graded": [(graded.number, "批准奖励")]}
    assert groups(desk, "cashier") == {"claimed": [(claimed.number, "发放奖励")]}


def test_the_registrar_sees_the_newest_entries(desk: Desk) -> None:
    entity = making.an_entity()

    assert groups(desk, "registrar") == {"newest": [(entity.number, "")]}


def test_the_auditor_reads_the_journal(desk: Desk) -> None:
    complaint = making.a_complaint("assigned")
    desk("officer_tianhe").post(f"/complaints/{complaint.number}/reveal/", {"reason": "核对"})

    page = desk("auditor").get("/")

    assert page.context["history"][0]["title"] == "查看举报人身份"
    assert desk("auditor").get("/journal/").context["history"][0]["number"] == complaint.number


def test_the_quiet_refresh_answers_the_groups_alone(desk: Desk) -> None:
    part = desk("intake").get("/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "都办完了" in part


def test_the_overdue_page_counts_each_matter_once(desk: Desk) -> None:
    case = making.a_case("docketed")
    overdue(case, "B-CLOSE-P", "case")
    overdue(case, "B-CLOSE-S", "case")
    haizhu = making.a_case("docketed", office="440105")
    making.a_clock("B-CLOSE-P", subject="case", number=haizhu.number, office="440105")

    page = desk("supervisor").get("/overdue/")
    own = desk("chief_tianhe").get("/overdue/")

    assert [(row["number"], row["light"]) for row in page.context["rows"]] == [
        (case.docket_no, "black")
    ]
    lines = {line["name"]: line for line in page.context["lines"] if line["open"]}
    assert {n: (x["black"], x["red"], x["green"]) for n, x in lines.items()} == {
        "天河区": (1, 0, 0),
        "海珠区": (0, 0, 1),
    }
    assert [line["name"] for line in own.context["lines"]] == ["天河区"]
    assert desk("supervisor").get("/overdue/?light=red").context["rows"] == []
    assert len(desk("supervisor").get("/overdue/?light=black").context["rows"]) == 1
