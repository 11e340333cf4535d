"""The API says of itself what it does, and does what it says."""

import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient

from tests import making
from tests.story import OFFICERS, Story

V = "/api/v1"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schema as the generator writes it; any warning of the generator fails."""
    file = tmp_path_factory.mktemp("schema") / "openapi.json"
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", file=str(file)
    )
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


@pytest.fixture
def story(
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    deliver: Callable[[], int],
) -> Story:
    return Story(api, report, deliver)


def test_the_schema_is_openapi_3_1_and_sound(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()


def test_the_schema_is_served_to_everybody(db: None, schema: dict[str, Any]) -> None:
    answer = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})

    assert answer.status_code == 200
    assert answer.json()["paths"].keys() == schema["paths"].keys()


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(
    schema: dict[str, Any],
) -> None:
    operations = [op for path in schema["paths"].values() for op in path.values()]
    names = [op["operationId"] for op in operations]

    assert len(names) == len(set(names))
    assert [n for op, n in zip(operations, names, strict=True) if not op.get("summary")] == []
    assert [n for n in names if re.search(r"_\d+$", n)] == []


def test_the_documentation_asks_no_other_host(db: None) -> None:
    page = Client().get("/api/docs/")
    text = page.content.decode()

    assert page.status_code == 200
    assert re.findall(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']*", text) == []
    assert re.findall(r"https?://(?!testserver|localhost)[^\"'\s<]+", text) == []
    assets = re.findall(r"(?:src|href)=\"(?!/api/docs/)([^\"]+)\"", text)
    found = {asset: finders.find(asset.removeprefix("/static/")) for asset in assets}
    assert len(found) == 4
    assert [asset for asset, file in found.items() if file is None] == []


@pytest.mark.parametrize("method", ["options", "post", "put", "patch", "delete", "trace"])
def test_the_documentation_is_only_read(method: str, db: None) -> None:
    answer = Client().generic(method.upper(), "/api/docs/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def shape_of(schema: dict[str, Any], method: str, path: str, status: int, media: str) -> Any:
    """What the schema says of an answer."""
    for template, operations in schema["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in operations:
            answers = operations[method]["responses"]
            assert str(status) in answers, (method, template, status, sorted(answers))
            return answers[str(status)]["content"][media]["schema"]
    raise AssertionError((method, path))


def check(schema: dict[str, Any], method: str, answer: Any) -> None:
    """Hold a real answer against the schema, as strictly as it can be read."""
    media = answer.headers["Content-Type"].partition(";")[0]
    path = answer.request["PATH_INFO"]
    shape = shape_of(schema, method, path, answer.status_code, media)
    whole = {**shape, "components": schema["components"]}
    validator = jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    errors = [
        f"{'.'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(answer.json())
    ]
    assert errors == [], (method, path, answer.status_code)
    assert unnamed(shape, answer.json(), schema) == [], (method, path)


def unnamed(shape: Any, value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """The fields of an answer that the schema does not name."""
    while "$ref" in shape:
        shape = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [n for v in value for n in unnamed(shape.get("items", {}), v, schema, at)]
    if not isinstance(value, dict) or "properties" not in shape:
        return []
    known = shape["properties"]
    return [f"{at}.{name}" for name in value if name not in known] + [
        n
        for name in value
        if name in known
        for n in unnamed(known[name], value[name], schema, name)
    ]


class Asked:
    """Real answers, each held against the schema as it comes."""

    def __init__(self, schema: dict[str, Any], story: Story) -> None:
        self.schema, self.story = schema, story
        self.statuses: list[int] = []

    def get(self, user: str, path: str, **query: Any) -> Any:
        return self._held("get", self.story.api(user).get(V + path, query))

    def post(self, user: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        return self._held("post", self.story.post(user, path, sent))

    def _held(self, method: str, answer: Any) -> Any:
        check(self.schema, method, answer)
        self.statuses.append(answer.status_code)
        return answer.json()


@pytest.fixture
def asked(schema: dict[str, Any], story: Story) -> Asked:
    return Asked(schema, story)


def test_answers_about_a_complaint_are_what_the_schema_says(asked: Asked, story: Story) -> None:
    body = story.report(source="web", external_ref="1")
    complaint = f"/complaints/{asked.post('intake', '/complaints/', body)['number']}"
    asked.post("intake", "/complaints/", body)
    asked.post("intake", "/complaints/", body | {"title": "二"})
    asked.post("intake", "/complaints/", {"kind": "?"})
    asked.post("auditor", "/complaints/", body)
    asked.get("intake", f"{complaint}/")
    asked.get("cashier", f"{complaint}/")
    asked.post("intake", f"{complaint}/accept/")
    asked.post("intake", f"{complaint}/accept/")
    asked.get("intake", "/complaints/", count="true")
    asked.get("intake", "/complaints/", page_size="0")
    asked.get("intake", f"{complaint}/history/")
    asked.post("intake", f"{complaint}/reveal/", {"reason": "回访"})
    asked.get("intake", f"{complaint}/attachments/")
    asked.post("intake", "/routing/preview/", body)
    asked.get("officer_tianhe", "/routing/agencies/")

    assert asked.statuses == [
        *(201, 200, 409, 422, 403, 200, 404, 200, 409, 200, 422, 200, 200, 200, 200, 200),
    ]


def test_answers_about_a_case_are_what_the_schema_says(asked: Asked, story: Story) -> None:
    complaint = story.accepted()
    proposal = {"complaint": complaint, "proceeding": "counterfeit", "officers": OFFICERS}
    number = asked.post("officer_tianhe", "/cases/", proposal)["number"]
    case = f"/cases/{number}"
    asked.post("chief_tianhe", f"{case}/docket/")
    asked.post("chief_tianhe", f"{case}/hear/")
    asked.get("chief_tianhe", f"{case}/")
    asked.get("chief_tianhe", "/cases/")
    asked.get("chief_tianhe", f"{case}/history/")
    pause = {"ground": "hearing", "from_on": story.today, "to_on": story.today}
    asked.post("officer_tianhe", f"{case}/pauses/", pause)
    extend = {"clock": "B-CLOSE-P", "reason": "案情复杂"}
    asked.post("officer_tianhe", f"{case}/extensions/", extend)
    asked.get("officer_tianhe", f"{case}/extensions/")
    part = {"agency": "copyright", "lead": "copyright", "reason": "附带版权线索"}
    asked.post("officer_tianhe", f"/complaints/{complaint}/transfer/", part)
    asked.get("officer_tianhe", "/transfers/")
    listing = {"case": number, "reason": "x", "due_on": "2099-01-05", "lead": "440106"}
    listed = asked.post("supervisor", "/supervision/", listing)["number"]
    asked.post("officer_tianhe", f"/supervision/{listed}/report/", {"text": "进展"})
    asked.get("supervisor", "/supervision/")
    story.closed(number)
    reward = story.claimed(number)
    asked.get("reward_clerk", f"/rewards/{reward}/")
    asked.get("cashier", "/rewards/")
    asked.post("cashier", f"/rewards/{reward}/payee/")
    asked.post("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})

    assert asked.statuses == [
        *(201, 200, 409, 200, 200, 200, 201, 201, 200, 200, 200, 201, 200, 200),
        *(200, 200, 200, 200),
    ]


def test_answers_about_clocks_and_the_register_are_what_the_schema_says(asked: Asked) -> None:
    asked.get("officer_tianhe", "/deadlines/rules/")
    days = {"from": "2026-10-01", "to": "2026-10-10"}
    asked.get("officer_tianhe", "/deadlines/days/", **days)
    preview = {"rule": "B-CLOSE-P", "start": "2026-09-10", "exclusions": []}
    asked.post("officer_tianhe", "/deadlines/preview/", preview)
    making.an_alert(making.a_clock("B-FILE-P", subject="complaint", number="TS26-X"))
    alert = asked.get("supervisor", "/alerts/")["results"][0]
    asked.post("supervisor", f"/alerts/{alert['id']}/acknowledge/")
    entity = {
        "kind": "market",
        "name": "岗顶电脑城",
        "uscc": "91440101MA5AB12C9E",
        "district": "440106",
        "listed_on": "2026-01-01",
    }
    asked.post("registrar", "/registry/entities/", entity)
    asked.get("registrar", "/registry/entities/")

    assert asked.statuses == [200, 200, 200, 200, 200, 201, 200]


def test_a_refusal_without_a_key_is_what_the_schema_says(
    schema: dict[str, Any], people: dict[str, Any]
) -> None:
    check(schema, "get", APIClient().get(f"{V}/complaints/"))
