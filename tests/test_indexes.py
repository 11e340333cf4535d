"""Every filter and order that a list offers reads about a page of rows, not the table."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from cases import api as cases
from cases import selectors as case_rows
from cases.models import Case, Supervision
from complaints import api as complaints
from complaints import selectors as complaint_rows
from complaints.choices import Kind, Source
from complaints.models import Complaint
from config import reference
from deadlines.arithmetic import legal_day
from deadlines.choices import NEVER
from demo.office import create_people
from rewards import selectors as reward_rows
from rewards.models import Reward, TariffVersion
from routing import selectors as transfer_rows
from routing.choices import Lead
from routing.models import Agency, Transfer

ROWS = 20_000
PAGE = 51
MOST = 4_000
"""Rows of the table that one page may touch where two filters meet: a fifth of the table."""

OFFICES = ("440106", "440103", "440104", "440105", "440111", "440112", "440113")
NOW = timezone.now()
TODAY = legal_day(NOW)


def _complaint(n: int) -> Complaint:
    ended = n % 10 != 0
    state = ("concluded", "refused", "withdrawn")[n % 3 and n % 7 == 0] if ended else "assigned"
    if not ended and n % 30 == 0:
        state = "accepted"
    office = None if state == "accepted" else OFFICES[n % 97 % len(OFFICES)]
    return Complaint(
        number=f"TS26-I{n:09d}",
        state=state,
        kind=Kind.values[n % 13 % len(Kind.values)],
        source=Source.values[n % 11 % len(Source.values)],
        body_digest=b"\0" * 32,
        received_at=NOW - timedelta(minutes=37 * n % 500_000),
        description="店内标注的专利号不存在",
        right_number=f"ZL2017{n % 4000:08d}",
        respondent_uscc=f"91440101MA{n % 4000:08d}",
        respondent_key=f"商贸{n % 4000}",
        office_id=office,
        district=office or "",
        green_channel=n % 37 == 0,
        supervised=n % 211 == 0,
        unroutable=state == "accepted",
        verified=ended and n % 23 == 0,
        due_on=NEVER if ended else TODAY + timedelta(days=n % 120 - 8),
        created_by_id=None,
        updated_at=NOW,
        search_terms=f"店内 专利 {'稀有' if n % 400 == 0 else ''}",
    )


def _case(n: int, complaint: Complaint, officer: User) -> Case:
    ended = n % 10 != 0
    return Case(
        number=f"AJ26-I{n:09d}",
        docket_no=f"粤知法立字〔2026〕{n}号",
        proceeding="infringement" if n % 9 == 0 else "counterfeit",
        state="archived" if ended else ("docketed", "investigating", "served")[n % 3],
        complaint=complaint,
        office_id=OFFICES[n % 97 % len(OFFICES)],
        authority_id="440100",
        title="涉嫌假冒专利",
        proposed_at=NOW,
        docketed_on=TODAY - timedelta(days=n % 900),
        green_channel=n % 37 == 0,
        supervised=n % 211 == 0,
        due_on=NEVER if ended else TODAY + timedelta(days=n % 120 - 8),
        finding=("verified", "unfounded")[n % 4 == 0] if ended else "",
        closed_on=TODAY if ended else None,
        updated_at=NOW,
        search_terms="专利",
    )


def _fill(officer: User) -> None:
    Complaint.objects.bulk_create((_complaint(n) for n in range(ROWS)), batch_size=500)
    brought = list(Complaint.objects.order_by("id"))
    Case.objects.bulk_create((_case(n, brought[n], officer) for n in range(ROWS)), batch_size=500)
    files = list(Case.objects.order_by("id"))
    link = Case.officers.through
    link.objects.bulk_create(
        (link(case_id=c.pk, user_id=officer.pk) for c in files[::150]), batch_size=500
    )
    agency = Agency.objects.order_by("id").first()
    tariff = TariffVersion.objects.order_by("id").first()
    assert agency is not None
    assert tariff is not None
    Transfer.objects.bulk_create(
        (
            Transfer(
                number=f"YS26-I{n:09d}",
                complaint=brought[n],
                agency=agency,
                office_id=OFFICES[n % 97 % len(OFFICES)],
                lead=Lead.values[n % 7 % len(Lead.values)],
                reason="属其管辖",
                state="closed" if n % 10 else "sent",
                letter_no=f"粤知移〔2026〕{n}号",
                due_on=NEVER if n % 10 else TODAY + timedelta(days=n % 120 - 8),
                created_at=NOW,
                updated_at=NOW,
            )
            for n in range(ROWS)
        ),
        batch_size=500,
    )
    Reward.objects.bulk_create(
        (
            Reward(
                number=f"JL26-I{n:09d}",
                case=files[n],
                closing=1,
                office_id=OFFICES[n % 97 % len(OFFICES)],
                state="lapsed" if n % 10 else "proposed",
                base=0,
                tariff=tariff,
                created_at=NOW,
                updated_at=NOW,
            )
            for n in range(ROWS)
        ),
        batch_size=500,
    )
    Supervision.objects.bulk_create(
        (
            Supervision(
                number=f"DB26-I{n:09d}",
                listed_no=f"粤知督〔2026〕{n}号",
                case=files[n],
                lead_id=OFFICES[n % 97 % len(OFFICES)],
                reason="重大",
                due_on=TODAY + timedelta(days=n % 120 - 100),
                state="lifted" if n % 10 else "listed",
                listed_at=NOW,
                updated_at=NOW,
            )
            for n in range(ROWS)
        ),
        batch_size=500,
    )


@pytest.fixture(scope="module")
def _full(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[None]:
    """20,000 rows of each kind, taken back after the module."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                if not User.objects.exists():
                    reference.load(at=NOW)
                    create_people(at=NOW, data_dir=tmp_path_factory.mktemp("office"))
                _fill(User.objects.get(username="officer_tianhe"))
                connection.check_constraints()
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        # What autovacuum does between two mornings: a GIN's waiting list is
                        # put in order, and the planner learns what there is.
                        for index in ("complaints_complaint_terms", "cases_case_terms"):
                            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
                        cursor.execute("ANALYZE")
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()


