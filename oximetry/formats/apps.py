"""Which program of the Viatom family wrote a CSV, by headings that only it was seen to write."""

from __future__ import annotations

from collections.abc import Sequence

from oximetry.formats.months import plain

_REMINDERS = ("spo2 reminder", "pr reminder")
_APPS: dict[tuple[str, ...], str] = {
    ("time", "oxygen level", "pulse rate", "motion"): "ViHealth",
    ("timp", "nivel de oxigen", "puls cardiac", "miscare"): "ViHealth",
    ("time", "spo2", "pulse rate", "motion", *_REMINDERS): "O2 Insight",
    ("time", "spo2(%)", "pulse rate(bpm)", "motion", *_REMINDERS): "O2 Insight Pro",
    (
        *("time", "oxygen level(%)", "pulse rate(bpm)", "motion"),
        *("oxygen level reminder", "pr reminder"),
    ): "O2 Insight Pro",
    ("time", "spo2(%)", "pulse rate(bpm)", "motion", "vibration", "invalid"): "O2RingCloudDownloader",
}


def app_of(headings: Sequence[str]) -> str | None:
    """The program, or None where the headings are those of several, or of none that is known."""
    named = tuple(plain(heading.strip()) for heading in headings if heading.strip())
    return _APPS.get(named)
