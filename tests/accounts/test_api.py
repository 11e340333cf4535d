"""A program says who it is by a key; the key acts as its user."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts import selectors, services
from accounts.models import ApiKey, User
from journal.models import Event

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LIST = "/api/v1/complaints/"


@pytest.fixture
def key(people: dict[str, User]) -> str:
    return services.create_api_key(user=people["intake"], name="前台", by=None, at=AT)


def status(header: str) -> int:
    return int(APIClient().get(LIST, headers={"Authorization": header}).status_code)


def test_a_key_acts_as_its_user(key: str, people: dict[str, User]) -> None:
    assert selectors.user_of_key(key) == people["intake"]
    assert status(f"Api-Key {key}") == 200
    assert status(f"api-key  {key} ") == 200


@pytest.mark.parametrize(
    "header",
    [
        "Api-Key",
        "Api-Key ",
        "Api-Key zt_unknown",
        "Api-Key \x00",
        "Api-Key é",
        f"Api-Key {'z' * 5000}",
        "Bearer zt_unknown",
        "",
    ],
)
def test_without_a_known_key_nobody_comes_in(people: dict[str, User], header: str) -> None:
    answer = APIClient().get(LIST, headers={"Authorization": header})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Api-Key")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_key_that_starts_well_is_not_enough(key: str) -> None:
    assert status(f"Api-Key {key[:-1]}") == 401
    assert status(f"Api-Key {key}x") == 401


def test_a_revoked_key_is_refused(key: str) -> None:
    ApiKey.objects.update(revoked_at=AT)

    assert status(f"Api-Key {key}") == 401


def test_the_key_of_somebody_who_left_is_refused(key: str, people: dict[str, User]) -> None:
    User.objects.filter(pk=people["intake"].pk).update(is_active=False)

    assert status(f"Api-Key {key}") == 401


def test_what_is_kept_of_a_key_does_not_open(key: str) -> None:
    kept = ApiKey.objects.get(name="前台").digest

    assert kept == selectors.digest_of(key)
    assert status(f"Api-Key {kept}") == 401


def test_a_key_without_a_digest_cannot_be_kept(people: dict[str, User]) -> None:
    with pytest.raises(ValueError, match="digest"):
        ApiKey(user=people["intake"], name="空", created_at=AT).save()


def test_asking_who_comes_takes_one_statement(key: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        selectors.user_of_key(key)

    assert len(asked) == 1


def test_the_journal_knows_that_a_key_was_made_and_not_the_key(
    key: str, people: dict[str, User]
) -> None:
    event = Event.objects.get(verb="key.created")

    assert (event.matter, event.number, event.data) == ("user:intake", "intake", {"key": "前台"})
