from datetime import date
from itertools import pairwise

import pytest

from deadlines.arithmetic import Calendar, reckon
from deadlines.choices import Binding, Bound, Ground, Unit
from deadlines.register import RULES, Length, Rule, UnknownRule, codes, rule_for

TODAY = date(2026, 11, 2)
CALENDAR = Calendar.build([], [], range(2000, 2100))


def test_the_register_knows_these_periods() -> None:
    assert codes() == (
        *("A-FILE", "A-CORR", "A-SERVE", "A-ANSWER", "A-ANSWER-FOREIGN", "A-FWD", "A-JURIS"),
        *("A-RECUSE", "A-RECUSE-DECIDE", "A-PROOF", "A-ORAL", "A-CLOSE", "A-CLOSE-OLD", "A-PUB"),
        *("A-SUE", "A-ENF", "A-ENF-URGE", "A-ENF-PARTY", "A-LIMIT"),
        *("M-SERVE", "M-OPINION", "M-FILE", "M-TELL"),
        *("B-FILE-P", "B-DISC-P", "B-FILE-S", "B-CLOSE-P", "B-CLOSE-S", "B-HEAR-ASK"),
        *("B-HEAR-NOTE", "B-AUDIT", "B-SERVE", "B-PAY", "B-PUB", "B-PUB-SEND", "B-PUB-FAR"),
        *("B-ARCH", "B-REG", "B-REG-REPORT", "B-SEAL", "B-LIMIT", "B-LIMIT-LONG", "B-RECON"),
        "B-SUE",
        *("C-ACCEPT", "C-MEDIATE", "C-RESULT", "C-REPORT", "C-TELL", "C-QUARREL"),
        *("H-CONSULT", "H-HELP", "H-COMPLAINT"),
        *("X-DECIDE", "X-HANDOVER", "X-POLICE", "X-RECONSIDER", "X-REPLY", "X-PROCURATE"),
        "X-GOODS",
        *("T-SEND", "T-ACK", "T-COPYRIGHT", "R-START", "R-CLAIM", "G-TRIAGE", "G-FILE", "S-LISTED"),
    )


@pytest.mark.parametrize(
    ("code", "length", "binding", "extensions"),
    [
        ("A-FILE", "5个工作日", Binding.STATUTORY, [("chief", "5个工作日")]),
        ("A-ANSWER", "15日", Binding.STATUTORY, []),
        ("A-CLOSE", "3个月", Binding.STATUTORY, [("chief", "1个月"), ("superior", "2个月")]),
        ("B-FILE-P", "10个工作日", Binding.POLICY, []),
        ("B-FILE-S", "15个工作日", Binding.STATUTORY, [("chief", "15个工作日")]),
        ("B-CLOSE-P", "1个月", Binding.POLICY, [("chief", "15日")]),
        ("B-CLOSE-S", "90日", Binding.STATUTORY, [("chief", "30日")]),
        ("B-HEAR-ASK", "5个工作日", Binding.STATUTORY, []),
        ("B-SERVE", "7个工作日", Binding.STATUTORY, []),
        ("H-CONSULT", "2个工作日", Binding.POLICY, []),
        ("H-HELP", "10个工作日", Binding.POLICY, []),
        ("H-COMPLAINT", "15个工作日", Binding.POLICY, []),
        ("X-DECIDE", "3日", Binding.STATUTORY, []),
        ("T-COPYRIGHT", "15日", Binding.STATUTORY, []),
        ("R-START", "15个工作日", Binding.POLICY, []),
        ("R-CLAIM", "30个工作日", Binding.POLICY, []),
        ("T-SEND", "5个工作日", Binding.POLICY, []),
        ("T-ACK", "5个工作日", Binding.POLICY, []),
        ("G-TRIAGE", "1个工作日", Binding.POLICY, []),
        ("G-FILE", "3个工作日", Binding.POLICY, []),
    ],
)
def test_the_office_has_so_long(
    code: str, length: str, binding: Binding, extensions: list[tuple[str, str]]
) -> None:
    rule = rule_for(code, TODAY)

    assert (str(rule.length), rule.binding) == (length, binding)
    assert [(level.approver, str(level.length)) for level in rule.extensions] == extensions


def test_the_measures_change_with_the_day_of_the_complaint() -> None:
    old, new = (rule_for("C-MEDIATE", date(2026, 4, day)) for day in (14, 15))

    assert (str(old.length), old.article) == (
        "45个工作日",
        "《市场监督管理投诉举报处理暂行办法》第二十一条",
    )
    assert (str(new.length), new.article) == (
        "60日",
        "《市场监督管理投诉举报处理办法》第二十三条",
    )


