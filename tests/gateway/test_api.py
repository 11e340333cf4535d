"""The hotline pushes its orders: signed, of now, once."""

import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from complaints.models import Complaint
from complaints.services import identity_of
from gateway import services
from gateway.models import Client, Nonce, Order
from tests.everything import tables_holding

ORDERS = "/api/v1/gateway/12345/orders/"
ORDER = {
    "order_no": "GZ20261120000123",
    "push_seq": 1,
    "request_type": "举报",
    "channel": "电话",
    "caller_name": "王先生",
    "contact_phone": "138****1234",
    "is_confidential": True,
    "accused_name": "广州某某五金店",
    "title": "举报假冒专利",
    "content": "店内商品标注的专利号是假的",
    "address": "海珠区江南中街道江南大道中",
    "requested_at": "2026-11-20T10:00:00+08:00",
    "limit_value": 15,
    "limit_unit": "工作日",
}
Push = Callable[..., Any]


@pytest.fixture
def credentials(people: dict[str, User], now: datetime) -> tuple[str, str]:
    return services.create_client(name="12345", user=people["platform_12345"], at=now)


@pytest.fixture
def push(credentials: tuple[str, str]) -> Push:
    """Push an order as the platform does; `raw`, `stamp`, `nonce`, `app`, `wrong` forge it."""
    app_id, secret = credentials

    def send(
        raw: bytes | None = None,
        *,
        stamp: str = "",
        nonce: str = "",
        app: str = app_id,
        wrong: bool = False,
        **over: Any,
    ) -> Any:
        body = raw if raw is not None else json.dumps(ORDER | over, ensure_ascii=False).encode()
        stamp, nonce = stamp or str(int(time.time())), nonce or uuid.uuid4().hex
        text = f"{stamp}\n{nonce}\n".encode() + body
        signature = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        if wrong:
            signature = ("0" if signature[0] != "0" else "1") + signature[1:]
        client: Any = APIClient()
        return client.generic(
            "POST",
            ORDERS,
            body,
            content_type="application/json",
            headers={
                "X-App-Id": app,
                "X-Timestamp": stamp,
                "X-Nonce": nonce,
                "X-Signature": signature,
            },
        )

    return send


def test_a_signed_order_becomes_a_matter(push: Push, api: Callable[[str], APIClient]) -> None:
    answer = push()

    told = answer.json()
    complaint = Complaint.objects.get()
    assert (answer.status_code, told) == (
        200,
        {"success": True, "code": "ok", "message": "已接收", "number": complaint.number},
    )
    page = api("platform_12345").get(f"/api/v1/complaints/{complaint.number}/").json()
    assert (page["source"], page["external_ref"], page["kind"], page["state"]) == (
        "hotline_12345",
        ORDER["order_no"],
        "counterfeit_report",
        "received",
    )
    assert (page["respondent"]["name"], page["place"]["address"]) == (
        ORDER["accused_name"],
        ORDER["address"],
    )
    assert [c["rule"] for c in page["clocks"]] == ["B-FILE-P", "B-FILE-S", "H-COMPLAINT"]


def test_a_masked_phone_is_kept_as_masked(push: Push) -> None:
    push()

    identity = identity_of(Complaint.objects.get())

    assert (identity["name"], identity["phone"], identity["confidential"]) == (
        "王先生",
        "138****1234",
        True,
    )


def test_an_unknown_field_is_kept_and_named(push: Push) -> None:
    answer = push(未知字段="甲", agent_no="A1")

    warnings = Complaint.objects.get().warnings
    assert answer.json()["success"] is True
    assert [(w["field"], w["code"]) for w in warnings] == [
        ("agent_no", "unknown_field"),
        ("未知字段", "unknown_field"),
    ]


def test_a_repeated_push_is_the_same_matter(push: Push) -> None:
    numbers = [push().json()["number"] for _ in range(3)]

    assert len(set(numbers)) == 1
    assert (Complaint.objects.count(), Order.objects.count()) == (1, 1)


def test_a_later_push_is_kept_beside_the_first_and_sets_no_date_back(push: Push) -> None:
    first = push().json()["number"]
    before = Complaint.objects.values().get()

    second = push(push_seq=2, content="补充：商家仍在销售").json()["number"]

    assert second == first
    assert Complaint.objects.values().get() == before
    assert list(Order.objects.order_by("push_seq").values_list("push_seq", flat=True)) == [1, 2]


