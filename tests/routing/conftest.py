"""A story that begins where a test wants it to."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.story import Story


@pytest.fixture
def story(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    deliver: Callable[[], int],
) -> Story:
    """The office as its programs and people reach it."""
    return Story(api, report, deliver)
