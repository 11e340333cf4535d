"""Key enterprises 重点企业 and key markets 重点市场, and the keys they are recognised by."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.choices import HANDLERS, Role
from accounts.models import Office
from accounts.policies import role
from journal.models import Recorded
from registry.choices import EntityKind, EntityState, KeyKind
from wire.people import Person
from wire.steps import Verb


class EntityQuerySet(models.QuerySet["ProtectedEntity"]):
    """Entries of the register."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: the registrar and overseers see all, a district sees its own."""
        if person.oversees or person.role in {Role.REGISTRAR, Role.INTAKE}:
            return self
        if person.role in HANDLERS:
            return self.filter(district=person.office_id)
        return self.none()


class ProtectedEntity(Recorded):
    """An enterprise or market whose complaints run in the green channel while it is listed."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=EntityKind)
    name = models.CharField(_("名称"), max_length=200)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18)
    district = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在行政区")
    )
    address = models.CharField(_("地址"), max_length=300, blank=True)
    aliases = models.JSONField(_("别名、曾用名"), default=list)
    right_numbers = models.JSONField(_("权利号"), default=list)
    state = FSMField(
        _("状态"), default=EntityState.LISTED, choices=EntityState, protected=True, max_length=10
    )
    listed_on = models.DateField(_("入库日期"))
    removed_on = models.DateField(_("退出日期"), null=True)

    verbs: ClassVar[dict[str, Verb]] = {
        "correct": Verb(frozenset({EntityState.LISTED}), role(Role.REGISTRAR)),
    }

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("重点企业和重点市场")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["uscc", "kind"],
                name="entity_one_active_per_uscc",
                condition=Q(state=EntityState.LISTED),
            ),
            models.CheckConstraint(
                name="entity_removed_has_day",
                condition=Q(state=EntityState.LISTED) | Q(removed_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "-id"], name="entity_by_kind"),
            models.Index(fields=["district", "-id"], name="entity_by_district"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def matter(self) -> str:
        """Its own chain."""
        return self.number

    @transition(state, EntityState.LISTED, EntityState.REMOVED, permission=role(Role.REGISTRAR))
    def remove(self, *, removed_on: date) -> None:
        """退出名录"""
        self.removed_on = removed_on


class MatchKey(models.Model):
    """One normalised key of an entry; intake looks up all keys of a matter in one statement."""

    entity = models.ForeignKey(ProtectedEntity, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8, choices=KeyKind)
    key = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("识别键")
        indexes: ClassVar = [models.Index(fields=["key", "kind"], name="matchkey_key")]

    def __str__(self) -> str:
        return self.shown
