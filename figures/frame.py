"""What surrounds the curves: margins, title, legend, axes, headings, and how hovering works."""

from __future__ import annotations

from html import escape
from typing import Any

from figures.form import PHONE, Form, Panel
from figures.scales import Range
from figures.sheet import Layout
from figures.theme import Theme, template


def frame(sheet: Layout, title: str | None, subtitle: str | None, legend_entries: int) -> dict[str, Any]:
    """Return the layout of the figure, but for what is marked on the curves."""
    form, theme = sheet.form, sheet.theme
    return {
        "template": template(theme, form.font),
        "margin": _margin(form, with_title=title is not None, legend_entries=legend_entries),
        "title": _title(form, theme, title, subtitle) if title else None,
        "legend": _legend(),
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverdistance": 1,  # px: inside a gap, no reading from beside it
        "dragmode": False if form is PHONE else "zoom",
        "uirevision": sheet.clock.start.isoformat(),
        "xaxis": _time_axis(sheet),
        **_value_axes(sheet),
    }


def headings(sheet: Layout) -> list[dict[str, Any]]:
    """Return each panel's name, above it and level: a turned text is read last."""
    words = sheet.words
    texts = {
        "spo2": words.spo2,
        "desaturations": words.desaturations,
        "pulse": words.pulse,
        "motion": words.motion,
    }
    return [_heading(strip, texts[name], sheet.form) for name, strip in sheet.panels.items()]


def _margin(form: Form, *, with_title: bool, legend_entries: int) -> dict[str, int]:
    """Return the margins; a title and a legend take their room only where there is one."""
    left, right, top, bottom = form.margin
    rows = -(-legend_entries // form.legend_columns)
    return {
        "l": left,
        "r": right,
        "t": top + (form.title_height if with_title else 0),
        "b": bottom + rows * form.legend_row,
    }


def _legend() -> dict[str, Any]:
    """Return a legend at the very bottom, where neither headings nor plotly's buttons are."""
    place = {"x": 0, "y": 0, "yref": "container", "yanchor": "bottom", "orientation": "h"}
    return {**place, "bgcolor": "rgba(0,0,0,0)", "itemclick": False, "itemdoubleclick": False}


def _title(form: Form, theme: Theme, title: str, subtitle: str | None) -> dict[str, Any]:
    heading: dict[str, Any] = {"text": f"<b>{escape(title)}</b>", "font": {"size": form.title}}
    if subtitle:
        heading["subtitle"] = {"text": escape(subtitle), "font": {"size": form.font, "color": theme.muted}}
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"}
    return {**heading, **place, "pad": {"t": 12}}


def _time_axis(sheet: Layout) -> dict[str, Any]:
    """Return the one time axis of all panels, with a 24-hour clock and one line across them all."""
    return {
        "type": "date",
        "range": sheet.clock.span,
        "anchor": list(sheet.panels.values())[-1].axis,
        "tickformat": f"%H:%M\n{sheet.words.date_format}",
        "hoverformat": f"%H:%M:%S  {sheet.words.date_format}",
        "nticks": sheet.form.ticks,
        "ticks": "outside",
        "tickangle": 0,
        "showgrid": True,  # plotly leaves it out where there are bars
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "cursor",
        "spikethickness": 1,
        "spikedash": "solid",
    }


def _value_axes(sheet: Layout) -> dict[str, Any]:
    return {
        _axis_key(strip): _value_axis(strip, _scale(name, sheet.ranges.get(name)))
        for name, strip in sheet.panels.items()
    }


def _scale(name: str, extent: Range | None) -> dict[str, Any]:
    """Return what a panel's axis counts, and by which steps."""
    if extent is None:
        return {"rangemode": "tozero", "showticklabels": False, "showgrid": False}
    steps: dict[str, dict[str, Any]] = {
        "spo2": {"dtick": 5 if extent[0] >= 80 else 10},
        "desaturations": {"nticks": 3},
        "pulse": {"dtick": 20},
    }
    return {"range": extent, **steps[name]}


def _value_axis(strip: Panel, axis: dict[str, Any]) -> dict[str, Any]:
    return {**axis, "domain": [strip.bottom, strip.top], "anchor": "x", "fixedrange": True}


def _axis_key(strip: Panel) -> str:
    return strip.axis.replace("y", "yaxis")


def _heading(strip: Panel, text: str, form: Form) -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": strip.top, "yref": "paper", "yanchor": "bottom"}
    look = {"font": {"size": form.heading}, "showarrow": False, "yshift": form.heading_rise}
    return {**place, **look, "text": f"<b>{text}</b>"}
