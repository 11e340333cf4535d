"""Measure, side by side in one run, and print ratios."""

import secrets
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from accounts import services as accounts
from accounts import vault
from accounts.choices import CITY_OFFICE, Role
from accounts.models import User
from complaints.models import Complaint, Informant
from config import bench, reference, urls
from deadlines import arithmetic
from deadlines import selectors as clocks
from deadlines.choices import Unit
from deadlines.register import Length

V = "/api/v1"


class Routes:
    """Our addresses, and the two minimal ones."""

    urlpatterns = [
        path("bench/intake/", bench.MinimalIntake.as_view()),
        path("bench/list/", bench.MinimalList.as_view()),
        *urls.urlpatterns,
    ]


class Command(BaseCommand):
    """Ratios against minimal programs on the same database; a scratch one, never the office's.

    Requests go through Django's test client in this process, one at a time: no server and no
    network is measured. The minimal views run without any middleware, ours with all of it.
    """

    help = "measure against minimal programs on a scratch database, and print ratios"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size of the large list."""
        parser.add_argument("--rows", type=int, default=20_000, help="rows of the large list")
        parser.add_argument("--requests", type=int, default=100, help="requests of one round")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the scratch database, measure, and take it away."""
        office = connection.settings_dict["NAME"]
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            name = f"zhitong_bench_{secrets.token_hex(4)}"
            sqlite = connection.vendor == "sqlite"
            connection.settings_dict["TEST"]["NAME"] = str(folder / name) if sqlite else name
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            stack.callback(connection.creation.destroy_test_db, office, verbosity=0)
            stack.enter_context(
                override_settings(
                    MEDIA_ROOT=folder / "media",
                    ROOT_URLCONF=Routes,
                    ALLOWED_HOSTS=["testserver"],
                    SECURE_SSL_REDIRECT=False,
                )
            )
            self.measure(rows=options["rows"], times=options["requests"])

    def measure(self, *, rows: int, times: int) -> None:
        """Fill the scratch office and print one line for each comparison."""
        now = timezone.now()
        reference.load(at=now)
        for username, role in (("platform", Role.INTEGRATION), ("dispatcher", Role.DISPATCHER)):
            accounts.add_user(
                username=username,
                name=username,
                role=role,
                office=CITY_OFFICE,
                password_hash=None,
                by=None,
                at=now,
            )
        with connection.schema_editor() as editor:
            editor.create_model(bench.Thing)
            editor.create_model(bench.Line)
        self.ours, self.bare = self.client("platform"), self.bare_client()
        self.say(f"{connection.vendor}, {bench.ROUNDS} rounds, medians; ours / yardstick, per call")
        self.intake(times)
        self.lists(rows, times)
        self.days()

    def client(self, username: str) -> Callable[..., HttpResponse]:
        """A client with a real key, through all of the middleware."""
        user = User.objects.get(username=username)
        key = accounts.create_api_key(user=user, name="bench", by=None, at=timezone.now())
        client = Client(headers={"authorization": f"Api-Key {key}"})
        return lambda url, body=None: self.call(client, url, body)

    def bare_client(self) -> Callable[..., HttpResponse]:
        """A client without middleware; loaded while there is none."""
        client = Client()
        with override_settings(MIDDLEWARE=[]):
            client.handler.load_middleware()
        return lambda url, body=None: self.call(client, url, body)

    @staticmethod
    def call(client: Client, url: str, body: object) -> HttpResponse:
        """One request, which must go well."""
        answer: Any = (
            client.get(url)
            if body is None
            else client.post(url, body, content_type="application/json")
        )
        if answer.status_code >= 300:
            raise RuntimeError(f"{url}: {answer.status_code} {answer.content[:300]!r}")
        return answer  # type: ignore[no-any-return] # the test client's own answer

    def intake(self, times: int) -> None:
        """Intake against three inserts, and what it says to the database."""
        at = timezone.now().isoformat()
        found = bench.compare(
            "intake / minimal DRF view with 3 inserts",
            lambda: self.ours(f"{V}/complaints/", bench.a_report()),
            lambda: self.bare("/bench/intake/", bench.a_thing(at)),
            times=times,
        )
        self.say(str(found))
        self.say(f"{'  as requests per second against it':<58} {found.theirs / found.ours:7.2f}")
        with CaptureQueriesContext(connection) as told:
            self.ours(f"{V}/complaints/", bench.a_report())
        commits = [q["sql"] for q in told.captured_queries].count("COMMIT")
        self.say(
            f"{'statements of one intake, commits among them':<58} {len(told):4d} {commits:4d}"
        )

    def lists(self, rows: int, times: int) -> None:
        """First pages at few and at many rows, and a deep page."""
        few = max(rows // 100, 200)
        self.fill(few)
        read = self.client("dispatcher")
        small = bench.compare(
            f"first page, {few} rows / minimal keyset list",
            lambda: read(f"{V}/complaints/"),
            lambda: self.bare("/bench/list/"),
            times=times // 5,
        )
        self.fill(rows)
        large = bench.compare(
            f"first page, {rows} rows / minimal keyset list",
            lambda: read(f"{V}/complaints/"),
            lambda: self.bare("/bench/list/"),
            times=times // 5,
        )
        first = f"{V}/complaints/?ordering=received_at"
        deep = f"{first}&page_size=200"
        for _ in range(rows * 9 // 10 // 200):
            page: Any = read(deep)
            deep = page.json()["next"].partition("testserver")[2]
        deep = deep.replace("page_size=200", "page_size=50")
        self.say(f"{small}\n{large}")
        self.say(f"{f'first page at {rows} : {few} rows':<58} {large.ours / small.ours:7.2f}")
        self.say(
            str(
                bench.compare(
                    f"page at 90 % of {rows} rows / first page",
                    lambda: read(deep),
                    lambda: read(first),
                    times=times // 5,
                )
            )
        )
        with CaptureQueriesContext(connection) as told:
            read(deep)
        self.say(f"{'statements of one page':<58} {len(told):4d}")

    def fill(self, rows: int) -> None:
        """Bring both tables to so many rows."""
        now = timezone.now()
        have = Complaint.objects.count()
        made = Complaint.objects.bulk_create(
            (
                Complaint(
                    number=f"BM26-{secrets.token_hex(5)}",
                    kind="counterfeit_report",
                    source="phone",
                    body_digest=b"\0" * 32,
                    received_at=now - timedelta(minutes=n),
                    title="某店销售假冒专利产品",
                    description="店内保温杯标注专利号。",
                    respondent_name="广州某某商贸有限公司",
                    updated_at=now,
                    search_terms="店内 专利",
                )
                for n in range(have, rows)
            ),
            batch_size=500,
        )
        Informant.objects.bulk_create(
            (
                Informant(
                    complaint=c,
                    identity=vault.seal(
                        {"name": "欧阳测试", "phone": "13812345678"},
                        place=f"informant.identity:{c.number}",
                        keys=settings.FIELD_KEYS,
                    ),
                    body=b"",
                )
                for c in made
            ),
            batch_size=500,
        )
        have = bench.Thing._base_manager.count()
        bench.Thing._base_manager.bulk_create(
            (
                bench.Thing(
                    **bench.a_thing(now.isoformat()) | {"received_at": now - timedelta(minutes=n)}
                )
                for n in range(have, rows)
            ),
            batch_size=500,
        )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def days(self) -> None:
        """Working days against a bare prefix array."""
        calendar = clocks.calendar()
        bare = bench.Prefix.of(calendar, date(2025, 1, 1), date(2027, 12, 31))
        start = date(2026, 3, 2)
        for n in (5, 60, 120):
            length = Length(n, Unit.WORKING_DAYS)

            def ours(length: Length = length) -> object:
                return arithmetic.reckon(length, start, calendar=calendar)

            def theirs(n: int = n) -> object:
                return bare.add(start, n)

            self.say(
                str(
                    bench.compare(f"{n} working days / bare prefix array", ours, theirs, times=5000)
                )
            )

    def say(self, line: str) -> None:
        """Print at once."""
        self.stdout.write(line)
        self.stdout.flush()
