"""The whole story through HTTP alone, against the office as a user starts it."""

from tests.process import story
from tests.process.premises import Premises


def test_one_report_walks_from_intake_to_payment(premises: Premises) -> None:
    number = story.assigned(premises, "GZ-STORY-1")
    answered = premises.get("dispatcher", f"/complaints/{number}/")
    elsewhere = premises.call("GET", f"/api/v1/complaints/{number}/", "officer_yuexiu")
    case = story.closed_as_verified(premises, number)
    premises.until(
        lambda: premises.get("dispatcher", f"/complaints/{number}/")["state"] == "concluded"
    )
    reward = story.claimed(premises, case)
    by_the_approver = premises.post(
        "reward_approver", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"}
    )
    paid = premises.take("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})
    again = premises.post("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-2"})
    history = premises.get("supervisor", f"/complaints/{number}/history/")

    assert answered["routing"]["office"] == "440106"
    assert "13812345678" not in str(answered)
    assert elsewhere.status == 404
    assert by_the_approver.status == 403
    assert (paid["state"], paid["amount"]) == ("paid", "3000.00")
    assert again.status == 409
    assert [e["verb"] for e in history].count("reward.paid") == 1
    assert premises.manage("verify_journal").returncode == 0


def test_an_accepted_report_has_its_office_within_five_seconds(premises: Premises) -> None:
    number = story.received(premises, "GZ-QUICK-1")

    premises.take("intake", f"/complaints/{number}/accept/")

    premises.until(
        lambda: premises.get("dispatcher", f"/complaints/{number}/")["state"] == "assigned",
        within=5,
    )


def test_a_report_that_is_late_already_is_told_within_one_look(premises: Premises) -> None:
    body = story.a_hotline_report("GZ-LATE-1", received_at="2026-01-05T09:00:00+08:00")
    number = premises.take("platform_12345", "/complaints/", body)["number"]

    done = premises.manage("sweep")

    assert done.returncode == 0, done.stderr
    told = [a for a in premises.every("supervisor", "/alerts/") if a["number"] == number]
    assert "overdue" in {a["milestone"] for a in told}
    assert len({(a["clock"]["rule"], a["milestone"]) for a in told}) == len(told)
