"""EDF+ as other programs and this one read it: signals, start, annotations and gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import edfio
import numpy as np
import pyedflib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, analyse, read_file, read_recording
from oximetry.analysis import Desaturation
from oximetry.device_rule import device_rule
from oximetry.simulate import night
from oximetry.writers import write_csv, write_edf
from tests.recordings import REPORT_NIGHT, RING_NIGHT, real
from tests.unit.oximetry.made_up import ARRAYS, recordings
from tests.unit.oximetry.samples import recording

NIGHT = (
    night(hours=2, device="Checkme O2 Max", device_number="0331")
    .with_apnoea_hours("23:00", "23:30", 40)
    .with_gap("23:40", 100)
    .with_sensor_off("23:50", 60)
    .recording()
)
EVENTS = analyse(NIGHT).desaturations


def same(read: Recording, made: Recording) -> None:
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(made, name)), name
        assert getattr(read, name).dtype == getattr(made, name).dtype
    for name in ("start", "period_s", "format", "device", "device_number"):
        assert getattr(read, name) == getattr(made, name), name


@settings(deadline=None, max_examples=80)
@given(recordings())
def test_reading_gives_what_was_written(made: Recording) -> None:
    same(read_recording(write_edf(made), "anything.edf"), made)


@pytest.mark.parametrize("name", [REPORT_NIGHT, RING_NIGHT])
def test_real_nights_come_back(name: str) -> None:
    made = read_file(real(name))
    for written in (write_edf(made, analyse(made).desaturations), write_csv(made)):
        read = read_recording(written, "x")
        same(read, made)
        assert analyse(read) == analyse(made)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edf") / "night.edf"
    path.write_bytes(write_edf(NIGHT, EVENTS))
    return path


def shown(
    values: np.ndarray[tuple[int], np.dtype[np.int16]], valid: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[int]:
    return np.where(valid, values, -1).tolist()  # type: ignore[no-any-return]


def test_two_other_readers_agree(written: Path) -> None:
    by_edfio = edfio.read_edf(written)
    assert by_edfio.startdatetime == NIGHT.start
    assert by_edfio.labels == ("SpO2", "Pulse", "Motion")
    assert by_edfio.is_continuous
    told = [(each.onset, each.duration, each.text) for each in by_edfio.annotations]
    with pyedflib.EdfReader(str(written)) as by_edflib:
        assert by_edflib.getStartdatetime() == NIGHT.start
        assert by_edflib.getSignalLabels() == ["SpO2", "Pulse", "Motion"]
        assert by_edflib.filetype == pyedflib.FILETYPE_EDFPLUS
        assert [by_edflib.getPhysicalDimension(at) for at in range(2)] == ["%", "bpm"]
        assert list(zip(*(each.tolist() for each in by_edflib.readAnnotations()), strict=True)) == told
        for at, signal in enumerate(by_edfio.signals):
            assert by_edflib.readSignal(at).tolist() == signal.data.tolist()
            assert by_edflib.getSampleFrequency(at) == signal.sampling_frequency == 0.25


def test_signals_are_those_of_the_night(written: Path) -> None:
    signals = edfio.read_edf(written).signals
    columns = (
        (NIGHT.spo2, NIGHT.spo2_valid),
        (NIGHT.pulse, NIGHT.pulse_valid),
        (NIGHT.motion, NIGHT.motion_valid),
    )
    for signal, (values, valid) in zip(signals, columns, strict=True):
        assert signal.data[: len(values)].tolist() == shown(values, valid)
        assert set(signal.data[len(values) :]) <= {-1}


def test_annotations_are_the_desaturations_and_the_gap(written: Path) -> None:
    told = edfio.read_edf(written).annotations
    falls = [each for each in told if each.text.startswith("Desaturation")]
    assert [(each.onset, each.duration) for each in falls] == [
        (each.start_s, each.duration_s) for each in EVENTS
    ]
    first = EVENTS[0]
    assert falls[0].text == f"Desaturation abc 3 %: depth {first.depth_pct:g}, nadir {first.nadir_pct}"
    gap = [(each.onset, each.duration) for each in told if each.text == "No rows in the file"]
    assert gap == [(70 * 60.0, 100.0)]


def test_a_fall_below_what_the_device_shows() -> None:
    # From 94 to 64, the lowest that was shown; then below the 61 that the device can show.
    event = Desaturation(8.0, 30.0, 20.0, 30.0, 64, -2.0, 100.0, reaches_below_range=True)
    told = edfio.read_edf(write_edf(NIGHT, [event])).annotations
    assert told[0] == (8.0, 22.0, "Desaturation abc 3 %: depth > 33, nadir < 61")


def test_nobody_is_named(written: Path) -> None:
    with pyedflib.EdfReader(str(written)) as file:
        header = file.getHeader()
    assert (header["patientname"], header["patientcode"], header["technician"], header["admincode"]) == (
        "X",
        "",
        "",
        "",
    )
    assert header["equipment"] == "Checkme O2 Max"
    assert written.read_bytes()[8:88].rstrip() == b"X X X X"


@pytest.mark.parametrize("rows", [2, 3, 7, 10, 11])
@pytest.mark.parametrize("period_s", [1.0, 4.0, 3.0, 1.5, 25 / 3])
def test_what_fills_the_last_data_record_is_no_row(rows: int, period_s: float) -> None:
    made = recording([95] * rows, period_s=period_s)
    same(read_recording(write_edf(made), "x.edf"), made)


def test_a_night_without_motion_has_no_such_signal() -> None:
    made = replace(NIGHT, motion_valid=np.zeros(len(NIGHT.motion), dtype=bool))
    assert edfio.read_edf(write_edf(made)).labels == ("SpO2", "Pulse")


def test_the_device_rule_follows_the_first_format() -> None:
    assert device_rule(read_recording(write_edf(NIGHT), "x.edf")) == device_rule(NIGHT)
    other = read_recording(write_edf(replace(NIGHT, format="contec-spo2")), "x.edf")
    assert (other.format, device_rule(other)) == ("contec-spo2", None)


def test_long_and_foreign_names_of_devices_are_cut_to_plain_letters() -> None:
    made = replace(
        NIGHT, device="Ceas cu oxigen și pulsoximetru de noapte, varianta lungă", device_number="0" * 20
    )
    read = read_recording(write_edf(made), "x.edf")
    assert read.device is not None
    assert made.device is not None
    assert made.device.replace("ș", " ").startswith(read.device)
    assert read.format == made.format


def test_a_night_without_a_reading_is_written_and_not_taken_back() -> None:
    data = write_edf(recording([None] * 20))
    assert len(edfio.read_edf(data).signals) == 3
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.edf")
    assert error.value.key == "no_oximeter"


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 12))
def test_months_are_english_in_any_language(month: int) -> None:
    made = replace(NIGHT, start=datetime(2025, month, 3, 4, 5, 6))
    assert edfio.read_edf(write_edf(made)).recording.startdate == made.start.date()


def test_a_file_of_36_000_readings_stays_small() -> None:
    made = night(hours=10, period_s=1).recording()
    assert len(write_edf(made)) < 300_000
