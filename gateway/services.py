"""Verbs of the gateway: know a client, take an order."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import vault
from accounts.models import User
from complaints import services as complaints
from complaints.models import Complaint
from gateway import dialect, signing
from gateway.models import Client, Nonce, Order
from journal.services import record
from wire import strict_json


class NotSigned(Exception):
    """The push is not from whom it says, not of now, or was seen before."""


@transaction.atomic
def create_client(*, name: str, user: User, at: datetime) -> tuple[str, str]:
    """Make a signed client; gives its id and its secret, which is shown only now."""
    app_id, secret = f"app_{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    sealed = vault.seal(secret, place=f"client:{app_id}", keys=settings.FIELD_KEYS)
    Client(app_id=app_id, name=name, secret=sealed, user=user, created_at=at).save(
        force_insert=True
    )
    record("gatewayclient.created", subject=user, by=None, at=at, data={"app_id": app_id})
    return app_id, secret


def recognise(headers: Mapping[str, str], body: bytes, *, at: datetime) -> Client:
    """The client that signed this push; its nonce is used up. Raises NotSigned."""
    app_id, given = headers.get("X-App-Id", ""), headers.get("X-Signature", "")
    timestamp, nonce = headers.get("X-Timestamp", ""), headers.get("X-Nonce", "")
    client = Client.objects.select_related("user").filter(app_id=app_id, active=True).first()
    if client is None or not nonce or len(nonce) > 64 or not nonce.isprintable():
        raise NotSigned("未知的应用编号或随机数无效")
    secret: str = vault.unseal(
        bytes(client.secret), place=f"client:{app_id}", keys=settings.FIELD_KEYS
    )
    if not signing.is_signed(secret, given, timestamp=timestamp, nonce=nonce, body=body):
        raise NotSigned("签名不正确")
    if not signing.is_fresh(timestamp, at.timestamp()):
        raise NotSigned("时间戳超出五分钟")
    try:
        with transaction.atomic():
            Nonce(client=client, nonce=nonce, used_at=at).save(force_insert=True)
            Nonce.objects.filter(used_at__lt=at - timedelta(seconds=4 * signing.WINDOW_S)).delete()
    except IntegrityError as error:
        raise NotSigned("随机数已使用") from error
    return client


def take_order(client: Client, order: Mapping[str, Any], *, at: datetime) -> Complaint:
    """One order is one matter: a repeated push gives it back, a later push is kept beside it.

    Raises `dialect.NotAnOrder`.
    """
    order_no, push_seq = dialect.order_key(order)
    rows = Order.objects.filter(client=client, order_no=order_no).select_related("complaint")
    known = list(rows)
    if any(row.push_seq == push_seq for row in known):
        return known[0].complaint
    if known:
        return _keep(client, order, known[0].complaint, at=at)
    intake = complaints.Intake(
        columns=dialect.columns_of(order, received_at=at),
        identity=dialect.identity_of(order),
        body=dict(order),
        warnings=tuple(
            {"field": name, "code": "unknown_field", "detail": "未识别的字段，已原样封存"}
            for name in dialect.unknown_fields(order)
        ),
    )
    with transaction.atomic():
        received = complaints.receive(intake, by=client.user, at=at)
        return _keep(client, order, received.complaint, at=at)


def _keep(
    client: Client, order: Mapping[str, Any], complaint: Complaint, *, at: datetime
) -> Complaint:
    """Keep the push as it came, sealed; the same push at the same moment is kept once."""
    order_no, push_seq = dialect.order_key(order)
    body = vault.seal_bytes(
        strict_json.canonical(dict(order)),
        place=f"order:{order_no}:{push_seq}",
        keys=settings.FIELD_KEYS,
    )
    Order.objects.get_or_create(
        client=client,
        order_no=order_no,
        push_seq=push_seq,
        defaults={"complaint": complaint, "body": body, "pushed_at": at},
    )
    return complaint
