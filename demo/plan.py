"""How many matters of which sort the demo office has, how far each has come, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any

from deadlines.arithmetic import SHANGHAI, Calendar
from demo import acts, papers, words
from demo.acts import Matter, Play
from routing.gazetteer import guangzhou

SEED = 20170122
SOURCES = (
    "hotline_12345", "web", "phone", "hotline_12345", "onsite", "hotline_12345", "web", "letter",
    "hotline_12345", "phone", "referral", "hotline_12345", "web",
)  # fmt: skip
"""As they come in: the hotline brings most."""
BUSY = ("440106", "440111", "440104", "440113", "440114", "440106", "440111")
"""Districts that have more than their share."""
AT_ANY_HOUR = {"hotline_12345", "web"}

Act = tuple[str, tuple[int, int], Play]
"""The state it leads to, the fewest and most working days since the act before, the deed."""


@dataclass
class Story:
    """A matter, what is done with it in order, and the working days since the last of it.

    With `begins` the days are counted forward from that day instead.
    """

    matter: Matter
    acts: Sequence[Act]
    idle: int = 0
    begins: date | None = None
    waits: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Draw the working days between the acts, once."""
        self.waits = [self.matter.rng.randint(*wait) for _state, wait, _play in self.acts]

    def days(self, today: date, calendar: Calendar) -> list[date]:
        """The office days of the acts, the last one before today."""
        if self.begins:
            day, found = calendar.roll(self.begins), []
            for wait in self.waits:
                day = calendar.add_working_days(day, wait)
                found.append(day)
            return found
        last = calendar.add_working_days(today, -1)
        day, found = calendar.add_working_days(last, -self.idle), []
        for wait in reversed(self.waits):
            found.append(day)
            day = calendar.add_working_days(day, -wait)
        return found[::-1]

    def instants(self, today: date, calendar: Calendar) -> list[datetime]:
        """When each act happens: in office hours, later ones of a day after earlier ones."""
        rng, at, found = self.matter.rng, datetime.min.replace(tzinfo=SHANGHAI), []
        for day in self.days(today, calendar):
            begin = datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=rng.randrange(120))
            at = max(begin, at + timedelta(minutes=rng.randrange(15, 55)))
            found.append(at)
        if self.matter.body.get("source") in AT_ANY_HOUR:
            found[0] -= timedelta(minutes=rng.randrange(14 * 60))
        return found


INTAKE: tuple[Act, ...] = (
    ("received", (0, 0), acts.receive),
    ("accepted", (0, 1), acts.accept),
    ("assigned", (0, 1), acts.assign),
)
DOCKETING: tuple[Act, ...] = (("docketed", (0, 2), acts.case_step("docket", "chief")),)
ARCHIVE: Act = ("archived", (3, 8), acts.case_step("archive", "officer"))


def upto(road: Sequence[Act], state: str) -> list[Act]:
    """The part of a road that ends in a state, the last of that name."""
    places = [i for i, (name, _wait, _play) in enumerate(road) if name == state]
    return list(road[: places[-1] + 1])


