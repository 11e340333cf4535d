"""What once went wrong at the gateway and must not again."""

import hashlib
import hmac
import json
import time
import uuid
from datetime import datetime
from typing import Any

from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.choices import Role
from accounts.models import User
from complaints.models import Complaint
from gateway import services

ORDER = {
    "order_no": "GZ20261120000123",
    "push_seq": 1,
    "request_type": "举报",
    "accused_name": "广州某某五金店",
    "title": "举报假冒专利",
    "content": "店内商品标注的专利号是假的",
    "address": "海珠区江南中街道江南大道中",
}


def push(credentials: tuple[str, str], **over: Any) -> Any:
    """Push an order as the platform with these credentials."""
    app_id, secret = credentials
    body = json.dumps(ORDER | over, ensure_ascii=False).encode()
    stamp, nonce = str(int(time.time())), uuid.uuid4().hex
    text = f"{stamp}\n{nonce}\n".encode() + body
    headers = {
        "X-App-Id": app_id,
        "X-Timestamp": stamp,
        "X-Nonce": nonce,
        "X-Signature": hmac.new(secret.encode(), text, hashlib.sha256).hexdigest(),
    }
    client: Any = APIClient()
    return client.generic(
        "POST",
        "/api/v1/gateway/12345/orders/",
        body,
        content_type="application/json",
        headers=headers,
    )


def test_another_platform_that_pushes_the_same_order_learns_nothing(
    people: dict[str, User], now: datetime
) -> None:
    other = accounts.add_user(
        username="platform_other",
        name="另一平台",
        role=Role.INTEGRATION,
        office="440100",
        password_hash=None,
        by=None,
        at=now,
    )
    ours = services.create_client(name="12345", user=people["platform_12345"], at=now)
    theirs = services.create_client(name="other", user=other, at=now)
    number = push(ours).json()["number"]

    answers = [push(theirs), push(theirs, push_seq=2), push(theirs, content="另一内容")]

    assert [a.status_code for a in answers] == [409] * 3
    assert [a.json()["number"] for a in answers] == [None] * 3
    assert [number in a.content.decode() for a in answers] == [False] * 3
    assert Complaint.objects.count() == 1
    assert push(ours).json()["number"] == number