def _complaints(user: str, **asked: Any) -> QuerySet[Any]:
    person = User.objects.get(username=user)
    rows = complaint_rows.in_full().select_related("merged_into").visible_to(person)
    return complaints.narrowed(rows, asked, today=TODAY)


def _cases(user: str, **asked: Any) -> QuerySet[Any]:
    rows = case_rows.in_full().visible_to(User.objects.get(username=user))
    return cases.narrowed(rows, asked, today=TODAY)


def _docketed(user: str, **asked: Any) -> QuerySet[Any]:
    return _cases(user, **asked).filter(docketed_on__isnull=False)


def _transfers(user: str, **asked: Any) -> QuerySet[Any]:
    return transfer_rows.transfers().visible_to(User.objects.get(username=user)).filter(**asked)


def _rewards(user: str, **asked: Any) -> QuerySet[Any]:
    return reward_rows.in_full().visible_to(User.objects.get(username=user)).filter(**asked)


def _supervisions(user: str, **asked: Any) -> QuerySet[Any]:
    rows = case_rows.supervisions().visible_to(User.objects.get(username=user))
    return rows.filter(**asked)


SOON = TODAY + timedelta(days=3)
RECENT = NOW - timedelta(days=2)
EQUAL: list[dict[str, Any]] = [
    {},
    {"state": "assigned"},
    {"state": "accepted"},
    {"state": "concluded"},
    {"kind": "counterfeit_report"},
    {"source": "phone"},
    {"district": "440106"},
    {"office": "440106"},
    {"green_channel": "true"},
    {"green_channel": "false"},
    {"supervised": "true"},
    {"unroutable": "true"},
]
ALIKE: list[dict[str, Any]] = [
    {},
    {"state": "docketed"},
    {"state": "archived"},
    {"proceeding": "infringement"},
    {"office": "440106"},
    {"green_channel": "true"},
    {"green_channel": "false"},
    {"supervised": "true"},
]
RECEIVED = ("-received_at", "received_at")
DUE = ("due_on", "-due_on")
DOCKETED = ("docketed_on", "-docketed_on")
LATE: list[dict[str, Any]] = [{"overdue": "true"}, {"overdue": "false"}, {"due_before": SOON}]
SINCE: list[dict[str, Any]] = [{"received_after": RECENT}, {"received_before": RECENT}]
FEW: list[dict[str, Any]] = [
    {"respondent_uscc": "91440101MA00000007"},
    {"right_number": "ZL201700000007"},
]
Rows = Callable[..., QuerySet[Any]]


def _table(
    rows: Rows, users: tuple[str, ...], asked: list[dict[str, Any]], orders: tuple[str, ...]
) -> list[tuple[Rows, str, dict[str, Any], str]]:
    return [(rows, user, what, order) for user in users for what in asked for order in orders]


