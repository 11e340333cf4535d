"""Which pages a role works with: read by the navigation and by every page alike."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.choices import Role

R = Role
_OVERSEE = frozenset({R.DISPATCHER, R.SUPERVISOR, R.AUDITOR})
_HANDLE = frozenset({R.OFFICER, R.CHIEF})
_REWARD = frozenset({R.REWARD_CLERK, R.REWARD_APPROVER})

PAGES: Final[dict[str, frozenset[Role]]] = {
    "inbox": frozenset(Role),
    "complaints": _OVERSEE | _HANDLE | _REWARD | {R.INTAKE},
    "cases": _OVERSEE | _HANDLE | _REWARD,
    "transfers": _OVERSEE | _HANDLE | {R.INTAKE},
    "rewards": _REWARD | {R.CASHIER, R.SUPERVISOR, R.AUDITOR},
    "alerts": _OVERSEE | _HANDLE | _REWARD | {R.CASHIER, R.INTAKE},
    "overdue": _OVERSEE | {R.CHIEF},
    "supervision": _OVERSEE | _HANDLE,
    "registry": _OVERSEE | _HANDLE | {R.REGISTRAR, R.INTAKE},
    "journal": frozenset({R.AUDITOR}),
    "phone_entry": frozenset({R.INTAKE, R.DISPATCHER}),
}
"""Page → the roles that have rows on it; for the others the page is not there (404)."""

NAV: Final = (
    (
        "",
        (
            ("inbox", _("待办"), "inbox", "i"),
            ("complaints", _("投诉举报"), "report", "c"),
            ("cases", _("案件"), "case", "a"),
            ("transfers", _("线索移送"), "send", "t"),
            ("rewards", _("举报奖励"), "gift", "r"),
            ("alerts", _("提醒"), "bell", "x"),
        ),
    ),
    (
        _("督办"),
        (
            ("overdue", _("超期督办"), "clock", "o"),
            ("supervision", _("挂牌督办"), "eye", "s"),
        ),
    ),
    (
        _("名录与日志"),
        (
            ("registry", _("重点企业和市场"), "book", "b"),
            ("journal", _("业务日志"), "file", "l"),
        ),
    ),
)
"""Title → (page, label, icon, second key of `g …`)."""


def has_page(role: str, page: str) -> bool:
    """Whether a page is there for a role."""
    return role in PAGES[page]
