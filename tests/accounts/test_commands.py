"""Commands about people."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import selectors
from accounts.models import ApiKey, User


def test_a_new_key_stands_alone_on_the_last_line(people: dict[str, User]) -> None:
    out = StringIO()

    call_command("create_api_key", "台账系统", "--user", "platform_12345", stdout=out)

    first, key = out.getvalue().splitlines()
    assert first == "key 台账系统 acts as platform_12345 (integration)"
    assert key.isascii()
    assert key == key.strip()
    assert " " not in key
    assert selectors.user_of_key(key) == people["platform_12345"]


def test_two_keys_of_one_user_are_different(people: dict[str, User]) -> None:
    keys = set()
    for _ in range(2):
        out = StringIO()
        call_command("create_api_key", "台账系统", "--user", "auditor", stdout=out)
        keys.add(out.getvalue().splitlines()[-1])

    assert len(keys) == 2


def test_nobody_of_that_name_has_no_key(people: dict[str, User]) -> None:
    User.objects.filter(username="auditor").update(is_active=False)

    for name in ("auditor", "nobody"):
        with pytest.raises(CommandError, match=f"no active user is called {name}"):
            call_command("create_api_key", "台账系统", "--user", name, stdout=StringIO())
    assert not ApiKey.objects.exists()
