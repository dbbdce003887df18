"""The texts of a figure. The caller translates them, so that figures know no language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What stands in a figure, in the reader's language; English where nothing is given.

    ``date_format`` is a d3 time format: figures are also drawn where no locale is loaded,
    so a language whose months are not English asks for numbers, e.g. ``%d.%m.%Y``.
    """

    spo2: str = "SpO₂, %"
    pulse: str = "Pulse, bpm"
    motion: str = "Motion"
    desaturations: str = "Desaturations ≥ 3 points (abc), depth"
    spo2_short: str = "SpO₂"
    pulse_short: str = "Pulse"
    desaturation: str = "Desaturation"
    no_reading: str = "No reading"
    not_recorded: str = "Not recorded"
    below_range: str = "Below the device's range"
    lowest: str = "Lowest"
    date_format: str = "%d %b %Y"


ENGLISH = FigureWords()
