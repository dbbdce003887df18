"""The ``rolling`` rule: against its definition read word by word, and case by case."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import analyse, read_file
from oximetry.recording import Samples
from oximetry.rolling import rolling_events
from oximetry.signal import BELOW_RANGE, MISSING, coded_spo2
from tests.recordings import NAP, QUIET_NIGHT, REPORT_NIGHT, RING_NIGHT, real

FLAT = [96] * 60


def by_the_word(values: list[int], period_s: float, threshold: int) -> list[tuple[int, int]]:
    """Events as (first, after) samples: the definition, one sample after the other."""
    events, since, at = [], 0, 0
    while at < len(values):
        gap = gap_at(values, at, period_s)
        if gap:
            at = since = gap
            continue
        window = math.ceil(120 / period_s)
        before = [max(each, 0) for each in values[max(since, at - window) : at]]
        level = max(before, default=0)
        reading = 60 if values[at] == BELOW_RANGE else values[at]
        if reading == MISSING or level - reading < threshold:
            at += 1
            continue
        end = end_of(values, at, level, period_s)
        if end is None:
            at += 1
            while at < len(values) and not gap_at(values, at, period_s):
                at += 1
            continue
        if (end - at) * period_s >= 10:
            events.append((at, end))
        at = since = end
    return events


def gap_at(values: list[int], at: int, period_s: float) -> int | None:
    """The sample after a gap of more than 10 s that begins with this one."""
    after = at
    while after < len(values) and values[after] == MISSING:
        after += 1
    begins = at == 0 or values[at - 1] != MISSING
    return after if begins and (after - at) * period_s > 10 else None


def end_of(values: list[int], at: int, level: int, period_s: float) -> int | None:
    lowest = level
    for here in range(at, len(values)):
        if gap_at(values, here, period_s):
            return None
        if (here - at) * period_s >= 120:
            return here
        reading = 60 if values[here] == BELOW_RANGE else values[here]
        if reading == MISSING:
            continue
        if reading >= level - 1 or (here > at and reading - lowest >= 2 / 3 * (level - lowest) - 1e-9):
            return here
        lowest = min(lowest, reading)
    return None


def found(values: Samples, period_s: float, threshold: int) -> list[tuple[int, int]]:
    events = rolling_events(values, period_s, [threshold])[threshold]
    return [(event.first, event.after) for event in events]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([MISSING, BELOW_RANGE, *range(84, 98)]),
            st.one_of(st.integers(1, 8), st.integers(20, 60)),
        ),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from([1.0, 2.0, 4.0, 0.5]),
    st.sampled_from([3, 4]),
)
def test_events_are_those_of_the_definition(
    pieces: list[tuple[int, int]], period_s: float, threshold: int
) -> None:
    values = [value for value, length in pieces for _ in range(length)]
    expected = by_the_word(values, period_s, threshold)
    assert found(np.array(values, dtype=np.int16), period_s, threshold) == expected


@pytest.mark.parametrize("name", [REPORT_NIGHT, QUIET_NIGHT, RING_NIGHT, NAP])
@pytest.mark.parametrize("threshold", [3, 4])
def test_real_nights_are_those_of_the_definition(name: str, threshold: int) -> None:
    night = read_file(real(name))
    values = coded_spo2(night)
    expected = by_the_word(values.tolist(), night.period_s, threshold)
    assert found(values, night.period_s, threshold) == expected
    assert analyse(night).odi["rolling"][threshold].events == len(expected)
