"""When a recording began: numbers of a file and digits of a name that may be no time at all."""

from datetime import datetime

import pytest

from oximetry.formats.starts import named_start, plausible_start


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("20251015223000", datetime(2025, 10, 15, 22, 30)),
        ("night 2025-10-15_22-30-00.dat", datetime(2025, 10, 15, 22, 30)),
        ("20251015-223000 (1).spo2", datetime(2025, 10, 15, 22, 30)),
        ("20251399223000.dat", None),
        ("1760567400000.dat", None),
        ("x", None),
    ],
)
def test_a_start_in_a_name(name: str, start: datetime | None) -> None:
    assert named_start(name) == start


@pytest.mark.parametrize(
    "numbers",
    [
        (1999, 10, 15, 22, 30, 0),
        (2025, 13, 15, 22, 30, 0),
        (2025, 2, 29, 22, 30, 0),
        (2025, 10, 15, 24, 0, 0),
        (2025, 2**32 - 1, 15, 22, 30, 0),
    ],
)
def test_numbers_that_are_no_time(numbers: tuple[int, int, int, int, int, int]) -> None:
    assert plausible_start(*numbers) is None
