"""Rewards: the list, one reward, its steps, the account for the one who pays."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import Role
from cases.serializers import money
from deadlines import selectors as clocks
from desk import history, rows
from desk.page import Page
from desk.roles import has_page
from desk.steps import RARE, offered
from desk.taking import Taking, panel
from desk.views import filtering
from desk.views.complaints import URGENCY
from desk.views.transfers import trail
from journal.selectors import history_of
from rewards import selectors, services
from rewards.choices import State
from rewards.models import Reward
from rewards.serializers import masked_payee
from rewards.steps import STEPS
from wire.problems import Conflict
from wire.steps import Step

ORDERS = ("-id",)
MINE: dict[str, tuple[State, ...]] = {
    Role.REWARD_CLERK: (State.PROPOSED, State.APPROVED, State.NOTIFIED),
    Role.REWARD_APPROVER: (State.GRADED,),
    Role.CASHIER: (State.CLAIMED,),
}
UNDER_WAY = (State.PROPOSED, State.GRADED, State.APPROVED, State.NOTIFIED, State.CLAIMED)


class Rewards(Page):
    """The list."""

    room = "rewards"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page: what waits for this person, what is under way, what was paid, or all."""
        query = request.GET
        mine = MINE.get(self.person.role)
        at = query.get("at") or ("mine" if mine else "open")
        states = {"mine": mine or (), "open": UNDER_WAY, "paid": (State.PAID,)}.get(at)
        visible = selectors.in_full().visible_to(self.person)
        if states is not None:
            visible = visible.filter(state__in=states)
        if query.get("office") in self.offices:
            visible = visible.filter(office=query["office"])
        found, page = self.cut(visible, ORDERS)
        running = rows.Running.of(self.today, reward=[r.number for r in found])
        fields = {
            "office": filtering.one_of(lazy("承办单位"), filtering.office_choices(self.offices)),
            "at": filtering.kept("at"),
        }
        form = filtering.Filters(fields, query)
        words = [("mine", _("待我处理"))] if mine else []
        words += [("open", _("进行中")), ("paid", _("已发放")), ("all", _("全部"))]
        shown = self.person.role != Role.CASHIER
        return self.show(
            "rewards",
            tabs=[
                {"label": label, "url": self.address(at=word), "current": at == word, "count": None}
                for word, label in words
            ],
            filters=form,
            chips=filtering.chips(self, [form]),
            clear_url=request.path,
            rows=[
                rows.reward_row(r, running, self.offices, case_shown=shown)
                | {"act": act_on(r, self.person)}
                for r in found
            ],
            page=page,
        )


def act_on(reward: Reward, person: Any) -> str:  # noqa: ANN401 - a person
    """What this person does next with a reward."""
    steps = [step for step in offered(reward, STEPS, person) if step.name not in RARE]
    return str(steps[0].label) if steps else ""


class OneReward(Page):
    """What the pages about one reward share."""

    room = "rewards"

    def rows(self) -> QuerySet[Reward]:
        """The rows gate."""
        return selectors.in_full().visible_to(self.person)


_TRAIL = (
    ("reward.proposed", lazy("提出")),
    ("reward.graded", lazy("定级")),
    ("reward.approved", lazy("审批")),
    ("reward.notified", lazy("通知举报人")),
    ("reward.claimed", lazy("申领")),
    ("reward.paid", lazy("发放")),
)
_ROAD = (*UNDER_WAY, State.PAID)
NEXT = {
    State.PROPOSED: lazy("核对条件，定级"),
    State.GRADED: lazy("审批等级和金额"),
    State.APPROVED: lazy("通知举报人领取"),
    State.NOTIFIED: lazy("举报人申领后登记收款账户"),
    State.CLAIMED: lazy("核对账户，付款并登记凭证"),
}
WAITING = {
    State.PROPOSED: lazy("等待奖励经办定级"),
    State.GRADED: lazy("等待另一人审批"),
    State.APPROVED: lazy("等待通知举报人"),
    State.NOTIFIED: lazy("等待举报人申领"),
    State.CLAIMED: lazy("等待出纳付款"),
}


