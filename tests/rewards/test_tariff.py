"""What a report is worth, as the table of the scheme has it."""

from decimal import Decimal

import pytest

from rewards import selectors, tariff
from rewards.models import TariffVersion

TABLE = """
    level  fined and confiscated  worth       finance
    2             80000.00           3000.00  no
    1            100000.00           5000.00  no
    3             60000.00           1000.00  no
    3            100000.00           1000.00  no
    1           2000000.00         100000.00  no
    1           9900000.00         495000.00  no
    1           9999999.80         499999.99  no
    1          10000000.00         500000.00  yes
    2          18000000.00         540000.00  yes
    1          20000000.00        1000000.00  yes
    1          30000000.00        1000000.00  yes
    1                 0.00           5000.00  no
    2                 0.00           3000.00  no
    3                 0.00           1000.00  no
    1            100000.10           5000.01  no
    2            100000.17           3000.01  no
    2            100000.16           3000.00  no
    3            100000.50           1000.01  no
    3            100000.49           1000.00  no
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("level", "base", "amount", "finance"), ROWS)
def test_a_report_is_worth_what_the_table_says(
    level: str, base: str, amount: str, finance: str, db: None
) -> None:
    rates = selectors.as_tariff(TariffVersion.objects.get())

    worth = tariff.worth(level, Decimal(base), rates)

    assert (str(worth.amount), worth.needs_finance) == (amount, finance == "yes")
    assert worth.workings[0].amount == Decimal(base)
    assert worth.workings[-1].amount == worth.amount


def test_the_sum_says_line_by_line_how_it_came_about(db: None) -> None:
    rates = selectors.as_tariff(TariffVersion.objects.get())

    lines = [
        [(line.code, f"{line.amount:.2f}") for line in tariff.worth(level, base, rates).workings]
        for level, base in (
            ("2", Decimal(80000)),
            ("1", Decimal(30_000_000)),
            ("3", Decimal(10**6)),
        )
    ]

    assert lines == [
        [("base", "80000.00"), ("share", "2400.00"), ("floor", "3000.00"), ("amount", "3000.00")],
        [
            ("base", "30000000.00"),
            ("share", "1500000.00"),
            ("cap", "1000000.00"),
            ("amount", "1000000.00"),
        ],
        [("base", "1000000.00"), ("share", "10000.00"), ("amount", "10000.00")],
    ]


@pytest.mark.parametrize(
    ("level", "direct", "match", "supported"),
    [
        ("1", True, "full", True),
        ("2", True, "full", True),
        ("1", False, "full", False),
        ("1", True, "basic", False),
        ("2", False, "full", False),
        ("2", True, "basic", False),
        ("3", False, "basic", True),
        ("3", True, "full", True),
    ],
)
def test_the_upper_levels_need_direct_evidence_and_a_full_match(
    level: str, direct: bool, match: str, supported: bool
) -> None:
    try:
        tariff.check_level(level, direct_evidence=direct, facts_match=match)
        found = True
    except tariff.NotForThisLevel:
        found = False

    assert found is supported


def test_a_level_that_the_tariff_does_not_know_is_worth_nothing(db: None) -> None:
    with pytest.raises(KeyError):
        tariff.worth("4", Decimal(1), selectors.as_tariff(TariffVersion.objects.get()))
