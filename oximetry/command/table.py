"""A night's numbers as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from oximetry.analysis import Analysis, Complexity, DeviceRule, OdiCount, Periodicity, Spo2Levels, TimeBelow
from oximetry.device_report import DeviceReport
from oximetry.levels import SUSTAINED_S
from oximetry.recording import Recording

_LABEL = 24


def table(name: str, recording: Recording, analysis: Analysis) -> str:
    """The numbers that a doctor looks for first, one a line, and what to know about the recording."""
    lines = [name, *_recording(recording, analysis), *_levels(analysis), *_times(analysis), *_odi(analysis)]
    if analysis.desaturations:
        lines += _events(analysis)
    if analysis.device_rule:
        lines += _device(analysis.device_rule)
    if analysis.device_report:
        lines += _report(analysis.device_report)
    if analysis.complexity:
        lines += _complexity(analysis.complexity)
    if analysis.periodicity:
        lines += _periodicity(analysis.periodicity)
    lines += [_line("note", warning.message) for warning in analysis.warnings]
    return "\n".join(lines) + "\n"


def _line(label: str, text: str) -> str:
    return f"  {label:<{_LABEL}}{text}"


def _recording(recording: Recording, analysis: Analysis) -> Iterator[str]:
    device = " ".join(filter(None, (recording.device, recording.device_number))) or "not stated"
    written_by = ", ".join(filter(None, (recording.format, recording.app)))
    yield _line("device", f"{device} ({written_by})")
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
    if spo2.delta_index is not None:
        yield _line("delta index (12 s)", f"{spo2.delta_index:.2f} %")
    if pulse.mean is not None:
        yield _line("pulse mean, min, max", f"{pulse.mean:.1f} bpm, {pulse.min} bpm, {pulse.max} bpm")
        rises = pulse.rises
        yield _line(f"pulse rises >= {rises.threshold_bpm} bpm", f"{rises.per_hour:.1f} /h  ({rises.events})")


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


def _events(analysis: Analysis) -> Iterator[str]:
    total = analysis.desaturation_totals
    yield _line(
        "longest, deepest event", f"{total.longest_s:g} s, {total.deepest_pct:g} points (abc rule, 3 %)"
    )
    yield _line("desaturation area", f"{total.area_pct_min_per_hour:.1f} % min/h")


def _device(rule: DeviceRule) -> Iterator[str]:
    yield _line("device drops > 3", f"{rule.drops_3}  ({rule.per_hour_3:.2f} /h, the device's own rule)")
    yield _line("device drops > 4", f"{rule.drops_4}  ({rule.per_hour_4:.2f} /h, the device's own rule)")


def _report(report: DeviceReport) -> Iterator[str]:
    """What the file itself carries of the device's numbers."""
    drops = f"{_or_dash(report.drops_3)} > 3, {_or_dash(report.drops_4)} > 4"
    low = f"{_or_dash(report.below_90_s)} s in {_or_dash(report.below_90_episodes)} episodes"
    levels = f"mean {_or_dash(report.spo2_mean)} %, min {_or_dash(report.spo2_min)} %"
    yield _line("the device's summary", f"drops {drops}; SpO2 < 90 % {low}; {levels}")


def _complexity(found: Complexity) -> Iterator[str]:
    named = (
        ("ApEn", found.apen),
        ("SampEn", found.sampen),
        ("LZ", found.lz),
        ("CTM", found.ctm),
        ("DFA", found.dfa),
    )
    values = ", ".join(f"{name} {'--' if value is None else f'{value:.3f}'}" for name, value in named)
    yield _line("complexity", f"{values} (a sample every {found.period_s:g} s)")


def _periodicity(found: Periodicity) -> Iterator[str]:
    if found.spectrum and found.spectrum.band_ratio is not None:
        share = 100 * found.spectrum.band_ratio
        yield _line(
            "spectrum", f"{share:.1f} % of the power at 0.014-0.033 Hz ({found.spectrum.band_pct2:.2f} %2)"
        )
    if found.prsa:
        prsa = found.prsa
        yield _line("PRSA", f"capacity {prsa.capacity_pct:.2f} %, amplitude {prsa.amplitude_pct:.2f} %")


def _or_dash(value: int | None) -> str:
    return "--" if value is None else str(value)


def clock(seconds: float) -> str:
    """Seconds as hours, minutes and seconds."""
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
