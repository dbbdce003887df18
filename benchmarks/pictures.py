"""Drawing a night's picture."""

from __future__ import annotations

import statistics

from benchmarks.measure import Row, seconds
from benchmarks.nights import nine_thousand_rows
from figures import night_figure
from oximetry import analyse, read_recording
from rendering import Renderer


def png_warm(runs: int) -> Row:
    """A 1280×720 PNG with a warm renderer, against a cold one (browser start included)."""
    recording = read_recording(*nine_thousand_rows())
    figure = night_figure(recording, analyse(recording))
    renderer = Renderer()
    cold = seconds(lambda: renderer.render_png(figure, width=1280, height=720))
    try:
        warm = [seconds(lambda: renderer.render_png(figure, width=1280, height=720)) for _ in range(runs)]
    finally:
        renderer.close()
    median = statistics.median(warm)
    return Row("png_warm_ms", round(median * 1000, 1), "ms", runs, "cold call", round(median / cold, 4))