@pytest.mark.parametrize("ahead", [-290, 290])
def test_a_stamp_within_five_minutes_is_of_now(ahead: int, push: Push) -> None:
    assert push(stamp=str(int(time.time()) + ahead)).status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"stamp": str(int(time.time()) - 900)},
        {"stamp": str(int(time.time()) + 3600)},
        {"stamp": "now"},
        {"stamp": "１７６０００００００"},
        {"stamp": "9" * 40},
        {"wrong": True},
        {"app": "app_unknown"},
        {"nonce": "x" * 65},
    ],
)
def test_a_forged_or_old_push_is_refused_and_leaves_nothing(
    forged: dict[str, Any], push: Push
) -> None:
    answer = push(**forged)

    assert answer.status_code == 401
    assert (answer.json()["success"], answer.json()["code"]) == (False, "not_signed")
    assert answer.json()["number"] is None
    assert (Complaint.objects.count(), Nonce.objects.count()) == (0, 0)


def test_a_nonce_is_good_once(push: Push) -> None:
    nonce = uuid.uuid4().hex

    answers = [push(nonce=nonce), push(nonce=nonce, order_no="GZ2")]

    assert [a.status_code for a in answers] == [200, 401]
    assert Complaint.objects.count() == 1


def test_a_push_without_its_headers_is_refused(db: None) -> None:
    answer = APIClient().post(ORDERS, ORDER, format="json")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed")


def test_a_client_that_was_switched_off_is_refused(push: Push) -> None:
    Client.objects.update(active=False)

    assert push().status_code == 401


def test_a_changed_byte_breaks_the_signature(push: Push, credentials: tuple[str, str]) -> None:
    app_id, secret = credentials
    body, stamp = json.dumps(ORDER).encode(), str(int(time.time()))
    signature = hmac.new(secret.encode(), f"{stamp}\nn\n".encode() + body, hashlib.sha256)
    headers = {
        "X-App-Id": app_id,
        "X-Timestamp": stamp,
        "X-Nonce": "n",
        "X-Signature": signature.hexdigest(),
    }

    changed = body.replace(b"GZ2026", b"GZ2027")
    client: Any = APIClient()
    answer = client.generic(
        "POST", ORDERS, changed, content_type="application/json", headers=headers
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"order_no": ', 400, "malformed_json"),
        (b"[]", 400, "not_an_object"),
        (b'{"a":1,"a":2}', 400, "duplicate_key"),
        (b'{"content":"\\u0000"}', 400, "nul"),
        (b'{"content":"\\ud800"}', 400, "surrogate"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400, "too_deep"),
        ('{"content":"假冒"}'.encode("gbk"), 400, "not_utf8"),
        (b"{}", 422, "not_an_order"),
        (b'{"content":"' + b"x" * 1_100_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_push_that_cannot_be_read_is_refused(
    raw: bytes, status: int, code: str, push: Push
) -> None:
    answer = push(raw)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "over",
    [
        {"order_no": ""},
        {"order_no": None},
        {"order_no": 7},
        {"order_no": "9" * 65},
        {"push_seq": 0},
        {"push_seq": "1"},
        {"push_seq": True},
        {"push_seq": 2**31},
        {"content": " "},
        {"content": 5},
        {"content": "字" * 20_001},
        {"accused_name": "", "address": ""},
        {"address": {"text": "海珠区"}},
        {"title": ["x"]},
    ],
)
def test_what_is_no_order_is_refused(over: dict[str, Any], push: Push) -> None:
    answer = push(**over)

    assert (answer.status_code, answer.json()["code"]) == (422, "not_an_order")
    assert not Complaint.objects.exists()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("request_type", "content", "kind"),
    [
        ("举报", "商品标注的专利号是假的", "counterfeit_report"),
        ("举报", "对方侵权我的专利", "infringement_complaint"),
        ("投诉", "假冒注册商标", "trademark_lead"),
        ("投诉", "软件著作权被侵权", "copyright_lead"),
        ("咨询", "专利被侵权怎么办", "consultation"),
        ("求助", "专利费怎么交", "other"),
        ("意见建议", "建议加强宣传", "other"),
    ],
)
def test_the_words_of_the_hotline_become_ours(
    request_type: str, content: str, kind: str, push: Push
) -> None:
    push(request_type=request_type, content=content)

    assert Complaint.objects.get().kind == kind


def test_the_caller_stands_in_clear_nowhere(push: Push) -> None:
    push(caller_name="慕容戈壁", contact_phone="13987654321", caller_no="13987654321")
    push(push_seq=2, caller_name="慕容戈壁", contact_phone="13987654321")

    assert tables_holding("慕容戈壁", "13987654321") == []


@pytest.mark.django_db(transaction=True)
def test_twenty_pushes_at_once_are_one_matter(push: Push) -> None:
    barrier = threading.Barrier(20)
    answers: list[Any] = []

    def send() -> None:
        barrier.wait()
        try:
            answers.append(push())
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Complaint.objects.count(), Order.objects.count()) == (1, 1)
    assert {a.status_code for a in answers} <= {200, 409}
    numbers = {a.json()["number"] for a in answers if a.status_code == 200}
    assert numbers == {Complaint.objects.get().number}
