"""The texts of the pictures, in the language of a given ``gettext``."""

from __future__ import annotations

from figures import FigureWords
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


def night_title(recording: Recording) -> str:
    """The line above a picture: device and times, never a name."""
    device = " ".join(part for part in (recording.device, recording.device_number) if part)
    times = f"{recording.start:%Y-%m-%d %H:%M} – {recording.end:%Y-%m-%d %H:%M}"
    return f"{device} · {times}" if device else times
