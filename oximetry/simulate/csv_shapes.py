"""The same rows in the CSV shapes that the family's apps really write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an export; None where the device shows nothing."""

    time: datetime
    spo2: int | None
    pulse: int | None
    motion: int | None


def _half_day(time: datetime) -> str:
    return f"{time:%I:%M:%S}{'AM' if time.hour < 12 else 'PM'}"


def _day_first(time: datetime) -> str:
    return f"{time:%H:%M:%S %d/%m/%Y}"


def _named(time: datetime) -> str:
    return f"{time:%H:%M:%S} {_MONTHS[time.month - 1]} {time:%d %Y}"


def _quoted(time: datetime) -> str:
    return f'"{_half_day(time)} {_MONTHS[time.month - 1]} {time.day}, {time.year}"'


def _spaced_half_day(time: datetime) -> str:
    clock = _half_day(time)
    return f"{clock[:-2]} {clock[-2:]} {_MONTHS[time.month - 1]} {time.day} {time.year}"


def _iso(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}"


def _month_first(time: datetime) -> str:
    return f'"{_half_day(time)} {time:%m/%d/%Y}"'


@dataclass(frozen=True, slots=True)
class Shape:
    """How one app writes: headings, times, what stands for nothing, and what follows the motion.

    ``tail_of_nothing`` follows it in rows without SpO2 and pulse, where that is something else.
    """

    headings: str
    time: Callable[[datetime], str]
    no_spo2: str = "--"
    no_pulse: str = "--"
    tail: str = ""
    tail_of_nothing: str | None = None
    line_end: str = "\n"
    encoding: str = "utf-8"
    name: str = "{device} {number}_{stamp}.csv"

    def write(self, rows: list[Row]) -> bytes:
        """The whole file."""
        lines = [self.headings, *(self._line(row) for row in rows), ""]
        return self.line_end.join(lines).encode(self.encoding)

    def filename(self, device: str, number: str | None, start: datetime) -> str:
        """The name that the app gives such a file."""
        name = self.name.format(device=device, number=number or "", stamp=f"{start:%Y%m%d%H%M%S}")
        return name.replace("  _", " _")

    def _line(self, row: Row) -> str:
        spo2 = self.no_spo2 if row.spo2 is None else row.spo2
        pulse = self.no_pulse if row.pulse is None else row.pulse
        motion = "" if row.motion is None else row.motion
        nothing = row.spo2 is None and row.pulse is None
        tail = self.tail_of_nothing if nothing and self.tail_of_nothing is not None else self.tail
        return f"{self.time(row.time)},{spo2},{pulse},{motion}{tail}"


SHAPES: dict[str, Shape] = {
    "V1": Shape("Timp,Nivel de oxigen,Puls cardiac,Mişcare", _day_first, encoding="utf-8-sig"),
    "V2": Shape("Time,Oxygen Level,Pulse Rate,Motion", _day_first, no_spo2="- -", no_pulse="- -"),
    "V3": Shape("Time,Oxygen Level,Pulse Rate,Motion,O2 Reminder,PR Reminder", _named, tail=",0,0"),
    "V4": Shape(
        "Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,",
        _quoted,
        no_spo2="255",
        no_pulse="65535",
        tail=",0,0,",
        line_end="\r\n",
    ),
    "V5": Shape(
        "Time,Oxygen Level(%),Pulse Rate(bpm),Motion,Oxygen Level Reminder,PR Reminder,",
        _quoted,
        no_spo2="255",
        no_pulse="65535",
        tail=",0,0,",
    ),
    "V6": Shape(
        "Time,SpO2,Pulse Rate,Motion,SpO2 Reminder,PR Reminder",
        _named,
        no_spo2="255",
        no_pulse="65535",
        tail=",0,0",
        name="{device}_{stamp}_OXIRecord.csv",
    ),
    "V7": Shape(
        "Time,Oxygen Level,Pulse Rate,Motion,Oxygen Level Reminder,PR Reminder",
        _spaced_half_day,
        no_spo2="",
        no_pulse="",
        tail=",0,0",
    ),
    "V8": Shape("Time,Oxygen Level,Pulse Rate,Motion", _month_first),
    # Made of the cloud's binaries by O2RingCloudDownloader, named after these and not after the device.
    "V9": Shape(
        "Time,SpO2(%),Pulse Rate(bpm),Motion,Vibration,Invalid",
        _iso,
        no_spo2="",
        no_pulse="",
        tail=",0,0",
        tail_of_nothing=",0,1",
        name="{stamp}.csv",
    ),
}
