"""How much a report is worth: pure, in Decimal, line by line so that anybody can follow the sum."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


class NotForThisLevel(ValueError):
    """The level does not agree with the evidence."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What one level pays: a share of the base, and the least."""

    rate: Decimal
    least: Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """A version of the rates, with the cap per case and where finance must consent."""

    name: str
    version: str
    grades: dict[str, Grade]
    cap: Decimal
    finance_from: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: a code, what it says, and the amount in yuan."""

    code: str
    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Worth:
    """What a report is worth, whether finance must consent, and the sum."""

    amount: Decimal
    needs_finance: bool
    workings: tuple[Line, ...]


def check_level(level: str, *, direct_evidence: bool, facts_match: str) -> None:
    """Levels 1 and 2 need direct evidence and a full match; raises NotForThisLevel."""
    if level in {"1", "2"} and not (direct_evidence and facts_match == "full"):
        raise NotForThisLevel("一级、二级须有直接证据，且举报内容与查实情况完全相符")


def worth(level: str, base: Decimal, tariff: Tariff) -> Worth:
    """The amount for a level on a base (fine and confiscation, yuan): share, floor, cap.

    Rounded half up to the cent. Raises KeyError for a level that the tariff does not know.
    """
    grade = tariff.grades[level]
    share = (base * grade.rate).quantize(CENT, ROUND_HALF_UP)
    lines = [
        Line("base", "罚没款合计", base.quantize(CENT)),
        Line("share", f"按{level}级比例{_percent(grade.rate)}计算", share),
    ]
    amount = share
    if amount < grade.least:
        amount = grade.least
        lines.append(Line("floor", "低于本级最低额，按最低额", amount))
    if amount > tariff.cap:
        amount = tariff.cap
        lines.append(Line("cap", "超过单案上限，按上限", amount))
    amount = amount.quantize(CENT)
    lines.append(Line("amount", "应发金额", amount))
    return Worth(amount, amount >= tariff.finance_from, tuple(lines))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
