"""What every part of one drawing shares."""

from __future__ import annotations

from dataclasses import dataclass

from figures.clock import Clock, clock
from figures.form import PHONE, WIDE, Form, Panel, panels
from figures.scales import Range, depth_range, pulse_range, spo2_range
from figures.theme import Theme
from figures.words import FigureWords
from oximetry.analysis import Analysis
from oximetry.recording import Recording

WEIGHTS = {"spo2": 5.0, "desaturations": 1.1, "pulse": 2.4, "motion": 0.9}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A night, the words and colours it is drawn with, and where its panels lie."""

    recording: Recording
    analysis: Analysis
    words: FigureWords
    theme: Theme
    form: Form
    clock: Clock
    panels: dict[str, Panel]

    @property
    def spo2_range(self) -> Range:
        """Lower and upper end of the SpO2 axis, %."""
        return spo2_range(self.recording, self.analysis.spo2.below_range)

    @property
    def pulse_range(self) -> Range:
        """Lower and upper end of the pulse axis, bpm."""
        return pulse_range(self.recording)

    @property
    def depth_range(self) -> Range:
        """Lower and upper end of the axis that desaturations hang from, points."""
        return depth_range(self.analysis.desaturations)


def lay_out(
    recording: Recording, analysis: Analysis, words: FigureWords, theme: Theme, *, compact: bool
) -> Sheet:
    """Return the sheet for a night, wide or for a phone."""
    form = PHONE if compact else WIDE
    strips = panels(_weights(recording), form.panel_gap)
    return Sheet(recording, analysis, words, theme, form, clock(recording), strips)


def _weights(recording: Recording) -> dict[str, float]:
    """Return the panels' weights; a device that writes no motion gets no empty panel for it."""
    if recording.motion_valid.any():
        return WEIGHTS
    return {name: weight for name, weight in WEIGHTS.items() if name != "motion"}
