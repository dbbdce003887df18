"""Pieces of one night: joined where they belong together, refused where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, analyse
from oximetry.device_report import DeviceReport
from oximetry.joining import join, split_into
from oximetry.messages import notice
from oximetry.simulate import night
from tests.unit.oximetry.made_up import ARRAYS
from tests.unit.oximetry.samples import recording

NIGHT = night(hours=12, period_s=1).with_rem_clusters().recording()
CUT = 36_000  # readings in one file of an O2Ring S


def piece(whole: Recording, begin: int, end: int) -> Recording:
    arrays = {name: getattr(whole, name)[begin:end] for name in ARRAYS}
    return replace(whole, start=whole.start + timedelta(seconds=begin * whole.period_s), **arrays)


def later(made: Recording, seconds: float) -> Recording:
    return replace(made, start=made.start + timedelta(seconds=seconds))


def same(one: Recording, other: Recording) -> None:
    for name in ARRAYS:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert getattr(one, name).dtype == getattr(other, name).dtype
    assert (one.start, one.period_s) == (other.start, other.period_s)


def refused(*pieces: Recording) -> str:
    with pytest.raises(RecordingError) as error:
        join(pieces)
    assert error.value.advice % error.value.params
    return error.value.key


def codes(made: Recording) -> list[str]:
    return [warning.code for warning in made.warnings]


def test_a_night_cut_where_the_device_begins_a_new_file() -> None:
    joined = join([piece(NIGHT, CUT, len(NIGHT.spo2)), piece(NIGHT, 0, CUT)])
    same(joined, NIGHT)
    assert [warning.message for warning in joined.warnings] == ["The recording was joined from pieces (2)."]
    assert analyse(replace(joined, warnings=())) == analyse(NIGHT)


def test_a_pause_between_the_pieces_is_a_gap() -> None:
    joined = join([piece(NIGHT, 0, CUT), piece(NIGHT, CUT + 90, len(NIGHT.spo2))])
    assert not joined.recorded[CUT : CUT + 90].any()
    assert joined.recorded.sum() == len(NIGHT.spo2) - 90
    for name in ARRAYS:
        kept = np.where(joined.recorded, getattr(NIGHT, name), 0)
        assert np.array_equal(getattr(joined, name), kept), name
    assert joined.warnings[1:] == (notice("gaps", count=1, seconds=90),)
    assert analyse(joined).rows == len(NIGHT.spo2) - 90


@given(st.lists(st.integers(1, 899), max_size=6, unique=True), st.randoms())
def test_cut_anywhere_and_in_any_order(cuts: list[int], chance: object) -> None:
    whole = night(hours=1).with_gap("23:00", 100).recording()
    edges = [0, *sorted(cuts), len(whole.spo2)]
    pieces = [piece(whole, begin, end) for begin, end in pairwise(edges)]
    chance.shuffle(pieces)  # type: ignore[attr-defined]
    same(join(pieces), whole)
    assert [len(group) for group in split_into(pieces)] == [len(pieces)]


def test_one_piece_is_itself() -> None:
    assert join([NIGHT]) is NIGHT
    with pytest.raises(ValueError, match="nothing to join"):
        join([])


FIRST = replace(recording([95] * 100), device="O2Ring S", device_number="0331")  # 400 s
END_S = 400.0


@pytest.mark.parametrize(
    ("seconds", "key"),
    [(300, None), (304, "join_apart"), (5 * 3600, "join_apart"), (0, None), (-4, "join_overlap")],
)
def test_pieces_at_most_five_minutes_apart(seconds: float, key: str | None) -> None:
    second = later(FIRST, END_S + seconds)
    if key is None:
        assert len(join([FIRST, second]).spo2) == 200 + seconds / 4
    else:
        assert refused(FIRST, second) == key


@pytest.mark.parametrize(
    "changed",
    [{"device": "Checkme O2"}, {"device_number": "0332"}, {"format": "viatom-vld"}, {"period_s": 2.0}],
)
def test_pieces_of_different_devices(changed: dict[str, object]) -> None:
    other = replace(later(FIRST, END_S), **changed)  # type: ignore[arg-type]
    assert refused(FIRST, other) == "join_differs"
    assert split_into([FIRST, other]) == [[FIRST], [other]]


def test_what_one_piece_does_not_say_another_may() -> None:
    bare = replace(FIRST, device=None, device_number=None)
    named = replace(later(FIRST, END_S), app="ViHealth")
    joined = join([bare, named])
    assert (joined.device, joined.device_number, joined.app) == ("O2Ring S", "0331", "ViHealth")
    other = replace(later(FIRST, 2 * END_S), device_number="0332")
    assert refused(named, replace(other, start=named.start), bare) == "join_differs"
    assert split_into([bare, named, other]) == [[bare, named], [other]]


def test_the_same_piece_twice_is_taken_once() -> None:
    second = later(FIRST, END_S)
    joined = join([FIRST, second, replace(FIRST, app="ViHealth")])
    assert len(joined.spo2) == 200
    assert joined.warnings == (notice("joined", pieces=2), notice("joined_once", count=1))
    assert codes(join([FIRST, FIRST])) == []


def test_other_readings_of_the_same_time() -> None:
    other = replace(FIRST, spo2=FIRST.spo2 - np.int16(1))
    assert refused(FIRST, other) == "join_overlap"
    assert split_into([FIRST, other]) == [[FIRST], [other]]


@pytest.mark.parametrize(
    ("seconds", "begin", "shift"), [(1, 100, "1"), (3, 101, "1"), (-1.5, 100, "1.5"), (2, 101, "2")]
)
def test_a_piece_out_of_step_goes_to_the_nearest_sample(seconds: float, begin: int, shift: str) -> None:
    joined = join([FIRST, later(FIRST, END_S + seconds)])
    assert len(joined.spo2) == begin + 100
    assert joined.recorded[begin:].all()
    assert notice("joined_shifted", count=1, seconds=shift) in joined.warnings


def test_pieces_that_are_out_of_step_one_after_the_other() -> None:
    pieces = [FIRST, later(FIRST, END_S + 2), later(FIRST, 2 * END_S + 1)]
    assert [len(group) for group in split_into(pieces)] == [3]
    joined = join(pieces)
    assert (len(joined.spo2), joined.rows) == (301, 300)
    assert notice("joined_shifted", count=2, seconds="3") in joined.warnings


def test_what_was_said_of_the_pieces_stays_and_what_is_no_longer_true_goes() -> None:
    empty = replace(recording([None] * 10), warnings=(notice("no_spo2"), notice("truncated_last_row")))
    report = DeviceReport(spo2_min=80)
    second = replace(
        later(recording([95] * 10), 40), warnings=(notice("truncated_last_row"),), device_report=report
    )
    joined = join([empty, second])
    assert codes(joined) == ["joined", "truncated_last_row"]
    assert joined.device_report is None
    assert codes(join([empty, later(empty, 40)])) == ["joined", "truncated_last_row", "no_spo2"]


def test_two_days_are_too_long() -> None:
    whole = recording([95] * 22_000)  # 24.4 h
    assert refused(whole, later(whole, 88_000)) == "too_long"


def groups(pieces: Sequence[Recording]) -> list[list[int]]:
    return [[pieces.index(each) for each in group] for group in split_into(pieces)]


def test_files_of_two_people_and_two_nights_in_one_heap() -> None:
    mine = [FIRST, later(FIRST, END_S + 60), later(FIRST, 86_400)]
    theirs = replace(later(FIRST, 10), device_number="0500")
    heap = [mine[2], theirs, mine[1], mine[0]]
    assert groups(heap) == [[3, 2], [1], [0]]
    assert split_into([]) == []
    for group in split_into(heap):
        join(group)
