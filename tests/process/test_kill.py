"""Kill -9 at any moment, open again: nothing that was answered is lost, nothing happens twice.

What counts is what the clients were told, so each keeps a ledger: it asks again, under the same
reference, until it has an answer.
"""

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.process import story
from tests.process.premises import Answer, Premises

SEED = int(os.environ.get("KILL_SEED", "20261120"))
INTAKE_S = 25.0
CLIENTS = 3
LATE = "2026-01-05T09:00:00+08:00"


@dataclass
class Ledger:
    """What one client asked for and what it was told."""

    numbers: dict[str, str] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    tries: int = 0


def until_answered(
    office: Premises, user: str, path: str, body: dict[str, Any], over: threading.Event
) -> Answer | None:
    """Ask until there is an answer that is no failure of the server."""
    while True:
        try:
            answer = office.post(user, path, body)
            if answer.status < 500:
                return answer
        except (OSError, http.client.HTTPException):
            pass
        if over.wait(0.1):
            return None


def bring_reports(
    office: Premises, who: int, over: threading.Event, gone: threading.Event
) -> Ledger:
    """Bring one report after another and have every second one accepted."""
    ledger = Ledger()
    n = 0
    while not over.is_set():
        ref = f"GZ-KILL-{who}-{n}"
        n += 1
        late = {"received_at": LATE} if n % 5 == 0 else {}
        body = story.a_hotline_report(ref, **late)
        answer = until_answered(office, "platform_12345", "/complaints/", body, gone)
        if answer is None:
            break
        ledger.tries += 1
        assert answer.status in {200, 201}, answer
        ledger.numbers[ref] = answer.json["number"]
        if n % 2:
            step = f"/complaints/{answer.json['number']}/accept/"
            taken = until_answered(office, "intake", step, {}, gone)
            if taken is None:
                break
            # Asked again after an answer that never arrived, the step is no longer possible.
            assert taken.status in {200, 409}, taken
            ledger.accepted.add(answer.json["number"])
    return ledger


def open_again(office: Premises) -> None:
    """Open an office that has closed; one that lives is left alone."""
    assert office.process is not None
    if office.process.poll() is not None:
        office.until(lambda: not office.pids(), within=15)
        office.start()
        office.until(lambda: office.ask("/healthz").status == 200, within=60)


def serves(office: Premises) -> bool:
    """Whether it is open, and opened again if it was not."""
    open_again(office)
    return office.ask("/readyz").status == 200


PARTS: dict[str, tuple[Callable[[list[int]], int], tuple[str, ...]]] = {
    "the worker": (min, ("celery", "worker")),
    "a process of the pool": (max, ("celery", "worker")),
    "a web process": (max, ("gunicorn",)),
}


def take_down(office: Premises, chance: random.Random, *, in_a_tree: bool) -> str:
    """Kill something: the whole office, its first process, or a part of it."""
    ways: list[str] = ["everything", "the first process", *(PARTS if in_a_tree else ())]
    way = chance.choice(ways)
    if way in PARTS:
        which, words = PARTS[way]
        pids = office.pids(*words)
        if pids:
            os.kill(which(pids), signal.SIGKILL)
        # The office replaces a process of a pool; one that has lost its worker closes.
        time.sleep(1.0)
        return way
    if way == "the first process":
        assert office.process is not None
        office.process.kill()
        office.process.wait(40)
    else:
        office.kill()
    return way


@dataclass
class Siege:
    """What was brought, what was told, and what was killed meanwhile."""

    numbers: dict[str, str]
    accepted: set[str]
    payment: Answer | None
    ways: Counter[str]


