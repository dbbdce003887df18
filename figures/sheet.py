"""What every part of one drawing shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from figures.clock import Clock, clock
from figures.form import PHONE, WIDE, Form, Panel, panels
from figures.scales import Range, depth_range, pulse_range, spo2_range
from figures.theme import Theme
from figures.words import FigureWords
from oximetry.analysis import Analysis
from oximetry.recording import Recording

WEIGHTS = {"spo2": 5.0, "desaturations": 1.1, "pulse": 2.4, "motion": 0.9}


class Layout(Protocol):
    """What the frame around the curves is drawn by, whatever the curves are of."""

    @property
    def words(self) -> FigureWords:
        """The texts."""

    @property
    def theme(self) -> Theme:
        """The colours."""

    @property
    def form(self) -> Form:
        """The sizes."""

    @property
    def clock(self) -> Clock:
        """The time that the time axis spans."""

    @property
    def panels(self) -> dict[str, Panel]:
        """The strips, from the top down."""

    @property
    def ranges(self) -> dict[str, Range]:
        """Lower and upper end of the value axes, by the panels' names; a panel without one fits itself."""


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
    def ranges(self) -> dict[str, Range]:
        """Lower and upper end of the value axes; desaturations hang from theirs, in points."""
        hanging = depth_range(self.analysis.desaturations)
        return {"spo2": self.spo2_range, "desaturations": hanging, "pulse": self.pulse_range}


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
