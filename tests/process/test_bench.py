"""The measurements run from beginning to end, and never on the office's data."""

from tests.process.premises import Premises


def test_the_bench_prints_ratios_and_leaves_the_office_alone(closed: Premises) -> None:
    before = closed.manage("verify_journal").stdout

    done = closed.manage("bench", "--rows", "400", "--requests", "5")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    told = next(line for line in lines if line.startswith("statements of one intake"))
    assert told.split()[-2:] == ["10", "1"]
    assert len(lines) == 12
    assert closed.manage("verify_journal").stdout == before
