"""EDF and EDF+ files with an oxygen saturation channel: sleep laboratories, ResMed, our own export.

Signals are taken by their labels (``edf_labels``). More than one reading a
second is an interpolated or held signal of a device that has no more than one:
of those, the one at each whole second is taken. Pulse comes onto the grid of
SpO2; each sample stands for its own period.

The device's missing values are below its range (ResMed writes -1, OpenPSG 0),
so the ranges of a reading are enough to know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from edfio import EdfSignal, read_edf

from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import SPO2_RANGE, Column, Columns, assemble
from oximetry.formats.edf_header import VERSION, Channel, Header, parse_header, sound
from oximetry.formats.edf_labels import is_heart_rate, is_pulse, spo2_rank
from oximetry.formats.edf_origin import Origin, origin_of
from oximetry.formats.edf_times import (
    ANONYMISED,
    Blocks,
    Ticks,
    blocks_of,
    check_order,
    gaps_in,
    start_at,
    ticks_of,
)
from oximetry.formats.filename import NamedFile
from oximetry.formats.placed import placed
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.messages import notice, refusal
from oximetry.recording import Mask, Recording

NAME = "edf"
MOTION_LABEL = "Motion"

_FASTEST_S = 1.0
_HAIR = 1e-6
_MOST_CANDIDATES = 4
_PERCENT = frozenset({"", "%", "percent", "pct", "%sat", "%spo2"})
_WAVE_DIMENSIONS = ("v", "%")
_BEYOND = 10_000


@dataclass(frozen=True, slots=True)
class Signal:
    """One channel's header and samples; ``factor`` makes its readings percent or beats per minute."""

    channel: Channel
    samples: EdfSignal
    factor: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """A saturation on its grid."""

    column: Column
    period_s: float
    per_second: float
    ticks: Ticks


