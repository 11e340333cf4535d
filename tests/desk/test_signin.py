"""Signing in: one answer for every refusal, and a brake."""

from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from journal.models import Event

PASSWORD = "a long enough password"


@pytest.fixture
def known(people: dict[str, User]) -> User:
    """A person whose password is known."""
    person = people["intake"]
    User.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
    return person


def attempt(client: Client, username: str, password: str, **more: str) -> tuple[int, str]:
    answer = client.post("/login/", {"username": username, "password": password, **more})
    return answer.status_code, answer.get("Location", "")


def test_a_person_signs_in_and_it_is_written_down(client: Client, known: User) -> None:
    assert attempt(client, "intake", PASSWORD) == (302, "/")
    assert client.get("/").status_code == 200
    assert Event.objects.filter(verb="user.signed_in", number="intake").count() == 1


def test_one_is_sent_where_one_wanted_to_go_but_never_elsewhere(
    client: Client, known: User
) -> None:
    assert attempt(client, "intake", PASSWORD, next="/complaints/") == (302, "/complaints/")
    client.logout()
    assert attempt(client, "intake", PASSWORD, next="https://example.org/") == (302, "/")


def test_unknown_and_wrong_are_answered_alike(client: Client, known: User) -> None:
    wrong = client.post("/login/", {"username": "intake", "password": "wrong"})
    unknown = client.post("/login/", {"username": "nobody", "password": "wrong"})

    errors = [answer.context["form"].non_field_errors() for answer in (wrong, unknown)]
    assert errors[0] == errors[1] == ["账号或密码不对，请再试一次。"]
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    refused = Event.objects.filter(verb="user.sign_in_refused")
    assert [event.number for event in refused] == ["intake"]


def test_somebody_who_has_left_is_refused_like_a_stranger(client: Client, known: User) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)

    answer = client.post("/login/", {"username": "intake", "password": PASSWORD})

    assert answer.context["form"].non_field_errors() == ["账号或密码不对，请再试一次。"]


def test_the_eleventh_try_on_a_name_is_too_many_even_with_the_right_word(known: User) -> None:
    found = [attempt(Client(REMOTE_ADDR=f"10.0.0.{n}"), "intake", "wrong")[0] for n in range(10)]

    assert found == [422] * 10
    late = Client(REMOTE_ADDR="10.0.0.99").post(
        "/login/", {"username": "Intake", "password": PASSWORD}
    )
    assert (late.status_code, late["Retry-After"]) == (429, "900")


def test_the_eleventh_try_from_an_address_is_too_many(client: Client, known: User) -> None:
    for n in range(10):
        attempt(client, f"nobody{n}", "wrong")

    assert attempt(client, "intake", PASSWORD)[0] == 429
    assert attempt(Client(REMOTE_ADDR="10.1.1.1"), "intake", PASSWORD)[0] == 302


def test_one_right_try_clears_the_name(known: User) -> None:
    for n in range(9):
        attempt(Client(REMOTE_ADDR=f"10.0.0.{n}"), "intake", "wrong")
    attempt(Client(REMOTE_ADDR="10.0.1.1"), "intake", PASSWORD)

    assert attempt(Client(REMOTE_ADDR="10.0.1.2"), "intake", "wrong")[0] == 422
    assert attempt(Client(REMOTE_ADDR="10.0.1.3"), "intake", PASSWORD)[0] == 302


def test_a_nul_in_a_name_breaks_nothing(client: Client, known: User) -> None:
    assert attempt(client, "in\0take", "wrong")[0] == 422


def test_signing_out_needs_a_form(client: Client, known: User, tmp_path: Path) -> None:
    attempt(client, "intake", PASSWORD)

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302