def counterfeit_road(rng: Random, *, finding: str = "verified", fine: int = 0) -> list[Act]:
    """The road of a counterfeit case to the archive."""
    fine = fine or rng.choice((3000, 8000, 20_000, 50_000, 80_000, 120_000))
    decide = acts.penalty(fine, fine // 4) if finding == "verified" else acts.no_amount("unfounded")
    served = acts.case_step(
        "serve", "officer", served_on="", method=rng.choice(("direct", "mail", "leaving"))
    )
    return [
        *INTAKE,
        ("proposed", (1, 5), acts.propose("counterfeit", 2)),
        *DOCKETING,
        ("investigating", (0, 3), acts.case_step("investigate", "officer")),
        ("audited", (4, 9), acts.case_step("audit", "chief")),
        ("notified", (1, 2), acts.case_step("notify", "officer", hearing=fine > 100_000)),
        ("decided", (3, 6), decide),
        ("served", (1, 3), served),
        ("closed", (1, 2), acts.case_step("close", "chief", finding=finding)),
        ARCHIVE,
    ]


def dispute_road(*, mediated: bool = False, outcome: str = "infringed") -> list[Act]:
    """The road of an infringement dispute to the archive."""
    finding = "verified" if outcome == "infringed" else "unfounded"
    middle: list[Act] = [
        ("heard", (4, 8), acts.case_step("hear", "officer")),
        ("ruled", (5, 9), acts.case_step("rule", "chief", outcome=outcome, facts=words.RULING)),
        ("published", (3, 9), acts.case_step("publish", "officer")),
    ]
    if mediated:
        agreed = acts.case_step("mediate", "officer", facts="双方达成调解协议，被请求人停止销售。")
        middle = [("mediated", (3, 8), agreed)]
    return [
        *INTAKE,
        ("proposed", (0, 2), acts.propose("infringement", 3)),
        *DOCKETING,
        ("served", (1, 3), acts.case_step("serve", "officer", served_on="", method="mail")),
        ("answered", (6, 10), acts.case_step("answer", "officer")),
        *middle,
        ("closed", (1, 3), acts.case_step("close", "chief", finding=finding)),
        ARCHIVE,
    ]


REWARD_ROAD: tuple[Act, ...] = (
    ("graded", (2, 8), acts.grade("2")),
    ("approved", (1, 3), acts.reward_step("approve", "reward_approver")),
    ("notified", (0, 2), acts.reward_step("notify", "reward_clerk")),
    ("claimed", (2, 9), acts.claim),
    ("paid", (1, 4), acts.pay),
)
DECLINED: Act = (
    "declined",
    (1, 3),
    acts.reward_step("decline", "reward_approver", reason="decline_reward"),
)
WAIVED: Act = ("waived", (3, 8), acts.reward_step("waive", "reward_clerk", reason="waive"))


def transfer_road(agency: str, lead: str) -> list[Act]:
    """The road of a lead to its agency and back with an answer."""
    result = "已立案查处，结果将另行函告。"
    return [
        *INTAKE,
        ("draft", (0, 2), acts.hand_over(agency, lead)),
        ("approved", (0, 2), acts.transfer_step("approve", "supervisor")),
        ("sent", (0, 1), acts.transfer_step("send")),
        ("acknowledged", (1, 4), acts.transfer_step("acknowledge")),
        ("accepted", (2, 6), acts.transfer_step("accept")),
        ("answered", (5, 15), acts.transfer_step("feedback", result=result)),
        ("closed", (1, 3), acts.transfer_step("close")),
    ]


RETURNED: Act = ("returned", (1, 4), acts.transfer_step("return", reason="transfer_back"))

IDLE: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("received", (0, 0, 1, 0, 2, 0, 1, 3, 12)),
    ("assigned", (*range(12), *range(0, 9, 2), 0, 1, 15, 19, 23)),
    ("proposed", (0, 1, 0, 2, 3, 1, 0, 4, 2, 1, 6, 0)),
    ("docketed", (0, 2, 1, 4, 0, 6, 3, 9, 1, 5, 14, 20)),
    ("investigating", (*range(17), 0, 27, 33, 66, 70)),
    ("audited", (0, 1, 2, 0, 3, 5, 7, 9)),
    ("notified", (0, 1, 2, 3, 4, 6, 1, 8)),
    ("decided", (0, 1, 2, 3, 4, 6, 8, 9)),
    ("served", (0, 1, 2, 3, 0, 4, 1, 7)),
)
"""Counterfeit cases by state: the working days since the last act, one number a matter."""
REWARDED: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("closed", (0, 3, 8, 14, 17)),
    ("graded", (0, 1, 3, 5)),
    ("approved", (0, 1, 2)),
    ("notified", (1, 9, 20, 29)),
    ("claimed", (0, 1, 3, 5)),
    ("paid", (0, 2, 5, 9, 12, 15, 20, 24, 3, 7)),
)
"""Verified cases by the state of their reward; closed means that it waits to be graded."""
DISPUTES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("proposed", (0, 1)),
    ("docketed", (0, 2, 7)),
    ("served", (1, 5, 12)),
    ("answered", (0, 3, 6)),
    ("heard", (2, 5, 45)),
    ("ruled", (1, 8)),
    ("published", (0, 4)),
    ("closed", (3, 10)),
    ("archived", (6, 15)),
)
TRANSFERS = ("draft", "approved", "sent", "acknowledged", "accepted", "answered", "closed")


