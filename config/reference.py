"""Reference data: offices, agencies, tariffs, days off. Loading it twice changes nothing."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts import services as accounts
from deadlines import services as deadlines
from rewards import services as rewards
from routing import services as routing

HERE = Path(__file__).parent
DAYS_OFF = HERE.parent / "deadlines" / "data" / "days_off.json"


def load(*, at: datetime) -> None:
    """Write what every office needs before its first matter."""
    facts: dict[str, list[dict[str, Any]]] = json.loads(
        (HERE / "data" / "reference.json").read_text("utf-8")
    )
    for office in facts["offices"]:
        accounts.put_office(
            accounts.OfficeFacts(**office)  # type: ignore[typeddict-item] # checked by its test
        )
    for agency in facts["agencies"]:
        routing.put_agency(
            code=agency["code"],
            name=agency["name"],
            leads=agency["leads"],
            valid_from=date.fromisoformat(agency["valid_from"]),
            valid_until=_day(agency["valid_until"]),
        )
    for tariff in facts["tariffs"]:
        rewards.put_tariff(
            tariff
            | {
                "valid_from": date.fromisoformat(tariff["valid_from"]),
                "valid_until": _day(tariff["valid_until"]),
                "cap": Decimal(tariff["cap"]),
                "finance_from": Decimal(tariff["finance_from"]),
            }
        )
    deadlines.import_years(json.loads(DAYS_OFF.read_text("utf-8")), by=None, at=at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
