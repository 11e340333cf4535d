"""What every page of the desk shows around its content."""

from typing import Any, cast

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from accounts import selectors as accounts
from accounts.choices import Role
from accounts.models import Office, User
from deadlines.choices import ClockState
from deadlines.models import Alert
from desk.roles import NAV, has_page

MOST_ALERTS = 100


def desk(request: HttpRequest) -> dict[str, Any]:
    """The navigation, who works here, and how many alerts wait; nothing for a stranger."""
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return {}
    try:
        count = open_alerts(person) if has_page(person.role, "alerts") else 0
        office = offices(request).get(person.office_id)
    except DatabaseError:  # the page that says so must still be drawn
        count, office = 0, None
    return {
        "nav": navigation(request, person, count),
        "office_name": office.name if office else "",
        "role_label": Role(person.role).label,
        "alert_count": count,
        "may_enter": has_page(person.role, "phone_entry"),
        "may_search": has_page(person.role, "complaints"),
        "may_be_alerted": has_page(person.role, "alerts"),
    }


def navigation(request: HttpRequest, person: User, alerts: int) -> list[dict[str, Any]]:
    """The pages this person has rows on, in their groups."""
    here = request.path
    groups = []
    for title, items in NAV:
        shown = []
        for name, label, icon, key in items:
            if not has_page(person.role, name):
                continue
            url = reverse(f"desk:{name}")
            shown.append(
                {
                    "url": url,
                    "label": label,
                    "icon": icon,
                    "key": key,
                    "current": here == url if name == "inbox" else here.startswith(url),
                    "count": _spoken(alerts) if name == "alerts" else None,
                    "hot": name == "alerts",
                }
            )
        if shown:
            groups.append({"title": title, "items": shown})
    return groups


def _spoken(count: int) -> str:
    return "" if not count else "99+" if count >= MOST_ALERTS else str(count)


def open_alerts(person: User) -> int:
    """How many alerts of running clocks this person has not taken note of, at most 100."""
    rows = Alert.objects.visible_to(person).filter(clock__state=ClockState.RUNNING)
    return rows.exclude(acknowledgements__by=person.pk)[:MOST_ALERTS].count()


def offices(request: HttpRequest) -> dict[str, Office]:
    """The twelve offices by code, read once per request."""
    known = getattr(request, "_offices", None)
    if known is None:
        known = {office.code: office for office in accounts.offices()}
        request._offices = known  # type: ignore[attr-defined]  # noqa: SLF001 - our own note on it
    return cast("dict[str, Office]", known)
