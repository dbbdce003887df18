"""EDF and EDF+: which channels are taken, in which units, and what is refused."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from tests.unit.oximetry.edf_files import (
    BEATS,
    RISING,
    Channel,
    codes,
    edf,
    pulse,
    read,
    refused,
    spo2,
)


def test_a_resmed_file() -> None:
    # ResMed SAD: Pulse.1s and SpO2.1s with 60 samples in records of a minute, and a checksum.
    crc = Channel("Crc16", [0, 1], "", (-32768, 32767), (-32768, 32767))
    night = read(edf(pulse(label="Pulse.1s"), spo2(label="SpO2.1s"), crc, records=2))
    assert (night.start, night.period_s, night.format) == (datetime(2025, 10, 15, 22, 30), 1.0, "edf")
    assert night.spo2.tolist() == RISING
    assert night.pulse.tolist() == BEATS
    assert night.recorded.all()
    assert not night.motion_valid.any()
    assert night.warnings == ()


@pytest.mark.parametrize(
    "label",
    ["SpO2", "SPO2", "SaO2", "SA02", "Sa02", "Sp_O2", "SAT", "SpO2_EG", "spo2.1s", "SpO2 (%)", "[SpO2]"],
)
def test_labels_of_a_saturation(label: str) -> None:
    assert read(edf(spo2(label=label), records=2)).spo2.tolist() == RISING


@pytest.mark.parametrize("label", ["PULSE", "Pluse", "PR", "Pulse_Rate", "Puls", "Pouls", "Pols", "Nabiz"])
def test_labels_of_a_pulse(label: str) -> None:
    assert read(edf(spo2(), pulse(label=label), records=2)).pulse.tolist() == BEATS


@pytest.mark.parametrize("other", ["SpO2 B-B", "SpO2-BB", "SAO2W"])
def test_a_plain_saturation_goes_before_others(other: str) -> None:
    night = read(edf(spo2([70] * 120, label=other), spo2(), records=2))
    assert night.spo2.tolist() == RISING
    assert read(edf(spo2(label=other), records=2)).spo2.tolist() == RISING


def test_a_second_saturation_if_the_first_was_not_attached() -> None:
    first = spo2([-1] * 120, label="SaO2", digital=(-1, 100), physical=(-1, 100))
    assert read(edf(first, spo2(), records=2)).spo2.tolist() == RISING


@pytest.mark.parametrize(
    "label", ["Pleth", "PlethWV", "Ox Status", "STAT", "SpO2-Quality", "PulseQuality", "DC01"]
)
def test_waves_and_states_are_no_readings(label: str) -> None:
    assert refused(edf(spo2(label=label), pulse(), records=2)) == "edf_no_spo2"
    night = read(edf(spo2(), Channel(label, [70] * 120), records=2))
    assert not night.pulse_valid.any()
    assert night.spo2_valid.all()


def test_a_pulse_wave_under_the_name_of_the_pulse() -> None:
    night = read(edf(spo2(), pulse(dimension="mV"), pulse(label="PR"), records=2))
    assert night.pulse.tolist() == BEATS


@pytest.mark.parametrize("label", ["HR", "H.R.", "Heart_Rate", "HEARTRATE", "Derived HR", "HeartFrequency"])
def test_a_heart_rate_stands_in_for_the_pulse_beside_a_reading(label: str) -> None:
    night = read(edf(spo2([90] * 60 + [64] * 30 + [0] * 30), pulse(label=label), records=2))
    assert night.pulse[night.pulse_valid].tolist() == BEATS[:90]
    assert not night.pulse_valid[90:].any(), "an ECG goes on without the finger: that is not below range"
    assert codes(night) == ["heart_rate_taken"]


def test_a_pulse_goes_before_a_heart_rate() -> None:
    assert codes(read(edf(spo2(), pulse(label="HR"), pulse(label="PR"), records=2))) == []


@pytest.mark.parametrize(
    ("channel", "taken"),
    [
        (spo2(dimension=""), True),
        (spo2(dimension="V", physical=(0, 1), digital=(0, 100)), True),  # a fraction
        (spo2(dimension="%", physical=(0, 1), digital=(0, 100)), True),
        (spo2(dimension="mV"), True),  # from 0 to 100 all the same
        (spo2(dimension="V", physical=(0, 5), digital=(0, 100)), False),
        (spo2(physical=("", ""), digital=(0, 100)), False),
        (spo2(physical=(100, 100)), False),
        (spo2(digital=(100, 0)), False),
        (spo2(digital=("0.5", 100)), False),
    ],
)
def test_units(channel: Channel, taken: bool) -> None:
    data = edf(channel, records=2)
    if taken:
        assert read(data).spo2.tolist() == RISING
    else:
        assert refused(data) == "edf_unit"


def test_sixteen_bits_do_not_shift_a_value() -> None:
    # 50 to 100 in halves, on the scale -32768 to 32767 for 0 to 100, as EDFs of laboratories have it.
    halves = np.arange(50, 100.5, 0.5)
    steps = np.round((halves / 100) * 65535 - 32768).astype(int).tolist()
    night = read(edf(spo2(steps, digital=(-32768, 32767)), records=1, record_s=101))
    assert night.spo2_valid.all()
    assert night.spo2.tolist() == np.floor(halves + 0.5).astype(int).tolist()


@pytest.mark.parametrize("missing", [-1, 0, 127, -32768])
def test_values_out_of_range_are_no_readings(missing: int) -> None:
    data = [*RISING[:60], *[missing] * 30, *RISING[90:]]
    night = read(edf(spo2(data, digital=(-1, 100), physical=(-1, 100)), records=2))
    assert night.spo2_valid.tolist() == [True] * 60 + [False] * 30 + [True] * 30
    assert night.recorded.all()


@pytest.mark.parametrize("value", [-1, 0, 127])
def test_no_oximeter_attached(value: int) -> None:
    assert refused(edf(spo2([value] * 120), pulse([-1] * 120), records=2)) == "no_oximeter"


def test_an_unclosed_file_is_read_to_its_end() -> None:
    night = read(edf(spo2(), records=2, declared=-1))
    assert (night.spo2.tolist(), night.warnings) == (RISING, ())


def test_a_cut_file_is_read_as_far_as_it_goes() -> None:
    night = read(edf(spo2(), records=2)[:-1])
    assert night.spo2.tolist() == RISING[:60]
    assert codes(night) == ["edf_cut"]


def test_bytes_after_the_last_record_are_not_read() -> None:
    night = read(edf(spo2(), records=2, declared=1))
    assert night.spo2.tolist() == RISING[:60]


@pytest.mark.parametrize("declared", [-1, 0, 5])
def test_a_header_alone(declared: int) -> None:
    header = edf(spo2(), pulse(), records=2, declared=declared)[: 256 * 3]
    assert refused(header) == "edf_no_data"


def test_nuls_for_blanks() -> None:
    data = edf(spo2(), pulse(), records=2)
    assert read(data[:8] + data[8:768].replace(b" ", b"\0") + data[768:]).spo2.tolist() == RISING


def test_other_channels_may_be_as_they_like() -> None:
    eeg = Channel("EEG Cz \xb5V", [1] * 40, "\xb5V", ("", "x"), ("", ""))
    assert read(edf(eeg, spo2(), Channel("empty", []), records=2)).spo2.tolist() == RISING


@pytest.mark.parametrize(
    "data",
    [
        b"0       ",
        b"0       " + b"x" * 5000,
        edf(spo2(), records=2)[:500],
        edf(spo2(), records=2, record_s="nan"),
        edf(spo2(), records=2, record_s="-1"),
        edf(spo2(), records=2, record_s="0"),
        edf(spo2(), records=2, record_s="1,5"),
        edf(spo2(), records=2, declared="many"),
    ],
)
def test_damaged_headers(data: bytes) -> None:
    assert refused(data) == "edf_header"


@pytest.mark.parametrize(
    ("recording", "device"),
    [
        ("Startdate 15-OCT-2025 X X Nonin_3150", "Nonin 3150"),
        ("Startdate 15-OCT-2025 X X Springer", None),
        ("Startdate 15-OCT-2025 Dr. Ion Popescu ResMed", None),
        ("Checkme_O2 of Ana Popescu", None),
        ("Startdate 15-OCT-2025 X X X", None),
    ],
)
def test_only_a_device_s_name_leaves_the_header(recording: str, device: str | None) -> None:
    night = read(edf(spo2(), records=2, recording=recording), "Ana Popescu.edf")
    assert (night.device, night.device_number) == (device, None)
    assert "Popescu" not in repr(night)


@pytest.mark.parametrize("noted", ["Ana_Popescu", "a" * 41, ""])
def test_a_format_that_is_none_makes_the_file_one_of_others(noted: str) -> None:
    night = read(edf(spo2(), records=2, recording=f"Startdate X X X Someone oxinight={noted}"))
    assert (night.format, night.device) == ("edf", None)


@pytest.mark.parametrize(("number", "taken"), [("0331", "0331"), ("03/31", None), ("0" * 21, None)])
def test_a_number_of_our_own_file(number: str, taken: str | None) -> None:
    ours = f"Startdate 15-OCT-2025 X X O2Ring_S oxinight=edf number={number}"
    night = read(edf(spo2(), records=2, recording=ours))
    assert (night.device, night.device_number) == ("O2Ring S", taken)


def test_motion_of_unknown_kind_is_not_taken() -> None:
    night = read(edf(spo2(), Channel("Motion", [3] * 120), records=2))
    assert not night.motion_valid.any()
