"""People, the offices they work for, and the keys that programs use in their name."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import OVERSEERS, OfficeKind, Role


class Office(models.Model):
    """The city office or a district office; its key is the GB/T 2260 code of its area."""

    code = models.CharField(_("行政区划代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=50)
    short_name = models.CharField(_("简称"), max_length=20)
    slug = models.SlugField(_("拼音"), max_length=20, unique=True)
    kind = models.CharField(_("层级"), max_length=8, choices=OfficeKind)
    letter_word = models.CharField(_("发文机关代字"), max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = _("办案机关")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class OfficeUserManager(UserManager["User"]):
    """Users come with their office."""


class User(AbstractUser):
    """A person of the office, or a platform that acts as one."""

    first_name = None  # type: ignore[assignment] # a Chinese name is one field
    last_name = None  # type: ignore[assignment] # as above
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="users", verbose_name=_("所在机关")
    )
    certificate_no = models.CharField(_("执法证号"), max_length=30, blank=True)

    objects: ClassVar[UserManager["User"]] = OfficeUserManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role", "office"]

    class Meta:
        verbose_name = verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as it is written."""
        return self.name

    def get_short_name(self) -> str:
        """The name as it is written."""
        return self.name

    @property
    def oversees(self) -> bool:
        """Whether this person looks at the rows of every office."""
        return self.role in OVERSEERS

    @property
    def number(self) -> str:
        """How the journal names a person."""
        return self.username

    @property
    def matter(self) -> str:
        """The chain of what happens to the account itself."""
        return f"user:{self.username}"

    def has_role(self, *roles: Role) -> bool:
        """Whether the person has one of these roles."""
        return self.role in roles


class ApiKey(models.Model):
    """A key that acts as a user; only its SHA-256 is kept (the secret has 256 random bits)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("名称"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("创建时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口密钥")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a key without a digest would match an empty one."""
        if not self.digest:
            message = "a key has a digest"
            raise ValueError(message)
        super().save(*args, **kwargs)


class LetterSequence(models.Model):
    """The last number given in one series of official letters: per organ, word and year."""

    series = models.CharField(_("字号"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("末号"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("文号序列")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year"], name="letter_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"
