"""A night's numbers as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from oximetry.analysis import Analysis, DeviceRule, OdiCount, Spo2Levels, TimeBelow
from oximetry.levels import SUSTAINED_S
from oximetry.recording import Recording

_LABEL = 22


def table(name: str, recording: Recording, analysis: Analysis) -> str:
    """The numbers that a doctor looks for first, one a line, and what to know about the recording."""
    lines = [name, *_recording(recording, analysis), *_levels(analysis), *_times(analysis), *_odi(analysis)]
    if analysis.device_rule:
        lines += _device(analysis.device_rule)
    lines += [_line("note", warning.message) for warning in analysis.warnings]
    return "\n".join(lines) + "\n"


def _line(label: str, text: str) -> str:
    return f"  {label:<{_LABEL}}{text}"


def _recording(recording: Recording, analysis: Analysis) -> Iterator[str]:
    device = " ".join(filter(None, (recording.device, recording.device_number))) or "not stated"
    yield _line("device", f"{device} ({recording.format})")
    yield _line("recorded", f"{analysis.start:%Y-%m-%d %H:%M:%S} to {analysis.end:%Y-%m-%d %H:%M:%S}")
    share = 100 * analysis.valid_spo2 / analysis.rows
    hours = clock(analysis.recording_s)
    yield _line("duration", f"{hours}, a sample every {analysis.period_s:g} s, {share:.1f} % with valid SpO2")


def _levels(analysis: Analysis) -> Iterator[str]:
    spo2, pulse = analysis.spo2, analysis.pulse
    if spo2.mean is not None:
        yield _line("SpO2 mean, min, max", f"{spo2.mean:.1f} %, {spo2.min} %, {spo2.max} %")
        yield _line("SpO2 sustained nadir", _sustained(spo2))
    if spo2.below_range.runs:
        below = spo2.below_range
        yield _line("SpO2 below range", f"{below.runs} x, {clock(below.seconds)}, below {below.floor} %")
    if pulse.mean is not None:
        yield _line("pulse mean, min, max", f"{pulse.mean:.1f} bpm, {pulse.min} bpm, {pulse.max} bpm")


def _sustained(spo2: Spo2Levels) -> str:
    """Below the device's range for so long, only the upper bound is known."""
    below = spo2.below_range
    return (
        f"below {below.floor} %" if below.longest_s >= SUSTAINED_S else f"{_or_dash(spo2.sustained_nadir)} %"
    )


def _times(analysis: Analysis) -> Iterator[str]:
    for below in analysis.below.values():
        yield _line(f"SpO2 {below.rule} %", _time_below(below))


def _time_below(below: TimeBelow) -> str:
    text = f"{clock(below.seconds)}  {below.percent:.2f} %"
    if below.seconds_with_below_range > below.seconds:
        text += f"  ({clock(below.seconds_with_below_range)} with below-range time)"
    return text


def _odi(analysis: Analysis) -> Iterator[str]:
    for rule, counts in analysis.odi.items():
        for threshold, count in counts.items():
            yield _line(f"ODI{threshold} ({rule} rule)", _per_hour(count))


def _per_hour(count: OdiCount) -> str:
    return f"{count.per_hour:.2f} /h  ({count.events} events; {count.per_valid_hour:.2f} /h of valid time)"


def _device(rule: DeviceRule) -> Iterator[str]:
    yield _line("device drops > 3", f"{rule.drops_3}  ({rule.per_hour_3:.2f} /h, the device's own rule)")
    yield _line("device drops > 4", f"{rule.drops_4}  ({rule.per_hour_4:.2f} /h, the device's own rule)")


def _or_dash(value: int | None) -> str:
    return "--" if value is None else str(value)


def clock(seconds: float) -> str:
    """Seconds as hours, minutes and seconds."""
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
