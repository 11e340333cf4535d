"""Offices, people and the numbers of official letters."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts import selectors, services
from accounts.choices import DISTRICTS, Role
from accounts.models import LetterSequence, Office, User
from journal.models import Event

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def letter(people: dict[str, User]) -> Callable[..., str]:
    """The next letter of the city office."""
    city = Office.objects.get(code="440100")

    def write(word: str = "测", year: int = 2026) -> str:
        with transaction.atomic():
            return services.next_letter_number(office=city, word=word, year=year)

    return write


def test_the_city_has_one_office_and_eleven_districts(people: dict[str, User]) -> None:
    offices = selectors.offices()

    assert offices[0].code == "440100"
    assert [o.code for o in offices[1:]] == sorted(DISTRICTS)


def test_letters_are_numbered_in_order(letter: Callable[..., str]) -> None:
    word = Office.objects.get(code="440100").letter_word

    assert [letter() for _ in range(3)] == [f"{word}测〔2026〕{n}号" for n in (1, 2, 3)]


def test_every_word_and_every_year_has_its_own_numbers(letter: Callable[..., str]) -> None:
    numbers = [letter("测"), letter("试"), letter("测", 2027), letter("测")]

    assert [n.partition("〕")[2] for n in numbers] == ["1号", "1号", "1号", "2号"]


def test_a_letter_that_was_not_written_leaves_no_gap(letter: Callable[..., str]) -> None:
    letter()
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)

    assert letter().endswith("〕2号")


@pytest.mark.django_db(transaction=True)
def test_letters_written_at_once_have_each_number_once(letter: Callable[..., str]) -> None:
    start, given, failed = Barrier(8), list[str](), list[BaseException]()

    def write() -> None:
        try:
            start.wait()
            for _ in range(5):
                given.append(letter())
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(int(n.partition("〕")[2][:-1]) for n in given) == list(range(1, 41))
    assert LetterSequence.objects.get(series__endswith="测").last == 40


def test_somebody_new_can_be_found_and_is_written_down(people: dict[str, User]) -> None:
    user = services.add_user(
        username="officer9_tianhe",
        name="新同事",
        role=Role.OFFICER,
        office="440106",
        password_hash=None,
        by=people["auditor"],
        at=AT,
    )

    assert not user.has_usable_password()
    assert user in selectors.officers_of("440106")
    assert selectors.officers_named(["officer9_tianhe", "officer_yuexiu"], "440106") == [user]
    event = Event.objects.get(matter="user:officer9_tianhe")
    assert (event.verb, event.actor_id, event.data) == (
        "user.added",
        people["auditor"].pk,
        {"role": "officer", "office": "440106"},
    )


def test_a_user_name_is_given_once(people: dict[str, User]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add_user(
            username="intake",
            name="另一人",
            role=Role.CASHIER,
            office="440100",
            password_hash=None,
            by=None,
            at=AT,
        )

    assert User.objects.get(username="intake").role == "intake"


def test_an_office_written_twice_is_one_office(people: dict[str, User]) -> None:
    facts = services.OfficeFacts(
        code="440106",
        name="广州市天河区知识产权局",
        short_name="天河",
        slug="tianhe",
        kind="district",
        letter_word="穗天知",
    )

    services.put_office(facts)
    services.put_office(facts)

    assert Office.objects.count() == 12
    assert Office.objects.get(code="440106").letter_word == "穗天知"


def test_a_sign_in_is_written_down_whether_it_went_well_or_not(people: dict[str, User]) -> None:
    services.note_sign_in(user=people["auditor"], at=AT)
    services.note_refused_sign_in(user=people["auditor"], at=AT)

    events = Event.objects.filter(matter="user:auditor", occurred_at=AT).order_by("seq")
    assert [(e.verb, e.actor_id) for e in events] == [
        ("user.signed_in", people["auditor"].pk),
        ("user.sign_in_refused", None),
    ]
