"""The demo office shows everything that an office can have."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone
from django_fsm import FSMField
from pytest_django.plugin import DjangoDbBlocker

from accounts.choices import DISTRICTS
from accounts.models import Office, User
from cases.choices import Proceeding
from cases.models import Case, Counterfeit, Infringement
from complaints.choices import Kind, Source
from complaints.models import Complaint
from config import reference
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from deadlines.choices import ClockState, Light
from deadlines.models import Acknowledgement, Alert, Clock
from demo.matters import create_matters
from demo.office import create_people
from demo.plan import Plan
from journal.choices import DeliveryState
from journal.models import Delivery, Event
from journal.selectors import verify
from registry.models import ProtectedEntity
from rewards.models import Reward
from routing.choices import Lead, TransferState
from routing.models import Transfer

NOW = timezone.now()
TODAY = legal_day(NOW)


@pytest.fixture(scope="module")
def lived(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[Plan]:
    """The demo office as of now; everything is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Office.objects.exists():
            folder: Path = tmp_path_factory.mktemp("office")
            reference.load(at=NOW)
            create_people(at=NOW, data_dir=folder)
        clocks.forget_calendar()
        people = {user.username: user for user in User.objects.select_related("office")}
        yield create_matters(people=people, now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def plan(lived: Plan, db: None) -> Plan:
    return lived


def machines() -> list[Any]:
    """Every machine, the two proceedings instead of the table that they share."""
    from django.apps import apps

    found: list[Any] = [
        m for m in apps.get_models() if any(isinstance(f, FSMField) for f in m._meta.get_fields())
    ]
    return [m for m in found if m is not Case]


def states_of(machine: Any) -> set[str]:
    """The states that the machine's own transitions lead from and to."""
    field = machine._meta.get_field("state")
    found: set[str] = {field.default.value}
    for transition in field.get_all_transitions(machine):
        found |= {str(transition.source), str(transition.target)}
    return {str(getattr(state, "value", state)) for state in found}


def test_there_are_about_three_hundred_matters_of_the_last_months(plan: Plan) -> None:
    first = Complaint.objects.earliest("received_at").received_at

    assert 300 <= plan.matters <= 350
    assert Complaint.objects.count() + Case.objects.filter(complaint=None).count() == plan.matters
    assert timedelta(days=90) < NOW - first < timedelta(days=170)


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine._meta.model_name)
def test_every_state_of_every_machine_is_there(plan: Plan, machine: Any) -> None:
    rows: models.QuerySet[Any] = machine.objects.all()
    if machine in {Counterfeit, Infringement}:
        rows = rows.filter(proceeding=Proceeding[machine.__name__.upper()])

    assert set(rows.values_list("state", flat=True)) == states_of(machine)


@pytest.mark.parametrize("lead", [Lead.TRADEMARK, Lead.COPYRIGHT])
def test_leads_of_both_kinds_stand_in_every_state(plan: Plan, lead: str) -> None:
    found = Transfer.objects.filter(lead=lead).values_list("state", flat=True)

    assert set(found) == set(TransferState.values)


def test_every_district_has_matters_and_so_has_the_city(plan: Plan) -> None:
    found = Complaint.objects.filter(office__isnull=False).values_list("office", flat=True)

    assert set(found) == {*DISTRICTS, "440100"}


def test_every_source_and_every_kind_is_there(plan: Plan) -> None:
    assert set(Complaint.objects.values_list("source", flat=True)) == set(Source.values)
    assert set(Complaint.objects.values_list("kind", flat=True)) == set(Kind.values)


def test_every_colour_of_the_light_shows(plan: Plan) -> None:
    running = Clock.objects.filter(state=ClockState.RUNNING)

    assert {clocks.light_of(clock, TODAY) for clock in running} == set(Light)


def test_some_wait_for_the_dispatcher_and_some_were_given_back(plan: Plan) -> None:
    waiting = Complaint.objects.filter(unroutable=True)

    assert waiting.filter(rounds=0).count() >= 5
    assert waiting.filter(rounds=1).count() >= 3


