"""The abc events, counted by us and by the published toolbox (its event index widened)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from oximetry import Recording, analyse, read_file
from oximetry.desaturation import find_events
from oximetry.recording import Samples
from oximetry.signal import coded_spo2, held, steps_of, stretches
from tests.recordings import (
    CONTEC_BINARY,
    CONTEC_CSV,
    NAP,
    QUIET_NIGHT,
    REPORT_NIGHT,
    RING_BINARY,
    RING_NIGHT,
    THIRD_NIGHT,
    real,
)
from tests.reference.nights import as_signal, simulated
from tests.reference.toolbox import Ask, Signal

REAL = [
    REPORT_NIGHT,
    QUIET_NIGHT,
    THIRD_NIGHT,
    RING_NIGHT,
    NAP,
    CONTEC_CSV,
    CONTEC_BINARY,
    RING_BINARY,
]
SIMULATED = 200
RANDOM = 200
CUT = 50  # of these are also given cut at their gaps

Nights = dict[str, Recording]


def ours(recording: Recording) -> list[int]:
    odi = analyse(recording).odi["abc"]
    return [odi[3].events, odi[4].events]


def beyond_tolerance(found: list[int], theirs: list[int]) -> bool:
    """More than 2 events and more than 2 % apart."""
    return any(abs(a - b) > max(2, 0.02 * b) for a, b in zip(found, theirs, strict=True))


def pieces(recording: Recording) -> Iterator[Signal]:
    """The signal between the gaps that no event may cross."""
    signal = as_signal(recording)
    for part in stretches(held(coded_spo2(recording), recording.period_s), period_s=1):
        if len(signal[part]):
            yield signal[part]


def total_of_pieces(ask: Ask, nights: Nights) -> dict[str, list[int]]:
    """What the toolbox counts in each piece by itself, added up for each night."""
    cut = {(name, at): piece for name, night in nights.items() for at, piece in enumerate(pieces(night))}
    keys = {f"{number}": name for number, (name, _) in enumerate(cut)}
    said = ask(dict(zip(keys, cut.values(), strict=True)), "events")
    totals = {name: [0, 0] for name in nights}
    for key, name in keys.items():
        totals[name] = [a + b for a, b in zip(totals[name], said[key]["events"]["value"], strict=True)]
    return totals


@cache
def made_up() -> Nights:
    return {str(seed): simulated(seed).recording() for seed in range(SIMULATED)}


@pytest.mark.parametrize("name", REAL)
def test_a_real_night(ask: Ask, name: str) -> None:
    night = read_file(real(name))
    theirs = ask({"night": as_signal(night)}, "events")["night"]["events"]["value"]
    assert not beyond_tolerance(ours(night), theirs), (ours(night), theirs)
    assert ours(night) == total_of_pieces(ask, {"night": night})["night"]


def test_simulated_nights_with_their_gaps(ask: Ask) -> None:
    nights = made_up()
    said = ask({name: as_signal(night) for name, night in nights.items()}, "events")
    counts = {name: (ours(night), said[name]["events"]["value"]) for name, night in nights.items()}
    assert {name: both for name, both in counts.items() if beyond_tolerance(*both)} == {}
    assert max(theirs[0] for _, theirs in counts.values()) > 128


def test_between_gaps_the_counts_are_the_same(ask: Ask) -> None:
    # So all that differs with the gaps is that the toolbox lets an event cross one of more than 10 s.
    nights = dict(list(made_up().items())[:CUT])
    assert {name: ours(night) for name, night in nights.items()} == total_of_pieces(ask, nights)


def random_signal(seed: int) -> Samples:
    """Half an hour of steps up and down, held for 1 to 8 s, with falls that no blood makes."""
    rng = np.random.default_rng((seed, 3))
    steps = rng.integers(-5, 5, size=600) * (rng.random(600) < rng.uniform(0.2, 1))
    levels = 50 + np.abs((rng.integers(0, 100) + steps.cumsum()) % 100 - 50)
    return np.repeat(levels, rng.integers(1, 9, size=600)).astype(np.int16)


def test_random_signals_without_gaps(ask: Ask) -> None:
    signals = {str(seed): random_signal(seed) for seed in range(RANDOM)}
    said = ask({name: signal.astype(np.float64) for name, signal in signals.items()}, "events")
    found = {
        name: [len(events) for events in find_events(steps_of(x), (3, 4)).values()]
        for name, x in signals.items()
    }
    assert found == {name: each["events"]["value"] for name, each in said.items()}


def test_the_toolbox_as_shipped_stops_at_128_events(ask: Ask) -> None:
    signal = as_signal(read_file(real(REPORT_NIGHT)))
    said = ask({"night": signal}, "events", "events_as_shipped")["night"]
    assert (said["events"]["value"], said["events_as_shipped"]["value"]) == ([165, 111], [128, 111])