def sniff(source: Source) -> bool:
    """Whether the file begins with EDF's version."""
    return source.data.startswith(VERSION)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: if it is damaged, or holds no oximetry.
    """
    header = parse_header(source.data)
    signals = _signals(source.data, header)
    annotations = _annotations(source.data, header)
    blocks, origin = blocks_of(header, annotations), origin_of(header.recording)
    start = start_at(source, header, float(blocks.onsets[0]))
    spo2 = _spo2(signals, blocks, start)
    if origin.format:
        spo2 = _without_gaps(spo2, blocks, annotations)
    pulse = _rate(signals, is_pulse, blocks, spo2.ticks)
    heart = None if pulse else _heart_rate(signals, blocks, spo2)
    columns = Columns(
        spo2.column, pulse or heart or _nothing(spo2.ticks), _motion(signals, blocks, spo2.ticks, origin)
    )
    said = [*_about_file(header, start.date() == ANONYMISED), *_about_rate(spo2)]
    if heart:
        said.append(notice("heart_rate_taken"))
    return assemble(
        placed(start, spo2.period_s, spo2.ticks.place),
        columns,
        format_name=origin.format or NAME,
        named=NamedFile(origin.device, origin.number, None),
        warnings=tuple(said),
    )


def _signals(data: bytes, header: Header) -> list[Signal]:
    """All channels that hold samples; refuses a file without a saturation among them."""
    if not any(spo2_rank(channel.label) is not None and channel.samples for channel in header.channels):
        raise refusal("edf_no_spo2")
    if not header.record_s:  # only files of annotations alone have records of no length
        raise refusal("edf_header")
    samples = read_edf(sound(data, header), header_encoding="latin-1").signals
    channels = (channel for channel in header.channels if not channel.is_annotations)
    pairs = zip(channels, samples, strict=True)
    return [Signal(channel, signal) for channel, signal in pairs if channel.samples and channel.scale]


def _annotations(data: bytes, header: Header) -> bytes:
    """What the first annotation channel holds, record after record; empty without one."""
    at = next((at for at, channel in enumerate(header.channels) if channel.is_annotations), None)
    if at is None:
        return b""
    records = np.frombuffer(data, np.uint8, header.records * header.record_bytes, header.size)
    begin = 2 * sum(channel.samples for channel in header.channels[:at])
    width = 2 * header.channels[at].samples
    return records.reshape(header.records, -1)[:, begin : begin + width].tobytes()


def _spo2(signals: Sequence[Signal], blocks: Blocks, start: datetime) -> Readings:
    """The readings of the most direct saturation that holds any."""
    candidates = sorted(
        (signal for signal in signals if spo2_rank(signal.channel.label) is not None),
        key=lambda signal: spo2_rank(signal.channel.label) or 0,
    )
    usable = [signal for each in candidates if (signal := _in_percent(each)) is not None]
    if not usable:
        raise refusal("edf_unit")
    readings = (_on_own_grid(signal, blocks, start) for signal in usable[:_MOST_CANDIDATES])
    found = next((each for each in readings if _holds_any(each.column)), None)
    if found is None:
        raise refusal("no_oximeter")
    return found


def _in_percent(signal: Signal) -> Signal | None:
    """The signal with the factor that makes it percent; None if its unit cannot be that."""
    scale = signal.channel.scale
    limits = (scale.low, scale.high) if scale else None
    if limits == (0, 1):
        return Signal(signal.channel, signal.samples, 100.0)
    is_percent = signal.channel.dimension.replace(" ", "").lower() in _PERCENT
    return signal if is_percent or limits == (0, 100) else None


def _on_own_grid(signal: Signal, blocks: Blocks, start: datetime) -> Readings:
    period_s = blocks.length_s / (signal.channel.samples * blocks.records)
    check_order(blocks, start, period_s)
    ticks = ticks_of(blocks, max(period_s, _FASTEST_S))
    column = _column(signal, blocks, ticks)
    return Readings(column, max(period_s, _FASTEST_S), 1 / period_s, ticks)


def _column(signal: Signal, blocks: Blocks, ticks: Ticks) -> Column:
    """The readings at the ticks, rounded half up to whole numbers.

    Only the samples that are taken become floats: a whole night at 256 Hz would
    need eight times its room. Half a step of the scale, if it is a small one, is
    added so that what was a half before it became 16 bits is one again.
    """
    scale = signal.channel.scale
    if scale is None:
        return _nothing(ticks)
    digital = signal.samples.digital[ticks.sample(signal.channel, blocks)].astype(np.float64)
    value = (scale.low + (digital - scale.lowest) * scale.step) * signal.factor
    noise = min(scale.step * signal.factor / 2, 0.01)
    whole = np.clip(np.floor(value + 0.5 + noise), -1, _BEYOND).astype(np.int32)
    return Column(whole, np.ones(len(whole), dtype=bool))


def _nothing(ticks: Ticks) -> Column:
    return Column(np.zeros(len(ticks.place), dtype=np.int32), np.zeros(len(ticks.place), dtype=bool))


def _holds_any(column: Column) -> bool:
    return bool(_possible(column).any())


def _possible(column: Column) -> Mask:
    lowest, highest = SPO2_RANGE
    return np.asarray((column.value >= lowest) & (column.value <= highest))


def _without_gaps(spo2: Readings, blocks: Blocks, annotations: bytes) -> Readings:
    """Without the samples that fill the gaps of a recording which we wrote."""
    gaps = gaps_in(spo2.ticks, blocks, spo2.period_s, annotations)
    column = Column(spo2.column.value[~gaps], spo2.column.given[~gaps])
    return Readings(column, spo2.period_s, spo2.per_second, spo2.ticks.without(gaps))


def _rate(
    signals: Sequence[Signal], is_named: Callable[[str], bool], blocks: Blocks, ticks: Ticks
) -> Column | None:
    """The first channel of that name that is no wave, at the ticks of SpO2."""
    rates = (signal for signal in signals if is_named(signal.channel.label))
    rate = next((each for each in rates if not _is_wave(each.channel)), None)
    return _column(rate, blocks, ticks) if rate else None


def _heart_rate(signals: Sequence[Signal], blocks: Blocks, spo2: Readings) -> Column | None:
    """A heart rate beside the readings of SpO2, in place of a pulse."""
    rate = _rate(signals, is_heart_rate, blocks, spo2.ticks)
    return Column(rate.value, rate.given & _possible(spo2.column)) if rate else None


def _is_wave(channel: Channel) -> bool:
    """Whether a channel named after the pulse holds its wave, in volts or percent."""
    return channel.dimension.strip().lower().endswith(_WAVE_DIMENSIONS)


def _motion(signals: Sequence[Signal], blocks: Blocks, ticks: Ticks, origin: Origin) -> Column | None:
    """The motion of our own export; elsewhere the label may stand for anything."""
    named = (signal for signal in signals if signal.channel.label == MOTION_LABEL)
    motion = next(named, None) if origin.format else None
    return _column(motion, blocks, ticks) if motion else None


def _about_file(header: Header, is_anonymised: bool) -> Iterator[RecordingWarning]:
    if is_anonymised:
        yield notice("anonymised_date")
    if header.missing:
        yield notice("edf_cut", declared=header.declared, found=header.records)


def _about_rate(spo2: Readings) -> Iterator[RecordingWarning]:
    if spo2.per_second > 1 + _HAIR:
        yield notice("edf_reduced", rate=f"{spo2.per_second:g}")


READER = Reader(
    NAME,
    title="EDF and EDF+ with an SpO2 channel (ResMed, sleep laboratories)",
    files=".edf",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
