"""The texts of the pictures, in the language of a given ``gettext``."""

from __future__ import annotations

from datetime import datetime

from figures import FigureWords, ReportWords
from i18n import Gettext
from oximetry import Recording


def figure_words(_: Gettext) -> FigureWords:
    """All words that a figure shows."""
    return FigureWords(
        spo2=_("SpO₂, %"),
        pulse=_("Pulse, bpm"),
        motion=_("Motion"),
        desaturations=_("Desaturations ≥ 3 points (abc), depth"),
        spo2_short=_("SpO₂"),
        pulse_short=_("Pulse"),
        desaturation=_("Desaturation"),
        no_reading=_("No reading"),
        not_recorded=_("Not recorded"),
        below_range=_("Below the device's range"),
        lowest=_("Lowest"),
        date_format=_("%d %b %Y"),
    )


def report_words(_: Gettext) -> ReportWords:
    """All words that the figure of a report's picture shows."""
    return ReportWords(
        figure=figure_words(_),
        approximation=_("Read off the picture in the device's report: an approximation"),
        nothing_below=_("below %(floor)s %% the report shows nothing"),
    )


def night_title(recording: Recording) -> str:
    """The line above a picture: device and times, never a name."""
    device = " ".join(part for part in (recording.device, recording.device_number) if part)
    return _title(device, recording.start, recording.end)


def report_title(_: Gettext, device: str | None, start: datetime | None, end: datetime | None) -> str:
    """The line above the picture of a night that is known by its report only."""
    source = _("from the device's report")
    title = _title(device or "", start, end) if start and end else device
    return f"{title} · {source}" if title else source


def _title(device: str, start: datetime, end: datetime) -> str:
    times = f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"
    return f"{device} · {times}" if device else times
