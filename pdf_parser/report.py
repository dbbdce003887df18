"""What was read off a device's printed report: each field with its state, and where it stands."""

from __future__ import annotations

import base64
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from oximetry.errors import RecordingWarning
from oximetry.plain import from_plain, to_plain
from oximetry.report_fields import TIMES, Value

# Of the rules and of the shape of ``to_dict``: one more whenever a stored report is to be read anew.
VERSION = 1

Box = tuple[float, float, float, float]


class FieldState(enum.StrEnum):
    """A field is right (``read``), or said to be doubtful, or not there."""

    READ = "read"
    UNSURE = "unsure"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a report.

    Attributes:
        value: what stands there, in the unit of ``oximetry.report_fields``; of an unsure field the likeliest
            reading, or None. Personal fields have None unless they were asked for.
        confidence: 0 to 1; None for an absent field.
        page: counted from 1.
        box: left, top, right, bottom in PDF points from the page's upper left corner.
        crop: PNG of an unsure field, for a person to read.
    """

    value: Value | None
    state: FieldState
    confidence: float | None = None
    page: int | None = None
    box: Box | None = None
    crop: bytes | None = None


ABSENT = Field(None, FieldState.ABSENT)


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve as it was drawn, one entry a column of the picture: an approximation, never samples.

    Attributes:
        name: ``spo2`` (%) or ``pulse`` (bpm).
        start: the wall clock at the middle of the first column.
        period_s: seconds from column to column.
        low, high: the ends of the stroke in each column; None where nothing is drawn.
        middle: the curve's likeliest value in each column.
        floor: the lowest value that the axis shows: what lies below was cut off there. None if nothing was.
    """

    name: str
    start: datetime
    period_s: float
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    middle: tuple[float | None, ...]
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """All that a PDF says.

    Attributes:
        layout: the known layout that the fields were found by, or None: then only labels told.
        fields: by the names of ``oximetry.report_fields``, all of them, absent ones too.
        text: the words of all pages in reading order; personal values are left out unless asked for.
        pages: how many the document has.
        curves: what could be digitised.
    """

    layout: str | None
    fields: Mapping[str, Field]
    text: str
    pages: int
    warnings: tuple[RecordingWarning, ...] = ()
    curves: tuple[Curve, ...] = field(default=())

    def values(self) -> dict[str, Value]:
        """What was read with certainty."""
        return {
            name: each.value
            for name, each in self.fields.items()
            if each.state is FieldState.READ and each.value is not None
        }

    @property
    def is_report(self) -> bool:
        """Whether it is a device's report of a known layout, to be compared whatever could not be read."""
        return self.layout is not None and bool(self.values().keys() - {"app", "device"})

    @property
    def is_night(self) -> bool:
        """Whether it is a report that says enough of a night: when it began, how long it was, its levels."""
        needed = {"start", "duration_s", "spo2_mean", "spo2_min", "spo2_max"}
        return self.is_report and needed <= self.values().keys()

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; ``from_dict`` gives the same report back."""
        plain: dict[str, Any] = to_plain(
            {"layout": self.layout, "text": self.text, "pages": self.pages, "warnings": self.warnings}
        )
        plain["fields"] = {name: _field_to_plain(each) for name, each in self.fields.items()}
        plain["curves"] = to_plain(self.curves)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> PrintedReport:
        """The report that ``to_dict`` was called on."""
        return cls(
            layout=plain["layout"],
            fields={name: _field_from_plain(name, each) for name, each in plain["fields"].items()},
            text=plain["text"],
            pages=plain["pages"],
            warnings=tuple(from_plain(RecordingWarning, each) for each in plain["warnings"]),
            curves=tuple(from_plain(Curve, each) for each in plain["curves"]),
        )


def _field_to_plain(each: Field) -> dict[str, Any]:
    crop = base64.b64encode(each.crop).decode() if each.crop else None
    return {
        "value": to_plain(each.value),
        "state": each.state.value,
        "confidence": each.confidence,
        "page": each.page,
        "box": to_plain(each.box),
        "crop": crop,
    }


def _field_from_plain(name: str, plain: Mapping[str, Any]) -> Field:
    value = plain["value"]
    return Field(
        value=datetime.fromisoformat(value) if name in TIMES and value is not None else value,
        state=FieldState(plain["state"]),
        confidence=plain["confidence"],
        page=plain["page"],
        box=(plain["box"][0], plain["box"][1], plain["box"][2], plain["box"][3]) if plain["box"] else None,
        crop=base64.b64decode(plain["crop"]) if plain["crop"] else None,
    )
