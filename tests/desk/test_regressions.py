"""What once went wrong on the desk and must not again."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import making

Desk = Callable[[str], Client]


@pytest.mark.parametrize("key", ["%00", "a%00b", "%0A", "x" * 65, "%F0%9F%99%82"])
def test_a_file_of_an_impossible_name_is_not_found(desk: Desk, key: str) -> None:
    complaint = making.a_complaint("assigned")

    answer = desk("officer_tianhe").get(f"/complaints/{complaint.number}/files/{key}/")

    assert answer.status_code == 404
