"""What is printed beside the table of a night: JSON, its desaturations, the formats that are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from oximetry.analysis import Analysis, Desaturation
from oximetry.formats import READERS
from oximetry.recording import Recording

_GAP = "  "
_EVENT_HEADINGS = ("start", "end", "duration_s", "depth_pct", "nadir_pct", "slope_pct_per_s", "area_pct_s")


def as_json(name: str, recording: Recording, analysis: Analysis) -> str:
    """All numbers of a file as one line."""
    described = {
        "file": name,
        "format": recording.format,
        "device": recording.device,
        "device_number": recording.device_number,
        "app": recording.app,
    }
    return json.dumps(described | analysis.to_dict(), ensure_ascii=False) + "\n"


def events_table(name: str, recording: Recording, analysis: Analysis) -> str:
    """The desaturations by the ``abc`` rule at 3 %, one a line; ``<`` before a nadir below the range."""
    rows = [_event(event, analysis) for event in analysis.desaturations]
    title = f"{name}: {len(rows)} desaturations (abc rule, 3 %)"
    return "\n".join([title, *aligned([_EVENT_HEADINGS, *rows])]) + "\n"


def _event(event: Desaturation, analysis: Analysis) -> tuple[str, ...]:
    begin, end = (analysis.start + timedelta(seconds=each) for each in (event.start_s, event.end_s))
    floor = analysis.spo2.below_range.floor
    nadir = f"<{floor}" if event.reaches_below_range else str(event.nadir_pct)
    return (
        begin.isoformat(sep=" ", timespec="seconds"),
        end.isoformat(sep=" ", timespec="seconds"),
        f"{event.duration_s:g}",
        f"{event.depth_pct:g}",
        nadir,
        f"{event.slope_pct_per_s:.3f}",
        f"{event.area_pct_s:g}",
    )


def formats_table() -> str:
    """The formats in the order in which they are asked, and what each reader was built from."""
    rows = [(reader.name, reader.title, reader.files, reader.evidence.value) for reader in READERS]
    return "\n".join(aligned([("format", "devices and programs", "files", "evidence"), *rows])) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines whose columns stand one below the other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (_GAP.join(map(str.ljust, row, widths)) for row in rows)
    return [line.rstrip() for line in lines]
