"""A complaint to write about, and the effects that subscribers leave."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from complaints.models import Complaint


@pytest.fixture
def complaint(api: Callable[[str], APIClient], report: Callable[..., dict[str, Any]]) -> Complaint:
    """One report, received by phone."""
    answer = api("intake").post("/api/v1/complaints/", report(), format="json")
    assert answer.status_code == 201, answer.json()
    return Complaint.objects.get(number=answer.json()["number"])
