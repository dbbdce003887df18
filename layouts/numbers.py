"""The numbers of a night in groups, each with the rule that it was made by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from field_words import duration
from layouts.parts import card, disclosure, unbroken
from night_view import (
    NOT_KNOWN,
    Explanation,
    Number,
    decimal,
    exactly,
    explanations,
    nadir_rule,
    nadir_text,
    sustained_text,
)
from oximetry import Analysis
from oximetry.analysis import Complexity, DeviceRule, OdiCount, Periodicity, PulseRises, TimeBelow


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
    short = [_pulse(analysis)]
    if analysis.complexity:
        short.append(_regularity(analysis, analysis.complexity))
    cards = [_group(group) for group in (_drops(analysis), _times(analysis), _levels(analysis))]
    return html.Div(
        [*cards, html.Div([_group(group) for group in short], className="stack")], className="groups"
    )


def _group(group: Group) -> Component:
    return card(group.name, [_list(group.numbers), *(disclosure(rule) for rule in group.rules)])


def _list(numbers: Sequence[Number]) -> Component:
    return html.Table(html.Tbody([_line(number) for number in numbers]), className="numbers")


def _line(number: Number) -> Component:
    rule = html.Small(unbroken(number.rule)) if number.rule else None
    name = html.Th([unbroken(number.name), rule], scope="row")
    return html.Tr(
        [name, html.Td([number.value, html.Span(number.unit, className="unit")], className="number")]
    )


def _drops(analysis: Analysis) -> Group:
    odi, device = analysis.odi, analysis.device_rule
    indices = [_odi(rule, threshold, odi[rule][threshold]) for rule in odi for threshold in (3, 4)]
    told = explanations()
    rules = [told["abc"], told["rolling"], *([told["device"]] if device else [])]
    numbers = [*indices, *_totals(analysis), *(_device_drops(device) if device else [_no_drops(analysis)])]
    return Group(gettext("Desaturations"), numbers, rules)


def _odi(name: str, threshold: int, count: OdiCount) -> Number:
    rule = gettext(
        "rule %(rule)s; events: %(events)s; per valid hour: %(per_valid_hour)s",
        rule=name,
        events=count.events,
        per_valid_hour=decimal(count.per_valid_hour),
    )
    return Number(f"ODI {threshold} % ({name})", decimal(count.per_hour), "/h", rule)


def _totals(analysis: Analysis) -> list[Number]:
    """What all desaturations together were like."""
    total, rule = analysis.desaturation_totals, gettext("rule abc, 3 %")
    return [
        Number(gettext("Longest desaturation"), decimal(total.longest_s, 0), "s", rule),
        Number(gettext("Deepest desaturation"), decimal(total.deepest_pct, 0), gettext("points"), rule),
        Number(
            gettext("Desaturation area"),
            decimal(total.area_pct_min_per_hour),
            "% min/h",
            gettext("what lies below the beginning of each event, per recorded hour; rule abc, 3 %"),
        ),
    ]


def _no_drops(analysis: Analysis) -> Number:
    """Why there are none: nothing to count in, or a device of another maker."""
    nothing = gettext("there are no valid readings")
    other = gettext("the rule is known for devices of Viatom, Wellue and Checkme only")
    return Number(gettext("Device drops"), NOT_KNOWN, "", other if analysis.valid_spo2 else nothing)


def _device_drops(device: DeviceRule) -> list[Number]:
    """What the device's own report counts; its rule asks for a fall of more than 3 or 4 points."""
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
    longest = Number(
        gettext("Longest time at or below 88 %"),
        duration(analysis.below[88].longest_s),
        "",
        gettext("without a reading above it or a missing one"),
    )
    hidden = [_below_range(analysis)] if analysis.device_rule else []  # only these devices have the limit
    return Group(gettext("Time at low saturation"), [*times, longest, *hidden])


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
    deficit = gettext("mean of 90 % less SpO2, 0 from 90 % up, over the valid readings")
    delta = gettext("mean change between successive means of 12 s")
    numbers = [
        Number(gettext("Mean"), decimal(spo2.mean), "%", gettext("over the valid readings")),
        Number(gettext("Median"), exactly(spo2.median), "%", ""),
        Number(gettext("Standard deviation"), decimal(spo2.sd), "%", ""),
        Number(gettext("Highest"), decimal(spo2.max, 0), "%", ""),
        Number(gettext("Lowest"), nadir_text(analysis), "%", nadir_rule(analysis)),
        Number(gettext("Sustained nadir"), sustained_text(analysis), "%", held),
        Number(gettext("Deficit below 90 %"), decimal(spo2.deficit_below_90, 2), "%", deficit),
        Number(gettext("Delta index"), decimal(spo2.delta_index, 2), "%", delta),
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
        _rises(pulse.rises),
    ]
    return Group(gettext("Pulse"), numbers)


def _rises(rises: PulseRises) -> Number:
    rule = gettext(
        "by at least %(points)s bpm within 30 s; events: %(events)s",
        points=rises.threshold_bpm,
        events=rises.events,
    )
    return Number(gettext("Rises"), decimal(rises.per_hour), "/h", rule)


def _regularity(analysis: Analysis, found: Complexity) -> Group:
    """Complexity, always with the time between readings, and what repeats."""
    period = gettext("a reading every %(period)s s", period=f"{found.period_s:g}")
    measures = (
        ("ApEn", found.apen),
        ("SampEn", found.sampen),
        ("LZ", found.lz),
        ("CTM", found.ctm),
        ("DFA", found.dfa),
    )
    numbers = [Number(name, decimal(value, 3), "", period) for name, value in measures]
    numbers += _periodic(analysis.periodicity) if analysis.periodicity else []
    return Group(gettext("Complexity and periodicity"), numbers, [explanations()["regularity"]])


def _periodic(found: Periodicity) -> list[Number]:
    numbers = []
    if found.spectrum and found.spectrum.band_ratio is not None:
        share = decimal(100 * found.spectrum.band_ratio)
        rule = gettext("of the spectrum's power, at 1 Hz")
        numbers.append(Number(gettext("Cycles of 30 to 71 s"), share, "%", rule))
    if found.prsa:
        rule = gettext("rise of the mean course around a fall, from lowest to highest")
        numbers.append(Number("PRSA", decimal(found.prsa.amplitude_pct, 2), "%", rule))
    return numbers