class RewardPage(OneReward):
    """One reward."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """The reward with its sum, its conditions, its trail and what this person may do now."""
        reward = self.one(self.rows(), number=number)
        pays = self.person.role == Role.CASHIER
        found = list(clocks.clocks_of("reward", [reward.number]))
        urgency = rows.urgency_of(found, self.today)
        events = history_of(reward.matter, person=self.person).filter(
            subject="reward", number=reward.number
        )
        lines = history.entries(events.order_by("-seq"), self.offices)
        reasons = [line["reason"] for line in lines if line["verb"] == "reward.graded"]
        stops = _ROAD if reward.state in _ROAD else (State.PROPOSED, State(reward.state))
        return self.show(
            "reward",
            reward=self._facts(reward) | {"reason": "" if pays else next(iter(reasons), "")},
            workings=[
                {"label": w["text"], "detail": "", "amount": w["amount"]}
                for w in reward.workings
                if w["code"] != "amount"
            ],
            gates=[]
            if pays
            else [{"label": g["label"], "ok": g["ok"], "note": ""} for g in reward.eligibility],
            trail=trail(lines, _TRAIL),
            case=self._case(reward),
            clocks=rows.clock_facts(found, self.today),
            history=[line | {"reason": ""} for line in lines] if pays else lines,
            road=rows.road([(s.value, s.label) for s in stops], reward.state),
            payee_url=reverse("desk:payee", args=[reward.number])
            if pays and reward.state == State.CLAIMED
            else "",
            next_what=NEXT.get(reward.state, ""),
            next_why=urgency.get("why", ""),
            waiting_for=WAITING.get(reward.state, reward.get_state_display()),
            urgency=URGENCY.get(urgency["light"], ""),
            **panel(
                offered(reward, STEPS, self.person), RARE, "desk:reward_step", number=reward.number
            ),
        )

    def _facts(self, r: Reward) -> dict[str, Any]:
        return {
            "number": r.number,
            "state": r.state,
            "state_label": r.get_state_display(),
            "amount": "" if r.amount is None else f"{r.amount:,.2f}",
            "base": money(r.base),
            "level_label": r.get_level_display() if r.level else "",
            "tariff": str(r.tariff),
            "needs_finance": r.needs_finance,
            "direct_evidence": r.direct_evidence,
            "facts_match_label": r.get_facts_match_display() if r.facts_match else "",
            "voucher_no": r.voucher_no,
            "payee": masked_payee(r, self.person),
        }

    def _case(self, r: Reward) -> dict[str, Any]:
        case = r.case
        if self.person.role == Role.CASHIER:
            return {"title": _("举报奖励"), "office": rows.short(self.offices, r.office_id)}
        return {
            "number": case.docket_no or case.number,
            "url": reverse("desk:case", args=[case.number])
            if has_page(self.person.role, "cases")
            else "",
            "title": case.title,
            "office": rows.short(self.offices, r.office_id),
            "closed_on": case.closed_on,
        }


class RewardTaking(Taking, OneReward):
    """One step of one reward."""

    def thing(self) -> Reward:
        """The reward, among the rows of this person."""
        found: Reward = self.one(self.rows(), number=self.named["number"])
        return found

    def steps(self) -> dict[str, Step]:
        """The steps of a reward."""
        return STEPS

    def matter(self) -> dict[str, str]:
        """The reward."""
        number = self.named["number"]
        return {
            "number": number,
            "title": _("举报奖励"),
            "url": reverse("desk:reward", args=[number]),
        }


class Payee(OneReward):
    """The account in clear, for the one who pays."""

    def post(self, _request: HttpRequest, number: str) -> HttpResponse:
        """Recorded before it is answered."""
        reward = self.one(self.rows(), number=number)
        url = reverse("desk:reward", args=[number])
        matter = {"number": number, "title": _("举报奖励"), "url": url}
        try:
            account = services.payee_for_payment(reward, by=self.person, at=self.now)
        except Conflict as refused:
            return self.show(
                "parts/conflict" if self.by_script else "step",
                409,
                conflict=True,
                detail=refused.detail,
                state=reward.state,
                state_label=reward.get_state_display(),
                url=url,
                step={"label": _("查看收款账户")},
                matter=matter,
            )
        answer = self.show(
            "parts/payee" if self.by_script else "payee", account=account, matter=matter
        )
        answer["Cache-Control"] = "no-store"
        return answer