def test_green_and_supervised_matters_say_so(plan: Plan) -> None:
    reasons = Complaint.objects.filter(green_channel=True).values_list(
        "green_channel_reasons", flat=True
    )

    assert {reason["kind"] for found in reasons for reason in found} == {"enterprise", "market"}
    assert Complaint.objects.filter(supervised=True).exists()
    assert Event.objects.filter(verb="complaint.greened").exists()
    assert ProtectedEntity.objects.count() == 12


def test_informants_are_named_and_unnamed(plan: Plan) -> None:
    unnamed = Complaint.objects.filter(informant__anonymous=True).count()

    assert 20 < unnamed < Complaint.objects.count() / 2


def test_patent_numbers_are_right_and_wrong(plan: Plan) -> None:
    wrong = [w["code"] for row in Complaint.objects.values_list("warnings", flat=True) for w in row]

    assert "patent_number_checksum" in wrong
    assert len(wrong) < Complaint.objects.count() / 4


def test_alerts_were_raised_each_day_and_some_acknowledged(plan: Plan) -> None:
    assert Alert.objects.values("raised_on").distinct().count() > 60
    assert 0 < Acknowledgement.objects.count() < Alert.objects.count()
    assert not Clock.objects.filter(announce_on__lte=TODAY).exists()


def test_all_news_was_delivered(plan: Plan) -> None:
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()


def test_the_journal_is_whole_and_in_the_order_of_time(plan: Plan) -> None:
    verdict = verify()
    before: dict[str, Any] = {}
    backwards = []
    for matter, at in Event.objects.order_by("matter", "seq").values_list("matter", "occurred_at"):
        if matter in before and at < before[matter]:
            backwards.append(matter)
        before[matter] = at

    assert (verdict.broken, backwards) == ("", [])
    assert max(at for matter, at in before.items() if matter.startswith(("TS", "AJ"))) <= NOW


def test_letters_are_numbered_in_the_order_of_their_days(plan: Plan) -> None:
    rows = Case.objects.exclude(docket_no="").filter(office="440106", proceeding="counterfeit")
    found = rows.order_by("docketed_on").values_list("docketed_on", "docket_no")
    numbered = [(day, int(no.partition("〕")[2].removesuffix("号"))) for day, no in found]

    assert sorted(numbered) == sorted(numbered, key=lambda pair: pair[1])


def test_every_story_came_as_far_as_it_was_planned(plan: Plan) -> None:
    reached = dict(Reward.objects.values_list("case__number", "state"))
    stood = dict(Case.objects.values_list("number", "state"))
    case_states = states_of(Counterfeit) | states_of(Infringement)
    came_short = []
    for story in plan.stories:
        state, case = story.acts[-1][0], story.matter.case
        names = {name for name, _wait, _play in story.acts}
        if not case or "listed" in names:
            continue
        if "graded" in names:
            lapsed = state == "notified" and story.idle > 30
            found, wanted = reached[case], "lapsed" if lapsed else state
        elif state in case_states and "draft" not in names:
            found, wanted = stood[case], state
        else:
            continue
        if found != wanted:
            came_short.append((case, wanted, found))

    assert came_short == []


def test_the_same_day_gives_the_same_plan(db: None) -> None:
    def told(plan: Plan) -> list[Any]:
        return [
            (s.matter.body, s.matter.district, [a[0] for a in s.acts], s.instants(TODAY, calendar))
            for s in plan.stories
        ]

    calendar = clocks.calendar()

    assert told(Plan(TODAY, calendar)) == told(Plan(TODAY, calendar))


@pytest.mark.parametrize("days", [0, 60, 130, 200, 290])
def test_on_any_day_the_plan_lies_in_the_past(db: None, days: int) -> None:
    today = TODAY - timedelta(days=days)
    calendar = clocks.calendar()

    instants = [at for s in Plan(today, calendar).stories for at in s.instants(today, calendar)]

    assert legal_day(max(instants)) < today
    assert legal_day(min(instants)) > today - timedelta(days=170)