class Plan:
    """The stories of the office, the same for the same day."""

    def __init__(self, today: date, calendar: Calendar) -> None:
        """Think them out."""
        self.today = today
        self.calendar = calendar
        self.rng = Random(SEED)
        self.sources = cycle(SOURCES)
        self.districts = cycle(_weighted())
        self.stories: list[Story] = []
        self.entries = list(_entries(self.rng))
        self._counterfeits()
        self._rewards()
        self._ends()
        self._watched()
        self._twins()
        self._disputes()
        self._leads()
        self._questions()
        self._listing()

    def _listing(self) -> None:
        """One enterprise is listed when some matters about its right are here already."""
        matter = Matter(body={}, rng=Random(SEED))
        act: Act = ("listed", (0, 0), acts.list_entry(self.entries.pop(0)))
        self.stories.append(Story(matter, [act], begins=self.today - timedelta(days=30)))

    @property
    def matters(self) -> int:
        """How many matters the stories tell of."""
        return sum(story.acts[0][0] != "listed" for story in self.stories)

    def _add(self, body: papers.Body, district: str, road: Sequence[Act], idle: int) -> Story:
        matter = Matter(body=body, rng=Random(self.rng.random()), district=district)
        story = Story(matter, road, idle)
        self.stories.append(story)
        return story

    def _report(self, road: Sequence[Act], idle: int, *, plain: bool = False) -> Story:
        """A counterfeit report; one in nine concerns something that is listed, unless plain."""
        district = next(self.districts)
        place = len(self.stories)
        body = papers.counterfeit(
            self.rng, district, next(self.sources), anonymous=self.rng.random() < 0.25
        )
        if not plain and place % 18 == 4:
            entry = self.entries[place // 18 % len(words.ENTERPRISES)]
            body = papers.concerning(body, entry["name"], entry["uscc"], entry["right_numbers"][0])
        elif not plain and place % 18 == 13:
            entry = self.entries[len(words.ENTERPRISES) + place // 18 % len(words.MARKETS)]
            district = entry["district"]
            body = papers.at_market(body, self.rng, entry["name"], district)
        return self._add(body, district, road, idle)

    def _counterfeits(self) -> None:
        for state, idles in IDLE:
            for idle in idles:
                self._report(upto(counterfeit_road(self.rng), state), idle)
        for idle in (4, 11, 20, 33):
            district = next(self.districts)
            road = counterfeit_road(self.rng)[len(INTAKE) :]
            matter = Matter(
                body={}, rng=Random(idle), district=district, goods="充电宝", discovered=True
            )
            reach = upto(road, ("proposed", "investigating", "decided", "archived")[idle % 4])
            self.stories.append(Story(matter, reach, idle))

    def _rewards(self) -> None:
        for state, idles in REWARDED:
            for i, idle in enumerate(idles):
                road = upto(counterfeit_road(self.rng), "closed")
                further = upto(REWARD_ROAD, state) if state != "closed" else []
                if further and i % 3 == 1:
                    further[0] = ("graded", (2, 8), acts.grade("31"[i % 2]))
                self._report([*road, *further], idle, plain=i % 2 == 0)
        closed = upto(counterfeit_road(self.rng), "closed")
        notified = upto(REWARD_ROAD, "notified")
        for idle in (33, 36, 34):
            self._report([*closed, *notified], idle)
        for idle in (2, 9, 6):
            self._report([*closed, *upto(REWARD_ROAD, "graded"), DECLINED], idle)
        for idle in (3, 10):
            self._report([*closed, *notified, WAIVED], idle)
        again = acts.case_step("reopen", "supervisor", reason="reopen")
        self._report([*closed, ("reopened", (4, 8), again)], 2)

    def _ends(self) -> None:
        """Matters that end early, and those that wait for the dispatcher."""
        received, accepted = upto(INTAKE, "received"), upto(INTAKE, "accepted")
        refuse = acts.complaint_step(
            "refuse", "intake", reason_code="facts_missing", reason="refuse"
        )
        withdraw = acts.complaint_step("withdraw", "dispatcher", reason="withdraw")
        decline = acts.case_step("decline", "chief", reason="decline")
        proposed = upto(counterfeit_road(self.rng), "proposed")
        unfounded = counterfeit_road(self.rng, finding="unfounded")
        for idle in (0, 5, 12, 20, 31, 47):
            self._report([*received, ("refused", (1, 3), refuse)], idle)
            self._report(upto(unfounded, "closed"), idle)
            self._report(unfounded, idle)
            self._report([*INTAKE, ("concluded", (3, 9), acts.conclude(words.REPLY_NO_CASE))], idle)
        for idle in (1, 8, 17, 29, 40):
            self._report([*INTAKE, ("withdrawn", (1, 6), withdraw)], idle)
            self._report([*proposed, ("declined", (1, 2), decline)], idle)
            self._report([*INTAKE, ("given back", (1, 4), acts.give_back)], idle % 7)
        for idle in (0, 1, 1, 3, 6, 10, 16, 2):
            self._vague(accepted, idle)
        for idle in (2, 15):
            self._vague(INTAKE, idle)

    def _vague(self, road: Sequence[Act], idle: int) -> None:
        story = self._report(road, idle, plain=True)
        story.matter.body = papers.nowhere(dict(story.matter.body), self.rng)

    def _watched(self) -> None:
        """Pauses, extensions and listed supervision."""
        investigating = upto(counterfeit_road(self.rng), "investigating")
        ask: Act = ("asked", (9, 13), acts.ask_extension("B-CLOSE-P"))
        for idle in (0, 2, 1):
            self._report([*investigating, ask], idle)
        grant = acts.decide_extension("approve")
        refuse = acts.decide_extension("refuse", reason="refuse_extend")
        for idle in (0, 4, 9):
            self._report([*investigating, ask, ("granted", (0, 1), grant)], idle)
        self._report([*investigating, ask, ("refused", (0, 1), refuse)], 5)
        self._report([*investigating, ("paused", (3, 6), acts.pause("appraisal", 14))], 4)
        notified = upto(counterfeit_road(self.rng, fine=200_000), "notified")
        self._report([*notified, ("paused", (2, 4), acts.pause("hearing", 10))], 3)
        told: Act = ("reported", (3, 6), acts.report_progress)
        for idle, days in ((1, 40), (4, 30), (12, 12), (6, 25), (20, 15)):
            listed: Act = ("listed", (1, 4), acts.supervise(days))
            self._report([*investigating, listed, *([told] if idle % 2 == 0 else [])], idle)
        for idle in (0, 3):
            self._report([*INTAKE, ("listed", (1, 2), acts.supervise(20))], idle)
        closed = upto(counterfeit_road(self.rng), "closed")
        lifted: tuple[Act, ...] = (
            ("listed", (0, 1), acts.supervise(60)),
            told,
            ("lifted", (2, 5), acts.lift),
        )
        for idle in (2, 8):
            self._report([*closed[:6], *lifted, *closed[6:]], idle)

    def _twins(self) -> None:
        """The same matter brought again: merged, or still side by side."""
        for i, idle in enumerate((9, 13, 17, 21, 25, 12)):
            first = self._report(upto(counterfeit_road(self.rng), "investigating"), idle)
            day = first.days(self.today, self.calendar)[0]
            source = next(self.sources)
            second = papers.again(dict(first.matter.body), self.rng, source)
            road: list[Act] = [*INTAKE, ("merged", (0, 1), acts.merge_into(first.matter))]
            if i % 3 == 2:
                road = list(INTAKE)
            twin = self._add(second, first.matter.district, road, 0)
            twin.begins = self.calendar.add_working_days(day, 2)

    def _disputes(self) -> None:
        for state, idles in DISPUTES:
            for i, idle in enumerate(idles):
                road = dispute_road(outcome=("infringed", "not_infringed")[i % 2])
                self._dispute(upto(road, state), idle)
        for idle in (1, 7):
            self._dispute(upto(dispute_road(mediated=True), "mediated"), idle)
        self._dispute(upto(dispute_road(mediated=True), "closed"), 14)
        decline = acts.case_step("decline", "chief", reason="decline")
        self._dispute([*upto(dispute_road(), "proposed"), ("declined", (1, 2), decline)], 8)
        heard = upto(dispute_road(), "heard")
        ask: Act = ("asked", (2, 4), acts.ask_extension("A-CLOSE"))
        granted: Act = ("granted", (0, 1), acts.decide_extension("approve"))
        self._dispute([*heard, ask, granted], 6)
        for idle in (1, 5, 11):
            self._dispute(INTAKE, idle, written=False)
        for state in ("docketed", "assigned"):
            self._dispute(upto(dispute_road(), state), 2, district="")

    def _dispute(
        self, road: Sequence[Act], idle: int, *, written: bool = True, district: str | None = None
    ) -> None:
        where = next(self.districts) if district is None else district
        source = next(self.sources)
        body = papers.dispute(self.rng, where, source, written=written)
        if len(self.stories) % 5 == 0:
            entry = self.entries[len(self.stories) // 5 % len(words.ENTERPRISES)]
            body = papers.concerning(body, entry["name"], entry["uscc"], entry["right_numbers"][1])
        self._add(body, where, road, idle)

    def _leads(self) -> None:
        for right, agency in (("trademark", "market-supervision"), ("copyright", "copyright")):
            road = transfer_road(agency, right)
            for i, state in enumerate(TRANSFERS):
                for idle in (i % 4, 3 + 2 * i):
                    self._lead(right, upto(road, state), idle)
            self._lead(right, [*upto(road, "sent"), RETURNED], 2)
            self._lead(right, [*upto(road, "acknowledged"), RETURNED], 9)
            self._lead(right, INTAKE, 1)
        crime = transfer_road("police", "crime")[len(INTAKE) + 1 :]
        docketed = upto(counterfeit_road(self.rng), "investigating")
        partly: Act = ("draft", (2, 5), acts.hand_over("police", "crime", "officer"))
        self._report([*docketed, partly], 1, plain=True)
        self._report([*docketed, partly, *upto(crime, "acknowledged")], 3, plain=True)

    def _lead(self, right: str, road: Sequence[Act], idle: int) -> None:
        district = next(self.districts)
        self._add(papers.lead(self.rng, district, next(self.sources), right), "440100", road, idle)

    def _questions(self) -> None:
        answered = acts.conclude(words.REPLY_QUESTION)
        thanked = acts.conclude(words.REPLY_WISH)
        for i, idle in enumerate((0, 0, 1, 3, 5, 9, 14, 22, 30, 41)):
            body = papers.asking(self.rng, next(self.sources), "consultation")
            road = [*INTAKE, ("concluded", (0, 2), answered)] if i > 2 else INTAKE[: i + 1]
            self._add(body, "440100", road, idle)
        for idle in (1, 6, 13, 26, 38):
            body = papers.asking(self.rng, next(self.sources), "other")
            road = [*INTAKE, ("concluded", (1, 6), thanked)] if idle > 1 else INTAKE
            self._add(body, "440100", road, idle)


def _weighted() -> list[str]:
    """All districts in turn, the busy ones more often."""
    every = list(guangzhou().districts)
    return [code for pair in zip(every, cycle(BUSY), strict=False) for code in pair]


def _entries(rng: Random) -> Iterator[dict[str, Any]]:
    """The key enterprises and key markets."""
    for name, district, aliases in words.ENTERPRISES:
        yield {
            "kind": "enterprise",
            "name": name,
            "uscc": papers.credit_code(rng),
            "district": district,
            "address": papers.address(rng, district),
            "aliases": aliases,
            "right_numbers": [papers.patent(rng) for _ in range(3)],
        }
    for name, district, firm, aliases in words.MARKETS:
        yield {
            "kind": "market",
            "name": name,
            "uscc": papers.credit_code(rng),
            "district": district,
            "address": papers.address(rng, district),
            "aliases": (*aliases, f"广州{firm}"),
            "right_numbers": [],
        }
