"""People at their desks."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def desk(people: dict[str, User]) -> Callable[[str], Client]:
    """A browser in which the person of this name has signed in: `desk("intake").get("/")`."""

    def sit_down(username: str) -> Client:
        client = Client()
        client.force_login(people[username])
        return client

    return sit_down