PAGES = [
    *_table(_complaints, ("dispatcher", "officer_tianhe"), EQUAL, RECEIVED + DUE),
    *_table(_complaints, ("reward_clerk",), [{}], RECEIVED + DUE),
    *_table(_complaints, ("platform_12345",), [{}], RECEIVED + DUE),
    *_table(_complaints, ("dispatcher", "officer_tianhe"), LATE, DUE),
    *_table(_complaints, ("dispatcher", "officer_tianhe"), SINCE, RECEIVED),
    *_table(_cases, ("supervisor", "officer_tianhe"), ALIKE, DUE),
    *_table(_docketed, ("supervisor", "officer_tianhe"), ALIKE, DOCKETED),
    *_table(_cases, ("supervisor", "officer_tianhe"), [*LATE, {"due_soon": "true"}], DUE),
    *_table(_cases, ("reward_clerk",), [{}], DUE),
    *_table(_docketed, ("reward_clerk",), [{}], DOCKETED),
    *_table(_transfers, ("dispatcher", "officer_tianhe"), [{}, {"state": "sent"}], (*DUE, "-id")),
    *_table(_rewards, ("reward_clerk",), [{}], ("-id",)),
    *_table(_rewards, ("reward_clerk",), [{"state": "proposed"}, {"office": "440106"}], ("-id",)),
    *_table(_supervisions, ("supervisor", "officer_tianhe"), [{}], (*DUE, "-id")),
    *_table(_supervisions, ("supervisor",), [{"state": "listed"}], (*DUE, "-id")),
]
"""What each list offers: one filter at a time in every order, before different people."""

ACROSS = [
    *_table(_complaints, ("dispatcher",), LATE, RECEIVED),
    *_table(_complaints, ("dispatcher",), SINCE, DUE),
    *_table(_complaints, ("dispatcher", "officer_tianhe"), [{"q": "稀有"}], RECEIVED + DUE),
    *_table(_complaints, ("dispatcher",), FEW, RECEIVED + DUE),
    *_table(_cases, ("supervisor",), [{"officer": "officer_tianhe"}], DUE),
    *_table(_rewards, ("cashier",), [{}], ("-id",)),
]
"""A range on one column in the order of another, a search, a join, a few: they are sorted."""


def _page(rows: QuerySet[Any], order: str) -> QuerySet[Any]:
    sign, field = order[: order.startswith("-")], order.lstrip("-")
    return rows.order_by(*([order] if field == "id" else [order, f"{sign}id"]))[:PAGE]


def _name(value: object) -> str:
    if isinstance(value, dict):
        return "+".join(k if isinstance(v, date) else f"{k}={v}" for k, v in value.items()) or "all"
    return getattr(value, "__name__", str(value))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _touched(page: QuerySet[Any]) -> int:
    """The rows of the list's own table that PostgreSQL touched for the page."""
    (plan,) = json.loads(page.explain(analyze=True, format="JSON", timing=False))
    table = page.model._meta.db_table
    return sum(
        int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
        for node in _nodes(plan["Plan"])
        if node.get("Relation Name") == table
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize(("rows", "user", "asked", "order"), PAGES, ids=_name)
def test_a_page_reads_about_a_page(
    rows: Rows, user: str, asked: dict[str, Any], order: str
) -> None:
    page = _page(rows(user, **asked), order)

    if connection.vendor == "postgresql":
        assert _touched(page) <= MOST, page.explain(analyze=True)
    else:
        plan = page.explain()
        assert "USE TEMP B-TREE" not in plan, plan
        assert not [
            line
            for line in plan.splitlines()
            if f"SCAN {page.model._meta.db_table}" in line
            and "USING INDEX" not in line
            and order.lstrip("-") != "id"
        ], plan


@pytest.mark.django_db
@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize(("rows", "user", "asked", "order"), ACROSS, ids=_name)
def test_what_is_narrowed_across_the_order_is_found_by_an_index(
    rows: Rows, user: str, asked: dict[str, Any], order: str
) -> None:
    page = _page(rows(user, **asked), order)

    if connection.vendor == "postgresql":
        plan = page.explain()
        assert f"Seq Scan on {page.model._meta.db_table} " not in plan, plan
    else:
        plan = page.explain()
        assert f"SCAN {page.model._meta.db_table}\n" not in f"{plan}\n", plan


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["complaints_complaint", "cases_case"])
def test_a_migration_that_made_a_table_anew_has_kept_its_search(table: str) -> None:
    """On SQLite a changed column makes the table anew, and its triggers are gone."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
            wanted = {f"{table}_terms"}
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
            wanted = {f"{table}_terms_{when}" for when in ("ai", "ad", "au")}
        found = {name for (name,) in cursor.fetchall()}

    assert wanted <= found
