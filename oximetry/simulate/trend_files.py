"""A recording as the files of devices that write a time beside each reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from oximetry.formats.medview import RECORD
from oximetry.recording import Recording

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ID = 0xCC
_COUNTED = 1 << 16
_PAGE_LINES = 25
_PAGE_HEADING = (
    "N-395 VERSION 2.0.0.0    TREND    SpO2 Limit: 85-100%    PR Limit: 40-170BPM",
    "TIME                 %SPO2   BPM    PA",
)

_Line = tuple[datetime, int | None, int | None]


def write_medview(recording: Recording) -> bytes:
    """The rows as a MedView ``.dat`` file; 0 stands for no reading."""
    rows = list(_lines(recording))
    records = np.zeros(len(rows), dtype=RECORD)
    records["id"] = _ID
    records["year"] = [time.year - 2000 for time, _, _ in rows]
    for part in ("month", "day", "hour", "minute", "second"):
        records[part] = [getattr(time, part) for time, _, _ in rows]
    records["spo2"] = [spo2 or 0 for _, spo2, _ in rows]
    records["pulse"] = [pulse or 0 for _, _, pulse in rows]
    return bytes([_ID]) + (len(rows) % _COUNTED).to_bytes(2, "little") + records.tobytes()


def write_masimo(recording: Recording) -> bytes:
    """The rows as a TrendCom ``.out`` file; a row without any reading is one with the sensor off."""
    return "".join(f"{_masimo(*line)}\r\n" for line in _lines(recording)).encode()


def write_nellcor(recording: Recording) -> bytes:
    """The rows as an N-395's trend printout, with its heading on every page."""
    text: list[str] = []
    for number, line in enumerate(_lines(recording)):
        if number % _PAGE_LINES == 0:
            text.extend(_PAGE_HEADING)
        text.append(_nellcor(*line))
    return "\r\n".join([*text, "Output Complete", ""]).encode()


def _masimo(time: datetime, spo2: int | None, pulse: int | None) -> str:
    when = f"{time:%m/%d/%y %H:%M:%S}"
    if spo2 is None and pulse is None:
        return f"{when} SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET"
    return f"{when} SpO2={_three(spo2)} PR={_three(pulse)} PI=02.28 EXC=800:SET"


def _three(value: int | None) -> str:
    return "---" if value is None else f"{value:03}"


def _nellcor(time: datetime, spo2: int | None, pulse: int | None) -> str:
    when = f"{time:%d}-{_MONTHS[time.month - 1]}-{time:%y %H:%M:%S}"
    shown = (
        "---" if value is None else str(value) for value in (spo2, pulse, None if pulse is None else 120)
    )
    return when + "".join(f"{value:>6}" for value in shown)


def _lines(recording: Recording) -> Iterator[_Line]:
    """The rows that the file of a recording holds, with None where there is no reading."""
    step = timedelta(seconds=recording.period_s)
    for at in np.flatnonzero(recording.recorded).tolist():
        spo2 = int(recording.spo2[at]) if recording.spo2_valid[at] else None
        pulse = int(recording.pulse[at]) if recording.pulse_valid[at] else None
        yield recording.start + at * step, spo2, pulse
