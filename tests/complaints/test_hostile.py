"""Input that no honest form sends: refused with a problem document, or kept as it was meant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from complaints.models import Complaint, Informant
from journal.models import Event
from wire import instants

V = "/api/v1"
CORPUS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "hostile.json").read_text("utf-8")
)
REST = {
    "kind": "counterfeit_report",
    "source": "phone",
    "description": "涉嫌假冒专利",
    "respondent": {"name": "某商贸公司"},
}
PAGES = (
    "/complaints/",
    "/complaints/?q=假冒",
    "/complaints/?ordering=due_on",
    "/alerts/",
    "/cases/",
)


def built(recipe: Any) -> str:
    """What a recipe describes."""
    if isinstance(recipe, str):
        return recipe
    match recipe["op"]:
        case "repeat":
            return str(recipe["unit"]) * int(recipe["times"])
        case "concat":
            return "".join(built(part) for part in recipe["parts"])
        case "wrap":
            return f"{recipe['prefix']}{built(recipe['body'])}{recipe['suffix']}"
        case "nest":
            times = recipe["times"]
            return f"{recipe['open'] * times}{recipe['inner']}{recipe['close'] * times}"
        case "seq":
            items = (recipe["fmt"].replace("{i}", str(i)) for i in range(recipe["times"]))
            return str(recipe["sep"].join(items))
    raise AssertionError(recipe)


def body_of(entry: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """The body and the headers that an entry sends."""
    headers = {"content_type": "application/json"}
    if "hex" in entry:
        return bytes.fromhex(entry["hex"]), headers
    if "http" in entry:
        asked = entry["http"]
        headers["content_type"] = asked["content_type"]
        if "Content-Encoding" in asked.get("headers", {}):
            headers["HTTP_CONTENT_ENCODING"] = asked["headers"]["Content-Encoding"]
        raw = bytes.fromhex(asked["body_hex"]) if "body_hex" in asked else asked["body"].encode()
        return raw, headers
    if "raw" in entry:
        text = built(entry["raw"])
        rest = {k: v for k, v in REST.items() if f'"{k}"' not in text}
        return text.replace("@rest", json.dumps(rest)[1:-1]).encode(), headers
    part, _dot, name = entry["field"].rpartition(".")
    value = built(entry["value"])
    body: dict[str, Any] = json.loads(json.dumps(REST))
    (body.setdefault(part, {}) if part else body)[name] = value
    return json.dumps(body).encode(), headers


def stored_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The columns that an accepted entry leaves behind."""
    if "raw" in entry:
        return dict(entry.get("stored", {"state": "received"}))
    value = entry.get("stored", built(entry["value"]))
    if entry["field"] == "occurred_at":
        value = instants.instant(value)
    return {entry["field"].replace(".", "_"): value}


def test_the_corpus_is_read_whole() -> None:
    assert len(CORPUS) == len({entry["name"] for entry in CORPUS}) == 97


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry["name"])
def test_hostile_input_is_refused_or_kept_as_it_was_meant(
    entry: dict[str, Any], api: Callable[[str], APIClient]
) -> None:
    client = api("intake")
    raw, headers = body_of(entry)
    before = (Complaint.objects.count(), Informant.objects.count(), Event.objects.count())

    answer: Any = client.generic("POST", f"{V}/complaints/", raw, **headers)  # type: ignore[arg-type]

    after = (Complaint.objects.count(), Informant.objects.count(), Event.objects.count())
    if entry["expect"] == "kept":
        assert answer.status_code == 201, answer.json()
        kept = Complaint.objects.get(number=answer.json()["number"])
        if entry.get("field") == "informant.name":
            assert answer.json()["informant"]["name"]
        else:
            expected = stored_of(entry)
            assert {name: getattr(kept, name) for name in expected} == expected
        assert after == tuple(n + 1 for n in before)
    else:
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            entry["status"],
            "application/problem+json",
        )
        problem = answer.json()
        assert problem["status"] == entry["status"]
        assert problem["code"] == entry["code"]
        assert [e["field"] for e in problem.get("errors", [])] == entry.get("fields", [])
        assert after == before
    assert connection.is_usable()
    for page in PAGES:
        assert client.get(f"{V}{page}").status_code == 200, page