def besiege(office: Premises, reward: str, *, in_a_tree: bool) -> Siege:
    """Kill and open again while clients bring reports and the cashier pays."""
    chance = random.Random(SEED)
    over, gone = threading.Event(), threading.Event()
    ways: Counter[str] = Counter()
    with ThreadPoolExecutor(CLIENTS + 1) as clients:
        try:
            ledgers = [
                clients.submit(bring_reports, office, who, over, gone) for who in range(CLIENTS)
            ]
            pay = {"voucher_no": "V-KILL"}
            paying = clients.submit(
                until_answered, office, "cashier", f"/rewards/{reward}/pay/", pay, gone
            )
            end = time.monotonic() + INTAKE_S
            while time.monotonic() < end:
                time.sleep(chance.uniform(0.1, 2.5))
                ways[take_down(office, chance, in_a_tree=in_a_tree)] += 1
                open_again(office)
            over.set()
            office.until(lambda: serves(office), within=90)
            told = [ledger.result(60) for ledger in ledgers]
            payment = paying.result(60)
        finally:
            over.set()
            gone.set()
    # Once more, while the first look of the clock is on its way.
    office.kill()
    office.start()
    time.sleep(chance.uniform(0.5, 3.0))
    office.kill()
    office.open()
    return Siege(
        numbers={ref: number for ledger in told for ref, number in ledger.numbers.items()},
        accepted={number for ledger in told for number in ledger.accepted},
        payment=payment,
        ways=ways,
    )


def test_a_kill_loses_nothing_and_does_nothing_twice(premises: Premises, in_a_tree: bool) -> None:
    paid_for = story.closed_as_verified(premises, story.assigned(premises, "GZ-PAY-1"))
    reward = story.claimed(premises, paid_for)
    promised = story.closed_as_verified(premises, story.assigned(premises, "GZ-PAY-2"))

    siege = besiege(premises, reward, in_a_tree=in_a_tree)

    assert (len(siege.numbers) > 10, sum(siege.ways.values()) >= 4) == (True, True), siege
    known = every_report_is_there_once(premises, siege)
    every_accepted_report_has_its_office(premises, siege)
    everybody_is_told_once(premises, known)
    the_reward_is_paid_once(premises, siege, paid_for, reward)
    premises.until(lambda: story.rewards_of(premises, promised), within=20)
    for case in (paid_for, promised):
        assert len(story.rewards_of(premises, case)) == 1
    assert premises.manage("verify_journal").returncode == 0


def every_report_is_there_once(office: Premises, siege: Siege) -> dict[str, Any]:
    """No answered report is lost, none is there twice; gives the rows by reference."""
    rows = [
        row
        for row in office.every("platform_12345", "/complaints/?page_size=200")
        if row["external_ref"].startswith("GZ-KILL-")
    ]
    known = {row["external_ref"]: row for row in rows}
    assert len(known) == len(rows)
    assert siege.numbers == {ref: known[ref]["number"] for ref in known if ref in siege.numbers}
    return known


def every_accepted_report_has_its_office(office: Premises, siege: Siege) -> None:
    """What was accepted is routed, if not at once, then after the next start."""

    def waiting() -> set[str]:
        found = office.every("dispatcher", "/complaints/?state=accepted&page_size=200")
        return siege.accepted & {row["number"] for row in found}

    office.until(lambda: not waiting(), within=30)
    for number in siege.accepted:
        assert office.get("dispatcher", f"/complaints/{number}/")["state"] == "assigned"


def everybody_is_told_once(office: Premises, known: dict[str, Any]) -> None:
    """Each report that came in late is told of, and nothing is told twice."""
    late = {row["number"] for row in known.values() if row["received_at"] == LATE}
    ours = {row["number"] for row in known.values()}

    def told() -> Counter[tuple[str, str, str]]:
        return Counter(
            (a["number"], a["clock"]["rule"], a["milestone"])
            for a in office.every("supervisor", "/alerts/?page_size=200")
            if a["number"] in ours
        )

    assert late
    office.until(lambda: late <= {number for number, _, _ in told()}, within=30)
    assert set(told().values()) == {1}


def the_reward_is_paid_once(office: Premises, siege: Siege, case: str, reward: str) -> None:
    """However often the cashier asked."""
    assert siege.payment is not None
    assert siege.payment.status in {200, 409}
    assert office.get("cashier", f"/rewards/{reward}/")["state"] == "paid"
    matter = office.get("supervisor", f"/cases/{case}/")["complaint"]
    history = office.get("supervisor", f"/complaints/{matter}/history/")
    assert [e["verb"] for e in history].count("reward.paid") == 1
