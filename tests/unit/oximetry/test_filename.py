"""Names of exports tell the device and the beginning, and nothing that is not there."""

from datetime import date, datetime

import pytest

from oximetry.formats.filename import parse_filename


@pytest.mark.parametrize(
    ("name", "device", "number", "start"),
    [
        ("Checkme O2 0331_20251015203510.csv", "Checkme O2", "0331", datetime(2025, 10, 15, 20, 35, 10)),
        ("O2Ring _20250306222056.csv", "O2Ring", None, datetime(2025, 3, 6, 22, 20, 56)),
        ("Checkme O2 Max _20260220065312 (1).csv", "Checkme O2 Max", None, datetime(2026, 2, 20, 6, 53, 12)),
        ("O2Ring S_20260619232029.csv", "O2Ring S", None, datetime(2026, 6, 19, 23, 20, 29)),
        (
            "Checkme O2 Ultra 2355_20260214220511.csv",
            "Checkme O2 Ultra",
            "2355",
            datetime(2026, 2, 14, 22, 5, 11),
        ),
        ("Oxylink 1250_1692103555000.csv", "Oxylink", "1250", None),
        ("WearO2 1545_1697360836000.csv", "WearO2", "1545", None),
        ("SleepU 6294_20231004051903.csv", "SleepU", "6294", datetime(2023, 10, 4, 5, 19, 3)),
        ("Oxylink-20231004051903_OXIRecord.csv", "Oxylink", None, datetime(2023, 10, 4, 5, 19, 3)),
        ("Checkme_20200327022916_OXIRecord.csv", "Checkme", None, datetime(2020, 3, 27, 2, 29, 16)),
        (r"C:\fakepath\O2Ring 0651_20260802215634.csv", "O2Ring", "0651", datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring 0651_20261302215634.csv", "O2Ring", "0651", None),
        ("Ana Pop_20260802215634.csv", None, None, datetime(2026, 8, 2, 21, 56, 34)),
        ("Catherine Springer_20260802215634.csv", None, None, datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring Ana Pop_20260802215634.csv", "O2Ring", None, datetime(2026, 8, 2, 21, 56, 34)),
        ("Oxana 1950_20260802215634.csv", None, None, datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring_20221118173026_OXIRecord.csv", "O2Ring", None, datetime(2022, 11, 18, 17, 30, 26)),
        ("O2Ring_20221118173026_OXIRecord (2).csv", "O2Ring", None, datetime(2022, 11, 18, 17, 30, 26)),
        ("O2Ring 0009_1696377606000.csv", "O2Ring", "0009", None),
        ("O2Ring 0009_1696377606000 (1).csv", "O2Ring", "0009", None),
        ("BabyO2 1234_20260802215634.csv", "BabyO2", "1234", datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring 0651_20260802215634 - Copy.csv", "O2Ring", "0651", datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring 0651_20260802215634_Ana Pop.csv", "O2Ring", "0651", datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring.0651_20260802215634.csv.txt", "O2Ring", "0651", datetime(2026, 8, 2, 21, 56, 34)),
        ("Checkme_O2_0331_20260802215634.csv", "Checkme O2", "0331", datetime(2026, 8, 2, 21, 56, 34)),
        ("Checkme%20O2%200331_20260802215634.csv", "Checkme O2", "0331", datetime(2026, 8, 2, 21, 56, 34)),
        ("O2Ring Ana 1950_20260802215634.csv", "O2Ring", None, datetime(2026, 8, 2, 21, 56, 34)),
        ("20250306222056", None, None, datetime(2025, 3, 6, 22, 20, 56)),
        ("night.csv", None, None, None),
        ("", None, None, None),
    ],
)
def test_names(name: str, device: str | None, number: str | None, start: datetime | None) -> None:
    named = parse_filename(name)
    assert (named.device, named.number, named.start) == (device, number, start)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("O2Ring _20250306222056.csv", date(2025, 3, 6)),
        ("O2Ring 0009_1696377606000.csv", date(2023, 10, 4)),
        ("O2Ring 0009_9999999999999.csv", date(2286, 11, 20)),
        ("O2Ring 0009.csv", None),
    ],
)
def test_the_day(name: str, day: date | None) -> None:
    assert parse_filename(name).day == day
