"""Walking a matter through the office over HTTP, up to where a test begins."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from deadlines.arithmetic import legal_day

V = "/api/v1"
OFFICERS = ["officer_tianhe", "officer2_tianhe"]


class Story:
    """The office as its programs and people reach it."""

    def __init__(
        self,
        api: Callable[[str], APIClient],
        report: Callable[..., dict[str, Any]],
        deliver: Callable[[], int],
    ) -> None:
        self.api = api
        self.report = report
        self.deliver = deliver
        self.today = legal_day(timezone.now()).isoformat()

    def get(self, user: str, path: str, **query: Any) -> Any:
        """What a person is answered."""
        return self.api(user).get(V + path, query).json()

    def status(self, user: str, path: str) -> int:
        """The status that a person is answered with."""
        return self.api(user).get(V + path).status_code

    def post(self, user: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        """The answer to a person's step."""
        return self.api(user).post(V + path, sent or {}, format="json")

    def take(self, user: str, path: str, sent: dict[str, Any] | None = None) -> dict[str, Any]:
        """A person's step that must succeed."""
        answer = self.post(user, path, sent)
        assert answer.status_code in {200, 201}, (user, path, answer.json())
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, user: str, path: str, sent: dict[str, Any] | None = None) -> tuple[int, str]:
        """The status and the code (of the first refused field) of a step that must fail."""
        answer = self.post(user, path, sent)
        body = answer.json()
        code = body["errors"][0]["code"] if body.get("errors") else body["code"]
        return answer.status_code, code

    def received(self, **over: Any) -> str:
        """A complaint that has come in."""
        number: str = self.take("intake", "/complaints/", self.report(**over))["number"]
        return number

    def accepted(self, **over: Any) -> str:
        """A complaint that was accepted and looked at by the routing."""
        number = self.received(**over)
        self.take("intake", f"/complaints/{number}/accept/")
        self.deliver()
        return number

    def proposed(self, complaint: str = "", **over: Any) -> str:
        """A case that waits for the chief of Tianhe."""
        sent = {
            "complaint": complaint or self.accepted(),
            "proceeding": "counterfeit",
            "officers": OFFICERS,
        }
        number: str = self.take("officer_tianhe", "/cases/", sent | over)["number"]
        return number

    def docketed(self, complaint: str = "", **over: Any) -> str:
        """A case that the chief of Tianhe has docketed."""
        number = self.proposed(complaint, **over)
        self.take("chief_tianhe", f"/cases/{number}/docket/")
        return number

    def served(self, case: str = "", **decision: Any) -> str:
        """A case whose decision is served."""
        case = case or self.docketed()
        for user, step, sent in self.road(**decision):
            self.take(user, f"/cases/{case}/{step}/", sent)
        return case

    def road(self, **decision: Any) -> list[tuple[str, str, dict[str, Any]]]:
        """The steps from the docketing to the service."""
        decided = {
            "outcome": "penalty",
            "fine": "80000.00",
            "facts": "销售假冒专利产品",
            "legal_basis": "专利法第六十八条",
        }
        return [
            ("officer_tianhe", "investigate", {}),
            ("chief_tianhe", "audit", {}),
            ("officer_tianhe", "notify", {"hearing": False}),
            ("chief_tianhe", "decide", decided | decision),
            ("officer_tianhe", "serve", {"served_on": self.today, "method": "direct"}),
        ]

    def closed(self, case: str = "", finding: str = "verified", **decision: Any) -> str:
        """A case that is closed, with what follows from it."""
        return self.closed_by_chief(self.served(case, **decision), finding)

    def closed_by_chief(self, case: str, finding: str = "verified") -> str:
        """A served case that the chief closes, with what follows from it."""
        self.take("chief_tianhe", f"/cases/{case}/close/", {"finding": finding})
        self.deliver()
        return case

    def reward_of(self, case: str) -> str:
        """The reward that was proposed for a case."""
        rows = self.get("reward_clerk", "/rewards/", case=case)["results"]
        number: str = rows[0]["number"]
        return number

    def approved(self, case: str = "") -> str:
        """A reward that was graded and approved."""
        reward = self.reward_of(case or self.closed())
        grade = {
            "level": "2",
            "direct_evidence": True,
            "facts_match": "full",
            "reason": "证据充分",
        }
        self.take("reward_clerk", f"/rewards/{reward}/grade/", grade)
        self.take("reward_approver", f"/rewards/{reward}/approve/")
        return reward

    def claimed(self, case: str = "", **payee: str) -> str:
        """A reward that was claimed."""
        reward = self.approved(case)
        self.take("reward_clerk", f"/rewards/{reward}/notify/")
        sent = {
            "payee_name": "欧阳测试",
            "payee_account": "6222021234567890123",
            "payee_bank": "工商银行",
        }
        self.take("reward_clerk", f"/rewards/{reward}/claim/", sent | payee)
        return reward

    def clocks(self, user: str, path: str) -> dict[str, dict[str, Any]]:
        """The clocks of a page by their rule; of two of one rule, the later."""
        return {clock["rule"]: clock for clock in self.get(user, path)["clocks"]}

    def running(self, user: str, path: str) -> list[str]:
        """The rules of the clocks that run."""
        clocks = self.get(user, path)["clocks"]
        return [clock["rule"] for clock in clocks if clock["state"] == "running"]

    def verbs(self, matter: str) -> list[str]:
        """The journal of a matter, as its verbs."""
        return [e["verb"] for e in self.get("supervisor", f"/complaints/{matter}/history/")]
