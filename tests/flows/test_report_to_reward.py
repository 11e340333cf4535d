"""One counterfeit report, from its intake over REST to the payment of its reward."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from deadlines.arithmetic import legal_day

V = "/api/v1"


def test_a_verified_report_is_rewarded_and_paid_once(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    deliver: Callable[[], int],
    now: Any,
) -> None:
    today = legal_day(now).isoformat()

    def post(user: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return api(user).post(V + path, body or {}, format="json")

    received = post(
        "platform_12345", "/complaints/", report(source="hotline_12345", external_ref="GZ1")
    )
    assert received.status_code == 201, received.json()
    number = received.json()["number"]
    assert post("intake", f"/complaints/{number}/accept/").status_code == 200
    deliver()
    assigned = api("dispatcher").get(f"{V}/complaints/{number}/").json()
    assert (assigned["state"], assigned["routing"]["office"]) == ("assigned", "440106")

    officers = ["officer_tianhe", "officer2_tianhe"]
    proposed = post(
        "officer_tianhe",
        "/cases/",
        {"complaint": number, "proceeding": "counterfeit", "officers": officers},
    )
    assert proposed.status_code == 201, proposed.json()
    case = f"/cases/{proposed.json()['number']}"
    docketed = post("chief_tianhe", f"{case}/docket/").json()
    assert {c["rule"] for c in docketed["clocks"]} >= {"B-CLOSE-P", "B-CLOSE-S"}
    for user, step, body in (
        ("officer_tianhe", "investigate", {}),
        ("chief_tianhe", "audit", {}),
        ("officer_tianhe", "notify", {"hearing": False}),
        (
            "chief_tianhe",
            "decide",
            {"outcome": "penalty", "fine": "80000.00", "facts": "属实", "legal_basis": "专利法"},
        ),
        ("officer_tianhe", "serve", {"served_on": today, "method": "direct"}),
        ("chief_tianhe", "close", {"finding": "verified"}),
    ):
        answer = post(user, f"{case}/{step}/", body)
        assert answer.status_code == 200, (step, answer.json())
    deliver()
    assert api("dispatcher").get(f"{V}/complaints/{number}/").json()["state"] == "concluded"

    found = api("reward_clerk").get(f"{V}/rewards/", {"case": case.split("/")[2]}).json()
    reward = f"/rewards/{found['results'][0]['number']}"
    graded = post(
        "reward_clerk",
        f"{reward}/grade/",
        {"level": "2", "direct_evidence": True, "facts_match": "full", "reason": "证据充分"},
    )
    assert graded.json()["amount"] == "3000.00"
    assert post("reward_clerk", f"{reward}/approve/").status_code == 403
    assert post("reward_approver", f"{reward}/approve/").status_code == 200
    assert post("reward_clerk", f"{reward}/notify/").status_code == 200
    claim = {"payee_name": "欧阳测试", "payee_account": "6222021234567890123", "payee_bank": "工行"}
    assert post("reward_clerk", f"{reward}/claim/", claim).status_code == 200
    assert post("cashier", f"{reward}/pay/", {"voucher_no": "V-1"}).json()["state"] == "paid"
    assert post("cashier", f"{reward}/pay/", {"voucher_no": "V-2"}).status_code == 409
