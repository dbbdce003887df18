"""A whole night on one page: SpO2, its desaturations, pulse and motion over one clock."""

from __future__ import annotations

from typing import Any

from plotly.graph_objects import Figure

from figures.frame import frame, headings
from figures.gaps import hatches, pulse_gaps, spo2_gaps
from figures.marks import desaturation_bars, limit_labels, limit_lines, lowest_label
from figures.series import curve, motion_steps
from figures.sheet import Sheet, lay_out
from figures.theme import LIGHT, Theme
from figures.words import ENGLISH, FigureWords
from oximetry.analysis import Analysis
from oximetry.recording import Recording


def night_figure(
    recording: Recording,
    analysis: Analysis,
    words: FigureWords = ENGLISH,
    *,
    theme: Theme = LIGHT,
    compact: bool = False,
    title: str | None = None,
    subtitle: str | None = None,
) -> Figure:
    """Return the figure of a whole night.

    Args:
        recording: the samples.
        analysis: its numbers; desaturations and below-range stretches are marked from it.
        words: the texts in the reader's language.
        theme: ``LIGHT`` or ``DARK``.
        compact: for a phone of 390 px: fewer ticks, narrow margins, no dragging.
        title: a heading inside the figure, for pictures that travel alone.
        subtitle: a second, smaller line below the title.
    """
    sheet = lay_out(recording, analysis, words, theme, compact=compact)
    traces = [*_spo2(sheet), _desaturations(sheet), *_pulse(sheet), *_motion(sheet)]
    named = sum(trace["showlegend"] for trace in traces)
    layout = {
        **frame(sheet, title, subtitle, legend_entries=named),
        "shapes": limit_lines(theme),
        "annotations": [*headings(sheet), *limit_labels(theme), *lowest_label(sheet)],
    }
    return Figure({"data": traces, "layout": layout})


def _spo2(sheet: Sheet) -> list[dict[str, Any]]:
    recording, panel = sheet.recording, sheet.panels["spo2"]
    gaps = spo2_gaps(recording, sheet.analysis.spo2.below_range, sheet.words, sheet.theme)
    style = {"name": sheet.words.spo2_short, "unit": "%", "colour": sheet.theme.spo2}
    return [
        *hatches(gaps, sheet.clock, panel, sheet.spo2_range),
        *curve(recording.spo2, recording.spo2_valid, sheet.clock, panel, width=sheet.form.line, **style),
    ]


def _desaturations(sheet: Sheet) -> dict[str, Any]:
    style = {"name": sheet.words.desaturation, "colour": sheet.theme.desaturation}
    events, panel = sheet.analysis.desaturations, sheet.panels["desaturations"]
    return desaturation_bars(events, sheet.clock, panel, **style)


def _pulse(sheet: Sheet) -> list[dict[str, Any]]:
    recording, panel = sheet.recording, sheet.panels["pulse"]
    gaps = pulse_gaps(recording, sheet.words, sheet.theme)
    style = {"name": sheet.words.pulse_short, "unit": "", "colour": sheet.theme.pulse}
    return [
        *hatches(gaps, sheet.clock, panel, sheet.pulse_range),
        *curve(recording.pulse, recording.pulse_valid, sheet.clock, panel, width=sheet.form.line, **style),
    ]


def _motion(sheet: Sheet) -> list[dict[str, Any]]:
    if "motion" not in sheet.panels:
        return []
    style = {"name": sheet.words.motion, "colour": sheet.theme.motion}
    return [motion_steps(sheet.recording, sheet.clock, sheet.panels["motion"], **style)]
