"""The numbers of a night in groups, each with the rule that it was made by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from layouts.parts import card, disclosure
from night_view import (
    NOT_KNOWN,
    Explanation,
    Number,
    decimal,
    exactly,
    explanations,
    hours,
    nadir_rule,
    nadir_text,
    sustained_text,
)
from oximetry import Analysis
from oximetry.analysis import DeviceRule, OdiCount, TimeBelow


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers that belong together, and what their rules are."""

    name: str
    numbers: Sequence[Number]
    rules: Sequence[Explanation] = ()


def tiles(numbers: Sequence[Number]) -> Component:
    """The handful that sums up a night, large."""
    return html.Dl([_tile(number) for number in numbers], className="tiles")


def _tile(number: Number) -> Component:
    return html.Div(
        [
            html.Dt(number.name),
            html.Dd([html.Span(number.value, className="value"), html.Span(number.unit, className="unit")]),
            html.Dd(number.rule, className="rule"),
        ],
        className="tile",
    )


def details(analysis: Analysis) -> Component:
    """All the other numbers, a card for each group."""
    groups = [_drops(analysis), _times(analysis), _levels(analysis), _pulse(analysis)]
    return html.Div([_group(group) for group in groups], className="groups")


def _group(group: Group) -> Component:
    return card(group.name, [_list(group.numbers), *(disclosure(rule) for rule in group.rules)])


def _list(numbers: Sequence[Number]) -> Component:
    return html.Table(html.Tbody([_line(number) for number in numbers]), className="numbers")


def _line(number: Number) -> Component:
    name = html.Th([number.name, html.Small(number.rule) if number.rule else None], scope="row")
    return html.Tr(
        [name, html.Td([number.value, html.Span(number.unit, className="unit")], className="number")]
    )


def _drops(analysis: Analysis) -> Group:
    odi, device = analysis.odi["abc"], analysis.device_rule
    numbers = [_odi(threshold, odi[threshold]) for threshold in (3, 4)]
    told = explanations()
    rules = [told["abc"], told["device"]] if device else [told["abc"]]
    return Group(gettext("Desaturations"), [*numbers, *_device_drops(device)], rules)


def _odi(threshold: int, count: OdiCount) -> Number:
    rule = gettext(
        "rule abc; events: %(events)s; per valid hour: %(per_valid_hour)s",
        events=count.events,
        per_valid_hour=decimal(count.per_valid_hour),
    )
    return Number(f"ODI {threshold} %", decimal(count.per_hour), "/h", rule)


def _device_drops(device: DeviceRule | None) -> list[Number]:
    """What the device's own report counts; its rule asks for a fall of more than 3 or 4 points."""
    if device is None:
        return [Number(gettext("Device drops"), NOT_KNOWN, "", gettext("there are no valid readings"))]
    counted = ((3, device.drops_3, device.per_hour_3), (4, device.drops_4, device.per_hour_4))
    return [
        Number(
            gettext("Device drops >%(points)s %%", points=points),
            str(drops),
            "",
            gettext(
                "the device's own rule, baseline %(baseline)s %%; per hour: %(rate)s",
                baseline=device.baseline,
                rate=decimal(rate, 2),
            ),
        )
        for points, drops, rate in counted
    ]


def _times(analysis: Analysis) -> Group:
    times = [_time(threshold, below) for threshold, below in sorted(analysis.below.items(), reverse=True)]
    return Group(gettext("Time at low saturation"), [*times, _below_range(analysis)])


def _time(threshold: int, below: TimeBelow) -> Number:
    rule = gettext(
        "SpO2 %(rule)s %%: %(percent)s %% of the valid time",
        rule=below.rule.replace("<=", "≤"),
        percent=decimal(below.percent),
    )
    if below.seconds_with_below_range > below.seconds:
        with_them = duration(below.seconds_with_below_range)
        rule += ". " + gettext("With the time below the device's range: %(time)s", time=with_them)
    return Number(f"T{threshold}", duration(below.seconds), "", rule)


def _below_range(analysis: Analysis) -> Number:
    below = analysis.spo2.below_range
    rule = gettext("a pulse but no SpO2 after a very low value; counted in no time above unless it is said")
    return Number(gettext("Below the device's range"), duration(below.seconds), "", rule)


def _levels(analysis: Analysis) -> Group:
    spo2 = analysis.spo2
    held = gettext("lowest value held for 8 s")
    numbers = [
        Number(gettext("Mean"), decimal(spo2.mean), "%", gettext("over the valid readings")),
        Number(gettext("Median"), exactly(spo2.median), "%", ""),
        Number(gettext("Standard deviation"), decimal(spo2.sd), "%", ""),
        Number(gettext("Highest"), decimal(spo2.max, 0), "%", ""),
        Number(gettext("Lowest"), nadir_text(analysis), "%", nadir_rule(analysis)),
        Number(gettext("Sustained nadir"), sustained_text(analysis), "%", held),
    ]
    return Group("SpO2", numbers)


def _pulse(analysis: Analysis) -> Group:
    pulse, unit = analysis.pulse, gettext("bpm")
    numbers = [
        Number(gettext("Mean"), decimal(pulse.mean, 0), unit, gettext("over the valid readings")),
        Number(gettext("Median"), exactly(pulse.median), unit, ""),
        Number(gettext("Highest"), decimal(pulse.max, 0), unit, ""),
        Number(gettext("Lowest"), decimal(pulse.min, 0), unit, ""),
        Number(gettext("Time above 120"), duration(pulse.above_120_s), "", ""),
        Number(gettext("Time below 50"), duration(pulse.below_50_s), "", ""),
    ]
    return Group(gettext("Pulse"), numbers)


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, as 0:04:28."""
    whole = round(seconds)
    return f"{hours(whole - whole % 60)}:{whole % 60:02d}"
