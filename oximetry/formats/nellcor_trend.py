"""The trend printouts of Nellcor's bedside monitors, taken down from their data port.

::

    N-395 VERSION 2.0.0.0 TREND SpO2 Limit: 70-100% PR Limit: 60-160BPM
    TIME               %SPO2  BPM  PA
    24-JAN-06 07:05:19    98   62  120
    Output Complete

Layout: operator's manuals of N-395 ("Data Port Protocol"), NPB-290 (appendix B)
and NPB-195 (service manual, 10.4). Dashes stand for no reading, a star marks a
value beyond its alarm limit, and the heading lines come again every 25 lines.
The same monitors' real-time printout has one more column, of status codes.
"""

from __future__ import annotations

import re

from oximetry.formats.delimited import Table, numbers
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Mask
from oximetry.formats.monitor_lines import about_signal, check_length, with_signal
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.rows import beginning, read_rows, recording_of, split_all
from oximetry.formats.source import Source
from oximetry.formats.timestamps import read_times
from oximetry.messages import refusal
from oximetry.recording import Recording

NAME = "nellcor-trend"

_MARGIN = rb"^[ \t\f]{0,40}"
_COLUMNS = rb"(?i:TIME[ \t]+%SPO2[ \t]+BPM[ \t]+PA\b[^\n]{0,40})"
_MODEL = rb"([A-Z]{1,6}-?\d{2,4}[A-Z]{0,2})[ \t]+VERSION\b[^\n]{0,160}"
_END = rb"(?i:Output Complete[ \t\f]{0,40})"
_HEADING = re.compile(_MARGIN + _COLUMNS + rb"$", re.MULTILINE)
_MONITOR = re.compile(_MARGIN + _MODEL + rb"$", re.MULTILINE)
# The lines that come again on every page, the last one, and blank ones.
_BETWEEN = re.compile(_MARGIN + rb"(?:" + rb"|".join((_COLUMNS, _MODEL, _END)) + rb")?$", re.MULTILINE)

_VALUE = rb"[ \t]{1,12}(\d{1,3}|-{1,3}|- - -)\*?"
# Loss of pulse, pulse search, sensor disconnected: there is no pulse from which a reading could come.
# The other codes (alarms, battery, motion) leave the printed values what they are.
_STATUS = rb"(?:[ \t,]{1,12}(?:(LP|PS|SD)|[A-Z]{2})\b){0,6}"
_LINE = re.compile(
    rb"^[ \t\f]{0,40}(\d\d?-[A-Za-z]{3}-)(\d\d)[ \t]{1,12}(\d\d:\d\d:\d\d)"
    rb"(?:" + 3 * _VALUE + _STATUS + rb"[ \t]{0,40}$|[ \t]{0,40}(?=\n))",
    re.MULTILINE,
)
_AS_ROW = rb"\g<1>20\2 \3,\4,\5,\7"
_TIME, _SPO2, _PULSE, _NO_SIGNAL = range(4)


def sniff(source: Source) -> bool:
    """Whether the file begins with the printout's column headings, and then with its lines or nothing."""
    head = beginning(source.text)
    heading = _HEADING.search(head)
    return heading is not None and (
        _LINE.search(head, heading.end()) is not None or not head[heading.end() :].strip()
    )


def read(source: Source) -> Recording:
    """Read one printout.

    Raises:
        RecordingError: if the lines do not make a recording.
    """
    check_length(source.text)
    text = _LINE.sub(_AS_ROW, _BETWEEN.sub(b"", source.text))
    if not text.strip():
        raise refusal("header_only")
    table = split_all(text, ",")
    spo2, pulse = numbers(table, _SPO2), numbers(table, _PULSE)
    rows = read_rows(table, read_times(table, _TIME), spo2, pulse, None, last=_NO_SIGNAL)
    usable = ~(rows.fit & _signal_lost(table))
    return recording_of(
        text,
        with_signal(rows, usable),
        format_name=NAME,
        named=NamedFile(_monitor(source.text), None, None),
        warnings=about_signal(usable),
    )


def _monitor(text: bytes) -> str | None:
    """The monitor's model, which stands above the headings."""
    found = _MONITOR.search(beginning(text))
    return f"Nellcor {found[1].decode()}" if found else None


def _signal_lost(table: Table) -> Mask:
    """Where the status column says that there is no pulse."""
    span = table.span(_NO_SIGNAL)
    lost: Mask = span.end > span.start
    return lost


READER = Reader(
    NAME,
    title="Nellcor trend printout (N-395, NPB-290, NPB-295)",
    files=".txt",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
