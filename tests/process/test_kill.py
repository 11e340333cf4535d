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


PARTS = {
    "the worker": (min, ("celery", "worker")),
    "a process of the pool": (max, ("celery", "worker")),
    "a web process": (max, ("gunicorn",)),
}


def take_down(office: Premises, chance: random.Random, *, in_a_tree: bool) -> str:
    """Kill something: the whole office, its first process, or a part of it."""
    way = chance.choice(["everything", "the first process", *(PARTS if in_a_tree else ())])
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


def test_a_kill_loses_nothing_and_does_nothing_twice(premises: Premises, in_a_tree: bool) -> None:
    chance = random.Random(SEED)
    over, gone = threading.Event(), threading.Event()
    ways: Counter[str] = Counter()
    paid_for = story.closed_as_verified(premises, story.assigned(premises, "GZ-PAY-1"))
    reward = story.claimed(premises, paid_for)
    promised = story.closed_as_verified(premises, story.assigned(premises, "GZ-PAY-2"))

    with ThreadPoolExecutor(CLIENTS + 1) as clients:
        try:
            ledgers = [
                clients.submit(bring_reports, premises, who, over, gone) for who in range(CLIENTS)
            ]
            pay = {"voucher_no": "V-KILL"}
            paying = clients.submit(
                until_answered, premises, "cashier", f"/rewards/{reward}/pay/", pay, gone
            )
            end = time.monotonic() + INTAKE_S
            while time.monotonic() < end:
                time.sleep(chance.uniform(0.1, 2.5))
                ways[take_down(premises, chance, in_a_tree=in_a_tree)] += 1
                open_again(premises)
            over.set()
            open_again(premises)
            told = [ledger.result(60) for ledger in ledgers]
            payment = paying.result(60)
        finally:
            over.set()
            gone.set()
    # Once more, while the first look of the clock is on its way.
    premises.kill()
    premises.start()
    time.sleep(chance.uniform(0.5, 3.0))
    premises.kill()
    premises.open()

    numbers = {ref: number for ledger in told for ref, number in ledger.numbers.items()}
    accepted = set().union(*(ledger.accepted for ledger in told))
    print(f"seed {SEED}: {len(numbers)} reports, {len(accepted)} accepted, killed {dict(ways)}")
    assert len(numbers) > 10
    assert sum(ways.values()) >= 4

    rows = [
        row
        for row in premises.every("platform_12345", "/complaints/?page_size=200")
        if row["external_ref"].startswith("GZ-KILL-")
    ]
    assert Counter(row["external_ref"] for row in rows) == Counter(
        {row["external_ref"] for row in rows}
    )
    known = {row["external_ref"]: row["number"] for row in rows}
    assert {ref: known.get(ref) for ref in numbers} == numbers

    def waiting() -> set[str]:
        found = premises.every("dispatcher", "/complaints/?state=accepted&page_size=200")
        return accepted & {row["number"] for row in found}

    premises.until(lambda: not waiting(), within=30)
    for number in accepted:
        assert premises.get("dispatcher", f"/complaints/{number}/")["state"] == "assigned"

    late = {row["number"] for row in rows if row["received_at"] == LATE}

    def told_late() -> Counter[tuple[str, str, str]]:
        return Counter(
            (a["number"], a["clock"]["rule"], a["milestone"])
            for a in premises.every("supervisor", "/alerts/?page_size=200")
            if a["number"] in known.values()
        )

    assert late
    premises.until(lambda: late <= {number for number, _, _ in told_late()}, within=30)
    assert set(told_late().values()) == {1}

    assert payment is not None
    assert payment.status in {200, 409}
    assert premises.get("cashier", f"/rewards/{reward}/")["state"] == "paid"
    matter = next(r["complaint"] for r in [premises.get("supervisor", f"/cases/{paid_for}/")])
    history = premises.get("supervisor", f"/complaints/{matter}/history/")
    assert [e["verb"] for e in history].count("reward.paid") == 1
    premises.until(lambda: story.rewards_of(premises, promised), within=20)
    for case in (paid_for, promised):
        assert len(story.rewards_of(premises, case)) == 1

    assert premises.manage("verify_journal").returncode == 0
