"""Writers of made-up binary files: what such a file cannot hold is not bent to fit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from oximetry import Recording, read_recording
from oximetry.formats import READERS
from oximetry.formats.source import Source
from oximetry.simulate import night
from oximetry.simulate.viatom_files import write_oxyii, write_pod2, write_vld
from tests.unit.oximetry.samples import recording

VARIED = [90 + value % 10 for value in range(60)]
NAME = "20251015223000.dat"
WRITERS = [write_vld, write_oxyii, write_pod2]


@pytest.mark.parametrize("write", WRITERS)
def test_missing_rows(write: Callable[[Recording], bytes]) -> None:
    with pytest.raises(ValueError, match="missing rows"):
        write(night(hours=1, period_s=1).with_gap("23:00", 60).recording())


@pytest.mark.parametrize(("write", "most"), list(zip(WRITERS, [254, 254, 250], strict=True)))
def test_a_pulse_that_would_mean_none(write: Callable[[Recording], bytes], most: int) -> None:
    with pytest.raises(ValueError, match=f"a pulse of {most + 1} bpm"):
        write(recording([95, 95], [most + 1, 60], period_s=1.0))
    assert write(recording([95, 95], [most, 60], period_s=1.0))


@pytest.mark.parametrize("write", WRITERS)
def test_a_period_of_no_device(write: Callable[[Recording], bytes]) -> None:
    with pytest.raises(ValueError, match="every 3 s"):
        write(recording(VARIED, period_s=3.0))


def test_more_than_the_header_can_say() -> None:
    with pytest.raises(ValueError, match="72000 s are more than the 65535 s"):
        night(hours=20).to_vld()


def test_motion_missing_in_some_rows_or_in_all() -> None:
    some = replace(recording(VARIED), motion_valid=np.arange(60) > 3)
    assert np.array_equal(read_recording(write_vld(some), NAME).motion_valid, some.motion_valid)
    with pytest.raises(ValueError, match="missing motion"):
        write_oxyii(some)
    none = replace(some, motion_valid=np.zeros(60, dtype=bool))
    read = read_recording(write_oxyii(none), NAME)
    assert read.rows == 60
    assert not read.motion_valid.any()


def test_an_unfinished_file_holds_motion() -> None:
    none = replace(recording(VARIED), motion_valid=np.zeros(60, dtype=bool))
    with pytest.raises(ValueError, match="an unfinished file"):
        write_oxyii(none, trailer=False)


MADE = night(hours=1, period_s=1)


@pytest.mark.parametrize("name", ["1760567400000.dat", NAME])
@pytest.mark.parametrize(
    ("data", "taker"),
    [
        *((MADE.to_vld(version), "viatom-vld") for version in (3, 5, 6)),
        (write_vld(MADE.recording(), doubled=True), "viatom-vld"),
        (MADE.to_oxyii(), "viatom-oxyii"),
        (write_oxyii(MADE.recording(), trailer=False), "viatom-oxyii"),
        (write_pod2(MADE.recording()), "viatom-pod2"),
        (MADE.to_csv("V3"), "viatom-csv"),
    ],
)
def test_only_one_reader_takes_a_file_whatever_its_name(data: bytes, taker: str, name: str) -> None:
    assert [reader.name for reader in READERS if reader.sniff(Source(data, name))] == [taker]
