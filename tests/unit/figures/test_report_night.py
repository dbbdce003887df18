"""The figure of a report's picture: taken for no recording, honest about gaps and the floor, and small."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from plotly.graph_objects import Figure

from figures import DARK, FigureWords, ReportWords, report_night_figure
from pdf_parser.report import Curve

START = datetime(2025, 10, 15, 20, 35, 5)


def a_curve(
    name: str = "spo2", middle: float = 90.0, columns: int = 1100, floor: float | None = None
) -> Curve:
    """Ten hours that waver a little, each column's stroke two units high."""
    values = np.round(middle + np.sin(np.arange(columns) / 9.7), 2)
    return Curve(
        name=name,
        start=START,
        period_s=36000 / columns,
        low=tuple((values - 1).tolist()),
        high=tuple((values + 1).tolist()),
        middle=tuple(values.tolist()),
        floor=floor,
    )


def with_gap(curve: Curve, first: int, past: int) -> Curve:
    def gapped(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return values[:first] + (None,) * (past - first) + values[past:]

    return replace(curve, low=gapped(curve.low), high=gapped(curve.high), middle=gapped(curve.middle))


def texts(figure: Figure) -> list[str]:
    return [annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations]


def test_spo2_stands_above_pulse_over_one_clock() -> None:
    figure = report_night_figure([a_curve("pulse", 66), a_curve()])
    assert [trace.yaxis for trace in figure.data if trace.name == "SpO₂"] == ["y"] * 3
    assert [trace.yaxis for trace in figure.data if trace.name == "Pulse"] == ["y2"] * 3
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    begin, end = figure.layout.xaxis.range
    assert end - begin == 36_000_000


def test_a_curve_is_a_hatched_band_around_a_dashed_line() -> None:
    curve = a_curve()
    low, high, middle = report_night_figure([curve]).data
    assert (high.fill, high.fillpattern.shape) == ("tonexty", "/")
    assert low.line.width == high.line.width == 0
    assert "px" in middle.line.dash
    assert list(low.y) == pytest.approx(curve.low, abs=0.051)
    assert list(high.y) == pytest.approx(curve.high, abs=0.051)
    assert list(middle.y) == pytest.approx(curve.middle, abs=0.051)


def test_each_curve_keeps_its_own_columns() -> None:
    pulse = replace(a_curve("pulse", 66, columns=1000), start=START + timedelta(seconds=9))
    figure = report_night_figure([a_curve(columns=1200), pulse])
    assert {(trace.name, trace.x0, trace.dx) for trace in figure.data} == {
        ("SpO₂", "2025-10-15T20:35:05", 30_000),
        ("Pulse", "2025-10-15T20:35:14", 36_000),
    }


def test_nothing_is_drawn_in_a_gap() -> None:
    low, high, middle = report_night_figure([with_gap(a_curve(), 300, 340)]).data
    assert list(middle.y[300:340]) == [None] * 40
    assert middle.connectgaps is False
    assert list(low.y[300:340]) == list(high.y[300:340])
    assert low.y[299] < high.y[299]
    assert low.y[340] < high.y[340]


def test_it_says_that_it_is_an_approximation() -> None:
    said = "Read off the picture in the device's report: an approximation"
    assert all(said in texts(report_night_figure([a_curve()], compact=compact)) for compact in (False, True))


@pytest.mark.parametrize(("compact", "rows"), [(True, 2), (False, 1)])
def test_what_it_says_has_room_above_the_first_heading(compact: bool, rows: int) -> None:
    layout = report_night_figure([a_curve()], compact=compact).layout
    (note,) = [note for note in layout.annotations if note.text.startswith("Read off")]
    assert note.text.count("<br>") == rows - 1
    assert layout.margin.t >= note.yshift + 1.3 * rows * note.font.size


@pytest.mark.parametrize("floor", [50.0, 70.0])
def test_where_the_report_ends_is_drawn_and_said(floor: float) -> None:
    figure = report_night_figure([a_curve(floor=floor), a_curve("pulse", 66)])
    (line,) = figure.layout.shapes
    assert (line.y0, line.y1, line.yref) == (floor, floor, "y")
    assert f"below {floor:g} % the report shows nothing" in texts(figure)
    assert figure.layout.yaxis.range[0] < floor


def test_a_curve_that_was_not_cut_off_has_no_such_line() -> None:
    figure = report_night_figure([a_curve(), a_curve("pulse", 31, floor=30)])
    assert not figure.layout.shapes
    assert not [text for text in texts(figure) if "shows nothing" in text]


@pytest.mark.parametrize(("level", "bottom"), [(90, 80), (82, 70), (66, 60)])
def test_the_spo2_axis_holds_the_curve(level: float, bottom: float) -> None:
    assert list(report_night_figure([a_curve(middle=level)]).layout.yaxis.range) == [bottom, 100.6]


@pytest.mark.parametrize(("level", "extent"), [(66, [40, 120]), (130, [40, 140]), (35, [20, 120])])
def test_the_pulse_axis_holds_the_curve(level: float, extent: list[float]) -> None:
    assert list(report_night_figure([a_curve("pulse", level)]).layout.yaxis.range) == extent


def test_nothing_is_counted_or_marked() -> None:
    figure = report_night_figure([a_curve(), a_curve("pulse", 66)])
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert len(figure.data) == 6
    assert "esaturation" not in figure.to_json()


def test_a_night_is_below_120_kilobytes() -> None:
    figure = report_night_figure([a_curve(columns=1300, floor=70), a_curve("pulse", 166, columns=1300)])
    assert len(figure.to_json()) <= 120_000


def test_every_text_comes_from_the_words() -> None:
    words = ReportWords(
        figure=FigureWords(spo2="[spo2]", pulse="[pulse]", spo2_short="[s]", pulse_short="[p]"),
        approximation="[approximation < 1]",
        nothing_below="[nothing] %(floor)s %%",
    )
    figure = report_night_figure([a_curve(floor=70), a_curve("pulse", 66)], words)
    assert texts(figure) == ["<b>[spo2]</b>", "<b>[pulse]</b>", "[approximation &lt; 1]", "[nothing] 70 %"]
    assert {trace.name for trace in figure.data} == {"[s]", "[p]"}


def test_the_theme_and_the_title_are_those_asked_for() -> None:
    figure = report_night_figure([a_curve()], theme=DARK, title="15 <b> October")
    assert figure.layout.template.layout.paper_bgcolor == DARK.paper
    assert figure.data[2].line.color == DARK.spo2
    assert figure.layout.title.text == "<b>15 &lt;b&gt; October</b>"


def test_a_compact_figure_leaves_the_finger_to_the_page() -> None:
    assert report_night_figure([a_curve()], compact=True).layout.dragmode is False


def test_no_curve_is_no_figure() -> None:
    with pytest.raises(ValueError, match="at least one"):
        report_night_figure([])
