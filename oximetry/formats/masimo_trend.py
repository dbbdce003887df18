"""The lines of Masimo's handheld and bedside oximeters: trends, and what they send as they measure.

``09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET`` is of a trend as
TrendCom saves it: date (month first), time, named values, and the monitor's
exceptions as hexadecimal digits. Layout, meaning of the bits and the sample:
operator's manuals of Rad-8 ("Trend data format", 4-24), Rad-5 (4-15), Rad-57
(4-14, with ``---`` for "parameter not available") and Pronto (eight digits).

``02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% ... EXC=000800``
is of the serial output ("ASCII 1") of Rad-8 and Radical-7, which people keep
with a terminal program; the sample and others like it stand in several of their
repositories (remkolems/masimo-datacapture). The last three digits are the same bits.

Values between and beside those named here (SpCO, Met, SpHb, PVI, the perfusion
index) are passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.date_order import date_order, month_and_day
from oximetry.formats.delimited import Table, numbers
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Mask
from oximetry.formats.monitor_lines import about_signal, check_length, with_signal
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.rows import Rows, beginning, read_rows, recording_of, split_all
from oximetry.formats.source import Source
from oximetry.formats.timestamps import read_times
from oximetry.messages import notice
from oximetry.recording import Recording

NAME = "masimo-trend"

# Everything is bounded, so that no line can make the search go back for long.
_LINE = re.compile(
    rb"^[ \t]{0,20}(\d\d/\d\d/\d\d)[ \t]{1,4}(\d\d:\d\d:\d\d)[ \t]{1,4}"
    rb"(?:SN=[\w-]{1,20}[ \t]{1,4})?(?i:SpO2)=(\d{1,3}|-{1,3})%?"
    rb"(?:[ \t]{1,4}[\w%.+=-]{1,16}){0,6}?[ \t]{1,4}(?:PR|BPM)=(\d{1,3}|-{1,3})"
    rb"(?:[ \t]{1,4}[\w%.+=-]{1,16}){0,12}?[ \t]{1,4}EXC=[0-9A-Fa-f]{0,5}([0-9A-Fa-f]{3})"
    rb"(?::[\w, \t-]{0,80}|[ \t]{1,4}EXC1=[0-9A-Fa-f]{1,8})?[ \t]{0,20}$",
    re.MULTILINE,
)
_AS_ROW = rb"\1 \2,\3,\4,\5"
_TIME, _SPO2, _PULSE, _EXCEPTIONS = range(4)

# No, defective or unrecognised sensor, sensor off, pulse search, interference, ambient light: the monitor
# follows no pulse of the patient. The manuals' samples have zeros with the sensor off and in search; should a
# number stand there, it is not taken.
NO_SIGNAL = 0x001 | 0x002 | 0x008 | 0x010 | 0x020 | 0x040 | 0x080
# Low perfusion and low signal IQ: the monitor goes on measuring and shows its values with a message
# (sample of the manuals: "SpO2=096 PR=074 PI=02.28 EXC=C00:LowSigIQ,SET"), so they stay readings.
WEAK_SIGNAL = 0x004 | 0x400
# 0x800 says that the algorithm runs in full SET mode and is no exception; 0x100 and 0x200 are reserved.

_HEX = np.zeros(256, dtype=np.int64)
_HEX[list(b"0123456789ABCDEF")] = _HEX[list(b"0123456789abcdef")] = range(16)


def sniff(source: Source) -> bool:
    """Whether a line of the file's beginning is one of a trend."""
    return _LINE.search(beginning(source.text)) is not None


def read(source: Source) -> Recording:
    """Read one trend.

    Raises:
        RecordingError: if the lines do not make a recording.
    """
    check_length(source.text)
    text = _LINE.sub(_AS_ROW, source.text)
    table = split_all(text, ",")
    spo2, pulse = numbers(table, _SPO2), numbers(table, _PULSE)
    rows = _month_first(read_rows(table, read_times(table, _TIME), spo2, pulse, None, last=_EXCEPTIONS))
    exceptions = np.where(rows.fit, _exceptions(table), 0)
    usable = (exceptions & NO_SIGNAL) == 0
    weak = usable & ((exceptions & WEAK_SIGNAL) > 0) & ((spo2.value > 0) | (pulse.value > 0))
    return recording_of(
        text,
        with_signal(rows, usable),
        format_name=NAME,
        named=NamedFile(None, None, None),
        warnings=(*about_signal(usable), *_about_weak(weak)),
    )


def _month_first(rows: Rows) -> Rows:
    """The rows with the order of their dates settled: month first as documented, unless they rule it out."""
    times = replace(rows.times, readable=rows.fit)
    order = date_order(times, None)
    if order.assumed:
        order = replace(order, day_first=False)
    month, day = month_and_day(times, order)
    settled = replace(times, first=month, second=day, open_order=np.zeros_like(times.open_order))
    return replace(rows, times=settled)


def _exceptions(table: Table) -> NDArray[np.int64]:
    """The exception bits of each row."""
    start = table.span(_EXCEPTIONS).start
    high, middle, low = (_HEX[table.bytes_at(start + digit)] for digit in range(3))
    bits: NDArray[np.int64] = (high << 8) | (middle << 4) | low
    return bits


def _about_weak(weak: Mask) -> tuple[RecordingWarning, ...]:
    return (notice("monitor_weak_signal", count=int(weak.sum())),) if weak.any() else ()


READER = Reader(
    NAME,
    title="Masimo TrendCom and serial output (Rad-5, Rad-8, Rad-57, Radical-7, Pronto)",
    files=".out, .txt",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
