"""A night's figure: complete, small, honest about gaps, and in the reader's language."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from plotly.graph_objects import Figure

from figures import DARK, FigureWords, night_figure
from figures.series import MOST_PIECES
from oximetry import analyse
from oximetry.indices import THRESHOLDS
from tests.unit.figures.nights import (
    START,
    analysis,
    below_range,
    clock_jump,
    desaturation,
    night,
    sensor_off,
    without_spo2,
)

MILLISECONDS_1970 = 1760560510000  # 2025-10-15T20:35:10 read as UTC: date -u -d … +%s, in ms


def traces(figure: Figure, name: str, kind: str | None = None) -> list[Any]:
    named = [trace for trace in figure.data if trace.name == name]
    return [trace for trace in named if kind is None or (trace.type == "scatter" and trace.mode == kind)]


def drawn(figure: Figure, name: str, rows: int, period_ms: int = 4000) -> list[int | None]:
    """Put the pieces of a curve back on one grid."""
    grid: list[int | None] = [None] * rows
    for trace in traces(figure, name, "lines"):
        assert trace.dx == period_ms
        begin = np.datetime64(trace.x0) - np.datetime64(START)
        first = int(begin / np.timedelta64(period_ms, "ms"))
        for number, value in enumerate(trace.y, start=first):
            assert grid[number] is None
            grid[number] = None if value is None else int(value)
    return grid


def texts(figure: Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_a_severe_ten_hour_night_is_below_60_kilobytes() -> None:
    stretches = tuple((start, start + 10) for start in range(1000, 8000, 1000))
    recording = without_spo2(night(9001, pulse=98), *stretches)
    events = tuple(desaturation(200 * number) for number in range(165))
    figure = night_figure(
        recording, analysis(recording, events=events, below=below_range(recording, *stretches))
    )
    assert len(figure.to_json()) <= 60_000


def test_a_night_full_of_gaps_is_below_60_kilobytes_too() -> None:
    recording = without_spo2(night(9001), *((start, start + 3) for start in range(20, 9000, 40)))
    assert len(night_figure(recording, analysis(recording)).to_json()) <= 60_000


@pytest.mark.parametrize("seed", range(5))
def test_every_sample_is_drawn_where_it_belongs(seed: int) -> None:
    random = np.random.default_rng(seed)
    valid = random.random(2000) > random.choice([0.001, 0.01, 0.3])
    recording = replace(night(2000), spo2_valid=valid)
    figure = night_figure(recording, analysis(recording))
    expected = [int(v) if ok else None for v, ok in zip(recording.spo2, valid, strict=True)]
    assert drawn(figure, "SpO₂", 2000) == expected
    assert len(traces(figure, "SpO₂", "lines")) <= MOST_PIECES


def test_no_line_crosses_a_gap() -> None:
    recording = sensor_off(night(), 300, 303)
    figure = night_figure(recording, analysis(recording))
    for name in ("SpO₂", "Pulse"):
        assert all(trace.connectgaps is False for trace in traces(figure, name, "lines"))
        assert drawn(figure, name, 900)[300:303] == [None] * 3


def test_a_lone_sample_between_gaps_is_a_dot() -> None:
    recording = without_spo2(night(), (300, 310), (311, 320))
    (dots,) = traces(night_figure(recording, analysis(recording)), "SpO₂", "markers")
    assert list(dots.x) == [MILLISECONDS_1970 + 310 * 4000]
    assert list(dots.y) == [recording.spo2[310]]


def test_all_panels_share_one_clock_and_one_crosshair() -> None:
    recording = night()
    figure = night_figure(recording, analysis(recording))
    assert [key for key in figure.layout.to_plotly_json() if key.startswith("xaxis")] == ["xaxis"]
    assert figure.layout.xaxis.tickformat.startswith("%H:%M\n")
    assert figure.layout.xaxis.spikemode == "across"
    assert figure.layout.hovermode == "x unified"
    assert list(figure.layout.xaxis.range) == [MILLISECONDS_1970, MILLISECONDS_1970 + 900 * 4000]


def test_panels_stand_one_above_the_other() -> None:
    recording = night()
    layout = night_figure(recording, analysis(recording)).layout
    domains = [axis.domain for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3, layout.yaxis4)]
    assert domains[0][1] == 1
    assert domains[3][0] == pytest.approx(0, abs=0.001)
    assert all(upper[0] > lower[1] for upper, lower in pairwise(domains))


@pytest.mark.parametrize(("compact", "height"), [(True, 480), (False, 576)])
def test_a_heading_stands_clear_of_the_ticks_around_it(compact: bool, height: int) -> None:
    """The heights are the smallest that a page draws; half a tick's height reaches over a panel's edge."""
    recording = sensor_off(night(), 300, 400)
    layout = night_figure(recording, analysis(recording), compact=compact).layout
    pixels = height - layout.margin.t - layout.margin.b
    gap = (layout.yaxis.domain[0] - layout.yaxis2.domain[1]) * pixels
    heading = layout.annotations[1]
    assert heading.text.startswith("<b>Desaturations")
    half_a_tick = layout.template.layout.font.size / 2
    assert heading.yshift >= half_a_tick - 2
    assert gap >= heading.yshift + 1.3 * heading.font.size + half_a_tick


def test_the_desaturations_heading_names_the_rule_and_the_unit() -> None:
    assert f"≥ {min(THRESHOLDS)} points (abc)" in FigureWords().desaturations


def test_the_limits_at_90_and_88_are_drawn_apart_and_labelled() -> None:
    recording = night()
    figure = night_figure(recording, analysis(recording))
    assert [shape.y0 for shape in figure.layout.shapes] == [90, 88]
    assert len({shape.line.dash for shape in figure.layout.shapes}) == 2
    assert {"90 %", "88 %"} <= set(texts(figure))


def test_desaturations_are_one_trace_of_bars_that_can_be_seen() -> None:
    recording = night()
    events = (desaturation(400, seconds=36, depth=7, nadir=86), desaturation(800.5, depth=4.5))
    (bars,) = traces(night_figure(recording, analysis(recording, events=events)), "Desaturation")
    assert list(bars.x) == [MILLISECONDS_1970 + 400_000, MILLISECONDS_1970 + 800_500]
    assert list(bars.width) == [36_000, 30_000]
    assert list(bars.y) == [7, 4.5]
    assert bars.customdata[0] == [86, 36]
    assert bars.marker.line.width >= 1


def test_each_kind_of_gap_has_its_own_name_and_hatch() -> None:
    recording = clock_jump(sensor_off(without_spo2(night(), (100, 110)), 300, 400), 500, 600)
    figure = night_figure(recording, analysis(recording, below=below_range(recording, (100, 110))))
    hatched = {
        trace.name: trace for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape
    }
    assert set(hatched) == {"Below the device's range (< 61 %)", "No reading", "Not recorded"}
    assert len({trace.marker.pattern.shape for trace in hatched.values()}) == 3
    assert list(hatched["No reading"].width) == [400_000]


def test_a_hatch_is_named_once_though_two_panels_show_it() -> None:
    recording = sensor_off(night(), 300, 400)
    panels = traces(night_figure(recording, analysis(recording)), "No reading")
    assert [(trace.yaxis, trace.showlegend) for trace in panels] == [("y", True), ("y3", False)]
    assert panels[0].customdata[0] == "6:40"


def test_a_whole_night_has_no_hatch() -> None:
    recording = night()
    assert not any(trace.showlegend for trace in night_figure(recording, analysis(recording)).data)


def test_a_missing_spo2_that_is_not_below_range_is_no_reading() -> None:
    recording = without_spo2(night(), (100, 110))
    figure = night_figure(recording, analysis(recording))
    assert [trace.name for trace in figure.data if trace.showlegend] == ["No reading"]


@pytest.mark.parametrize(("nadir", "bottom"), [(94, 80), (82, 80), (81, 80), (80, 70), (61, 60), (60, 50)])
def test_the_spo2_axis_is_fixed_but_never_cuts_the_nadir_off(nadir: int, bottom: int) -> None:
    recording = night(spo2=nadir)
    low, high = night_figure(recording, analysis(recording)).layout.yaxis.range
    assert (low, high) == (bottom, 100.6)


def test_below_range_is_drawn_from_the_floor_downwards() -> None:
    recording = without_spo2(night(spo2=61), (100, 110))
    figure = night_figure(recording, analysis(recording, below=below_range(recording, (100, 110))))
    (hatch,) = traces(figure, "Below the device's range (< 61 %)")
    assert (hatch.base, list(hatch.y)) == (50, [11])
    assert figure.layout.yaxis.range[0] == 50
    assert "Lowest < 61 %" in texts(figure)


@pytest.mark.parametrize(("measured", "floor"), [(66, 61), (62, 61), (58, 58)])
def test_no_lowest_value_is_above_a_measured_one(measured: int, floor: int) -> None:
    recording = without_spo2(night(), (300, 310))
    recording.spo2[[299, 310, 700]] = 66, 66, measured
    figure = night_figure(recording, analyse(recording))
    assert f"Lowest < {floor} %" in texts(figure)
    (hatch,) = traces(figure, f"Below the device's range (< {floor} %)")
    assert hatch.base + hatch.y[0] == floor
    assert figure.layout.yaxis.range[0] <= floor - 10


def test_the_lowest_value_is_labelled() -> None:
    recording = night()
    recording.spo2[700] = 83
    figure = night_figure(recording, analysis(recording))
    (label,) = [note for note in figure.layout.annotations if note.text == "Lowest 83 %"]
    assert (label.x, label.y) == (MILLISECONDS_1970 + 700 * 4000, 83)


def test_the_pulse_axis_widens_where_the_pulse_leaves_it() -> None:
    calm, fast = night(), night(pulse=131)
    assert list(night_figure(calm, analysis(calm)).layout.yaxis3.range) == [40, 120]
    assert list(night_figure(fast, analysis(fast)).layout.yaxis3.range) == [40, 140]


def test_motion_is_the_largest_count_of_each_minute() -> None:
    recording = night(40)
    (steps,) = traces(night_figure(recording, analysis(recording)), "Motion")
    assert list(steps.y) == [14, 29, 39, 39]  # 15 samples of 4 s a minute; the last value ends its step
    assert (steps.dx, steps.line.shape) == (60_000, "hv")


def test_a_device_without_motion_gets_no_empty_panel() -> None:
    recording = night()
    recording = replace(recording, motion_valid=np.zeros(900, dtype=np.bool_))
    figure = night_figure(recording, analysis(recording))
    assert "yaxis4" not in figure.layout
    assert not traces(figure, "Motion")
    assert figure.layout.xaxis.anchor == "y3"


@pytest.mark.parametrize("rows", [1, 900])
def test_a_night_without_a_reading_still_draws(rows: int) -> None:
    recording = sensor_off(night(rows), 0, rows)
    figure = night_figure(recording, analysis(recording))
    assert [trace.name for trace in figure.data if trace.showlegend] == ["No reading"]


def test_every_text_comes_from_the_words() -> None:
    words = FigureWords(**{field.name: f"[{field.name}]" for field in fields(FigureWords)})
    recording = clock_jump(sensor_off(without_spo2(night(), (100, 110)), 300, 400), 500, 600)
    numbers = analysis(recording, below=below_range(recording, (100, 110)), events=(desaturation(40),))
    drawing = night_figure(recording, numbers, words).to_json()
    assert all(f"[{field.name}]" in drawing for field in fields(FigureWords))
    english = [field.default for field in fields(FigureWords) if field.name != "date_format"]
    assert not [text for text in english if f'"{text}' in drawing]


def test_only_a_picture_that_travels_alone_has_a_title() -> None:
    recording = night()
    numbers = analysis(recording)
    assert night_figure(recording, numbers).layout.title.text is None
    figure = night_figure(recording, numbers, title="15 <b> October", subtitle="a < b")
    assert figure.layout.title.text == "<b>15 &lt;b&gt; October</b>"
    assert figure.layout.title.subtitle.text == "a &lt; b"


def test_a_compact_figure_leaves_the_finger_to_the_page() -> None:
    recording = night()
    numbers = analysis(recording)
    wide, compact = (night_figure(recording, numbers, compact=flag).layout for flag in (False, True))
    assert compact.dragmode is False
    assert compact.xaxis.nticks < wide.xaxis.nticks
    assert compact.margin.l < wide.margin.l


def test_the_theme_colours_the_figure() -> None:
    recording = night()
    figure = night_figure(recording, analysis(recording), theme=DARK)
    assert figure.layout.template.layout.paper_bgcolor == DARK.paper
    assert traces(figure, "SpO₂")[0].line.color == DARK.spo2
