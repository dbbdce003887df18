"""Figures of a recording and its analysis: pure plotly, no language, no web."""

from figures.config import GRAPH_CONFIG, graph_config
from figures.night import night_figure
from figures.report_night import ReportWords, report_night_figure
from figures.theme import DARK, LIGHT, Theme
from figures.words import ENGLISH, FigureWords

__all__ = [
    "DARK",
    "ENGLISH",
    "GRAPH_CONFIG",
    "LIGHT",
    "FigureWords",
    "ReportWords",
    "Theme",
    "graph_config",
    "night_figure",
    "report_night_figure",
]
