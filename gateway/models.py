"""Hotline clients, the orders they push, and the nonces they have used."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Complaint


class Client(models.Model):
    """A platform that signs its orders; its secret is sealed, because signing needs it."""

    app_id = models.CharField(_("应用编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    secret = models.BinaryField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("热线对接方")

    def __str__(self) -> str:
        return self.name


class Nonce(models.Model):
    """A nonce is good once."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("随机数")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "nonce"], name="nonce_once"),
        ]

    def __str__(self) -> str:
        return self.nonce


class Order(models.Model):
    """A work order of the hotline, in its own words; it is not the complaint."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="orders")
    order_no = models.CharField(_("工单编号"), max_length=64)
    push_seq = models.PositiveIntegerField(_("推送序号"))
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="orders")
    body = models.BinaryField()
    pushed_at = models.DateTimeField(_("推送时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("热线工单")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "order_no", "push_seq"], name="order_once_per_push"
            ),
        ]

    def __str__(self) -> str:
        return self.order_no