def test_a_dispute_docketed_under_the_old_measures_keeps_their_period() -> None:
    last_day = date(2025, 1, 31)

    assert rule_for("A-CLOSE-OLD", last_day).until == last_day
    assert rule_for("A-CLOSE", date(2025, 2, 1)).since == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("A-CLOSE", date(2025, 1, 31)),
        ("A-CLOSE-OLD", date(2025, 2, 1)),
        ("C-TELL", date(2026, 4, 15)),
        ("C-QUARREL", date(2026, 4, 14)),
        ("B-CLOSE", TODAY),
        ("b-close-p", TODAY),
        ("", TODAY),
    ],
)
def test_a_period_that_did_not_hold_on_that_day_is_unknown(code: str, on: date) -> None:
    with pytest.raises(UnknownRule, match=f"^{code} 在 {on} 没有适用的期限$"):
        rule_for(code, on)


@pytest.mark.parametrize("code", codes())
def test_no_two_rows_of_one_code_hold_on_the_same_day(code: str) -> None:
    rows = sorted((rule for rule in RULES if rule.code == code), key=lambda rule: rule.since)

    assert all(rule.until is None or rule.since <= rule.until for rule in rows)
    assert all(a.until is not None and a.until < b.since for a, b in pairwise(rows))
    assert [rule_for(code, rule.since) for rule in rows] == rows


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code} {rule.since}")
def test_every_row_can_be_counted_with_all_its_extensions(rule: Rule) -> None:
    plain = reckon(rule.length, TODAY, calendar=CALENDAR, rolls=rule.rolls)

    extended = reckon(
        rule.length,
        TODAY,
        calendar=CALENDAR,
        extensions=[level.length for level in rule.extensions],
        rolls=rule.rolls,
    )

    assert (extended.due_on > plain.due_on) == bool(rule.extensions)
    assert {level.approver for level in rule.extensions} <= {"chief", "supervisor", "superior"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code} {rule.since}")
def test_no_period_is_yellow_from_its_first_day(rule: Rule) -> None:
    warned = reckon(rule.warn, TODAY, calendar=CALENDAR)
    due = reckon(rule.length, TODAY, calendar=CALENDAR, rolls=rule.rolls)

    assert warned.due_on < due.due_on


def test_the_long_statutory_periods_warn_ten_days_ahead() -> None:
    early = {rule.code for rule in RULES if rule.warn == Length(10, Unit.DAYS)}

    assert early == {"A-CLOSE", "A-CLOSE-OLD", "B-CLOSE-S"}
    assert rule_for("B-CLOSE-P", TODAY).warn == Length(3, Unit.WORKING_DAYS)
    assert rule_for("G-FILE", TODAY).warn == Length(1, Unit.WORKING_DAYS)
    assert rule_for("G-TRIAGE", TODAY).warn == Length(0, Unit.WORKING_DAYS)


def test_what_does_not_count_stands_with_the_period() -> None:
    assert rule_for("B-CLOSE-P", TODAY).excludes == (Ground.HEARING, Ground.ANNOUNCEMENT)
    assert rule_for("B-FILE-P", TODAY).excludes == ()


def test_only_hours_do_not_roll_to_a_working_day() -> None:
    assert {rule.code for rule in RULES if not rule.rolls} == {"B-REG-REPORT", "X-HANDOVER"}


def test_shortest_notices_are_marked() -> None:
    least = {rule.code for rule in RULES if rule.least}

    assert least == {"A-PROOF", "A-ORAL", "A-ENF-URGE", "B-HEAR-NOTE"}


def test_a_partys_own_period_is_not_the_offices() -> None:
    assert rule_for("A-ANSWER", TODAY).bound == Bound.PARTY
    assert rule_for("X-POLICE", TODAY).bound == Bound.AGENCY
    assert rule_for("B-CLOSE-P", TODAY).bound == Bound.OFFICE


def test_a_row_that_is_not_verified_says_why() -> None:
    unverified = [rule for rule in RULES if not rule.verified]

    assert [rule.code for rule in unverified if not rule.note] == []
    assert {rule.code for rule in unverified} == {
        *("A-CORR", "C-ACCEPT", "H-CONSULT", "H-HELP", "H-COMPLAINT", "X-DECIDE", "X-POLICE"),
        *("X-RECONSIDER", "X-REPLY", "X-PROCURATE", "X-GOODS", "T-SEND", "T-ACK", "R-START"),
        *("R-CLAIM", "G-TRIAGE", "G-FILE", "S-LISTED"),
    }


@pytest.mark.parametrize("n", [-1, 3651])
def test_a_length_beyond_all_measure_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="期限长度"):
        Length(n, Unit.DAYS)
