"""How far apart the older binary's readings are, which it does not say itself, and which of them are one."""

import numpy as np
import pytest

from oximetry import read_recording
from oximetry.formats.viatom_vld import FRONT
from oximetry.simulate.viatom_files import write_vld
from tests.unit.oximetry.readings import codes, refused
from tests.unit.oximetry.samples import recording

NAME = "20251015223000.vld"
VARIED = [90 + value % 10 for value in range(60)]
STEADY = [95] * 60


def restated(data: bytes, *, size: int | None = None, duration_s: int | None = None) -> bytes:
    """The file with another size or duration in its header."""
    front = list(FRONT.unpack_from(data))
    front[-2] = front[-2] if size is None else size
    front[-1] = front[-1] if duration_s is None else duration_s
    return FRONT.pack(*front) + data[FRONT.size :]


class TestDoubled:
    """Some devices of version 3 store every reading twice, and say so by the size alone."""

    def test_each_is_taken_once(self) -> None:
        written = recording(VARIED)
        read = read_recording(write_vld(written, doubled=True), NAME)
        assert np.array_equal(read.spo2, written.spo2)
        assert (read.period_s, codes(read)) == (4.0, ["doubled_readings"])

    def test_also_when_nothing_changes_all_night(self) -> None:
        read = read_recording(write_vld(recording(STEADY), doubled=True), NAME)
        assert (read.rows, read.period_s) == (60, 4.0)

    def test_also_in_a_file_that_was_cut_short(self) -> None:
        whole = write_vld(recording(VARIED), doubled=True)
        read = read_recording(whole[: 40 + 71 * 5], NAME)
        assert (read.rows, read.period_s) == (36, 4.0)
        assert codes(read) == ["doubled_readings", "readings_count"]
        assert np.array_equal(read.spo2, VARIED[:36])

    @pytest.mark.parametrize("version", [3, 5])
    def test_equal_pairs_are_kept_where_the_size_counts_them(self, version: int) -> None:
        pairs = np.repeat(VARIED, 2).tolist()
        read = read_recording(write_vld(recording(pairs, period_s=2.0), version), NAME)
        assert (read.rows, read.period_s, read.warnings) == (120, 2.0, ())

    def test_no_other_version_stores_twice(self) -> None:
        read = read_recording(write_vld(recording(VARIED), 5, doubled=True), NAME)
        assert (read.rows, read.period_s) == (120, 2.0)

    def test_one_pair_that_differs_keeps_all(self) -> None:
        data = bytearray(write_vld(recording(VARIED), doubled=True))
        data[40 + 5 * 31] -= 1
        assert read_recording(bytes(data), NAME).rows == 120

    def test_a_steady_file_that_was_cut_short_is_not_taken_for_doubled(self) -> None:
        whole = write_vld(recording(STEADY))
        read = read_recording(whole[: 40 + 20 * 5], NAME)
        assert (read.rows, read.period_s, codes(read)) == (20, 4.0, ["readings_count"])


class TestPeriod:
    """It is the duration over the readings; where that gives none, it is said or refused."""

    @pytest.mark.parametrize("share", [0.5, 0.25, 0.9])
    def test_a_file_that_was_cut_short_keeps_its_period(self, share: float) -> None:
        whole = write_vld(recording(VARIED, period_s=2.0), 5)
        count = int(60 * share)
        read = read_recording(whole[: 40 + 5 * count], NAME)
        assert (read.rows, read.period_s) == (count, 2.0)
        (said,) = read.warnings
        assert (said.code, said.params) == ("readings_count", {"stated": 60, "count": count})

    def test_a_reading_that_was_cut_off_is_left_out(self) -> None:
        read = read_recording(write_vld(recording(VARIED))[:-2], NAME)
        assert (read.rows, read.period_s) == (59, 4.0)
        assert codes(read) == ["readings_count", "truncated_last_row"]

    def test_readings_beyond_the_stated_size_are_taken_and_said(self) -> None:
        whole = write_vld(recording(VARIED))
        read = read_recording(whole + whole[-50:], NAME)
        assert (read.rows, read.period_s, codes(read)) == (70, 4.0, ["readings_count"])

    def test_a_size_that_is_none_does_not_matter(self) -> None:
        read = read_recording(restated(write_vld(recording(VARIED)), size=0), NAME)
        assert (read.period_s, read.warnings) == (4.0, ())

    @pytest.mark.parametrize(("version", "period_s"), [(3, 4.0), (5, 2.0)])
    def test_a_duration_that_nearly_fits(self, version: int, period_s: float) -> None:
        whole = write_vld(recording(VARIED, period_s=period_s), version)
        read = read_recording(restated(whole, duration_s=int(60 * period_s) + 1), NAME)
        assert (read.period_s, codes(read)) == (period_s, ["period_unclear"])

    @pytest.mark.parametrize(("duration_s", "code"), [(0, "period_assumed"), (977, "period_unclear")])
    def test_without_one_version_3_is_4_s(self, duration_s: int, code: str) -> None:
        read = read_recording(restated(write_vld(recording(VARIED)), duration_s=duration_s), NAME)
        assert (read.period_s, codes(read)) == (4.0, [code])

    @pytest.mark.parametrize("version", [5, 6])
    def test_without_one_other_versions_are_refused(self, version: int) -> None:
        assert refused(restated(write_vld(recording(VARIED), version), duration_s=0), NAME) == "no_period"
