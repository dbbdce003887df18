"""Lines as each app of the Viatom family writes them, word for word: what is made of them."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from oximetry import read_recording
from tests.unit.oximetry.samples import csv
from tests.unit.oximetry.samples import lines as rows_at

Value = int | None


@dataclass(frozen=True)
class Export:
    """The beginning of an export, and what it says; each reading as (SpO2, pulse, motion)."""

    name: str
    text: str
    start: datetime
    period_s: int
    readings: list[tuple[Value, Value, Value]]
    device: str | None = None
    number: str | None = None
    codes: tuple[str, ...] = ()


EXPORTS = [
    # V1 to V3: ViHealth.
    Export(
        "Checkme O2 0331_20251015203510.csv",
        "\ufeffTimp,Nivel de oxigen,Puls cardiac,Mişcare\n"
        "20:35:10 15/10/2025,92,78,0\n20:35:14 15/10/2025,--,83,0\n20:35:18 15/10/2025,--,--,5\n",
        datetime(2025, 10, 15, 20, 35, 10),
        4,
        [(92, 78, 0), (None, 83, 0), (None, None, 5)],
        "Checkme O2",
        "0331",
    ),
    Export(
        "O2Ring 0651_20260803060134.csv",
        "Time,Oxygen Level,Pulse Rate,Motion\n06:01:34 03/08/2026,95,60,2\n06:01:38 03/08/2026,- -,- -,2\n",
        datetime(2026, 8, 3, 6, 1, 34),
        4,
        [(95, 60, 2), (None, None, 2)],
        "O2Ring",
        "0651",
    ),
    Export(
        "SleepU 6294_20231025220045.csv",
        "Time,Oxygen Level,Pulse Rate,Motion\n"
        "10:00:45 PM Oct 25 2023,96,58,0\n10:00:49 PM Oct 25 2023,96,59,0\n",
        datetime(2023, 10, 25, 22, 0, 45),
        4,
        [(96, 58, 0), (96, 59, 0)],
        "SleepU",
        "6294",
    ),
    Export(
        "O2Ring S_20250725005646.csv",
        "Time,Oxygen Level,Pulse Rate,Motion\n00:56:46 25/07/2025,97,55,129\n00:56:47 25/07/2025,97,55,0\n",
        datetime(2025, 7, 25, 0, 56, 46),
        1,
        [(97, 55, 129), (97, 55, 0)],
        "O2Ring S",
    ),
    Export(
        "O2Ring _20250306222056.csv",
        "Time,Oxygen Level,Pulse Rate,Motion,O2 Reminder,PR Reminder\n"
        "22:20:56 Mar 06 2025,92,78,0,0,0\n22:21:00 Mar 06 2025,92,79,0,1,1\n"
        "22:21:04 Mar 06 2025,--,--,0,0,0\n",
        datetime(2025, 3, 6, 22, 20, 56),
        4,
        [(92, 78, 0), (92, 79, 0), (None, None, 0)],
        "O2Ring",
    ),
    Export(
        "Checkme O2 Max _20260220065312.csv",
        "Time,Oxygen Level,Pulse Rate,Motion,O2 Reminder,PR Reminder\n"
        "06:53:12 Feb 20 2026,95,60,3,,\n06:53:14 Feb 20 2026,95,61,3,,\n",
        datetime(2026, 2, 20, 6, 53, 12),
        2,
        [(95, 60, 3), (95, 61, 3)],
        "Checkme O2 Max",
    ),
    # V4 and V5: O2 Insight Pro. The day may be unpadded; an O2Ring S ends with rows of 255 and 65535.
    Export(
        "O2Ring S_20260609232029.csv",
        "Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,\r\n"
        '"11:20:29PM Jun 9, 2026",96,72,0,0,0,\r\n"11:20:30PM Jun 9, 2026",255,65535,0,0,0,\r\n',
        datetime(2026, 6, 9, 23, 20, 29),
        1,
        [(96, 72, 0), (None, None, 0)],
        "O2Ring S",
    ),
    Export(
        "Oxylink 1250_1692103555000.csv",
        "Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,\n"
        '"08:48:26PM Nov 27, 2025",96,72,0,0,0,\n"08:48:30PM Nov 27, 2025",96,71,0,0,0,\n',
        datetime(2025, 11, 27, 20, 48, 26),
        4,
        [(96, 72, 0), (96, 71, 0)],
        "Oxylink",
        "1250",
    ),
    Export(
        "WearO2 1545_1697360836000 (1).csv",
        "Time,Oxygen Level(%),Pulse Rate(bpm),Motion,Oxygen Level Reminder,PR Reminder,\n"
        '"03:17:29AM Sep 16, 2026",94,66,1,0,0,\n"03:17:33AM Sep 16, 2026",94,66,1,0,0,\n',
        datetime(2026, 9, 16, 3, 17, 29),
        4,
        [(94, 66, 1), (94, 66, 1)],
        "WearO2",
        "1545",
    ),
    # V6: O2 Insight, whose sentinels also stand amid the rows.
    Export(
        "O2Ring_20221118173026_OXIRecord.csv",
        "Time,SpO2,Pulse Rate,Motion,SpO2 Reminder,PR Reminder\n"
        "17:34:54 Nov 18 2022,95,80,92,0,0\n17:34:58 Nov 18 2022,255,65535,1,0,0\n"
        "17:35:02 Nov 18 2022,95,80,0,0,0\n",
        datetime(2022, 11, 18, 17, 34, 54),
        4,
        [(95, 80, 92), (None, None, 1), (95, 80, 0)],
        "O2Ring",
    ),
    # V7: SleepHQTools.
    Export(
        "x.csv",
        "Time,Oxygen Level,Pulse Rate,Motion,Oxygen Level Reminder,PR Reminder\n"
        "08:00:00 PM Jul 5 2025,95,60,0,0,0\n08:00:04 PM Jul 5 2025,,,0,0,0\n",
        datetime(2025, 7, 5, 20),
        4,
        [(95, 60, 0), (None, None, 0)],
    ),
    # V8: a twelve-hour clock and numbers for the date go with American phones.
    Export(
        "x.csv",
        "Time,Oxygen Level,Pulse Rate,Motion\n"
        '"02:10:00PM 07/05/2026",95,60,0\n"02:10:04PM 07/05/2026",95,60,0\n',
        datetime(2026, 7, 5, 14, 10),
        4,
        [(95, 60, 0), (95, 60, 0)],
    ),
    # V9: O2RingCloudDownloader; what it calls invalid is, whatever stands beside it.
    Export(
        "20260214220511_1005pm_7h_30m.csv",
        "Time,SpO2(%),Pulse Rate(bpm),Motion,Vibration,Invalid\n"
        "2026-02-14 22:05:11,96,62,0,0,0\n2026-02-14 22:05:12,,,3,0,1\n2026-02-14 22:05:13,95,61,0,0,1\n",
        datetime(2026, 2, 14, 22, 5, 11),
        1,
        [(96, 62, 0), (None, None, 3), (None, None, 0)],
    ),
    Export(
        "1771106711000_1005pm_7h_30m.csv",
        "Time,SpO2(%),Pulse Rate(bpm),Perfusion Index(%),Battery Level,Invalid\n"
        "2026-02-14 22:05:11,96,62,4.1,3,0\n2026-02-14 22:05:12,,,0.0,3,1\n",
        datetime(2026, 2, 14, 22, 5, 11),
        1,
        [(96, 62, None), (None, None, None)],
    ),
]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_what_is_read(export: Export) -> None:
    read = read_recording(export.text.encode(), export.name)
    columns = ((read.spo2, read.spo2_valid), (read.pulse, read.pulse_valid), (read.motion, read.motion_valid))
    readings = [
        [int(value) if valid else None for value, valid in zip(values, mask, strict=True)]
        for values, mask in columns
    ]
    assert list(zip(*readings, strict=True)) == export.readings
    assert (read.start, read.period_s, read.rows) == (export.start, export.period_s, len(export.readings))
    assert (read.device, read.device_number) == (export.device, export.number)
    assert tuple(warning.code for warning in read.warnings) == export.codes


@pytest.mark.parametrize("nothing", ["--", "- -", "", " ", "255", "65535"])
def test_saturation_and_pulse_are_missing_each_for_itself(nothing: str) -> None:
    lines = [f"22:20:00 15/10/2025,{nothing},60,0", f"22:20:04 15/10/2025,95,{nothing},0"]
    read = read_recording("\n".join(["Time,Oxygen Level,Pulse Rate,Motion", *lines, ""]).encode(), "x.csv")
    assert read.spo2_valid.tolist() == [False, True]
    assert read.pulse_valid.tolist() == [True, False]
    assert read.motion_valid.all()


def test_what_stands_above_the_headings_is_never_repeated() -> None:
    text = (
        "Nume,Ana Pop,1950\nAika,Happitaso,Syke,Liike\n"
        "22:20:00 15/10/2025,95,60,0\n22:20:04 15/10/2025,95,60,0\n"
    )
    (said,) = read_recording(text.encode(), "x.csv").warnings
    assert said.params == {"time": "Aika", "spo2": "Happitaso", "pulse": "Syke"}


def test_a_patient_in_the_place_of_headings_is_never_repeated() -> None:
    text = "Nume,Ana Pop,1950\n22:20:00 15/10/2025,95,60,0\n22:20:04 15/10/2025,95,60,0\n"
    assert "Ana Pop" not in repr(read_recording(text.encode(), "x.csv").warnings)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("O2Ring 0651_20251012222000.csv", ["start_differs"]),
        ("O2Ring 0651_20251015102000.csv", []),  # the phone was in another zone
        ("O2Ring 0651_20251015222000.csv", []),
        ("Ana Pop_20151012222000.csv", []),  # not the app's name: the date may be anything
    ],
)
def test_a_name_that_tells_another_day(name: str, said: list[str]) -> None:
    rows = rows_at(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    assert [warning.code for warning in read_recording(csv(rows), name).warnings] == said
