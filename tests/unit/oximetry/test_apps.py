"""Which program wrote a file, where it shows."""

import pytest

from oximetry import read_file, read_recording, write_csv
from oximetry.formats.apps import app_of
from oximetry.simulate import night
from oximetry.simulate.trend_files import write_medview
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, REPORT_NIGHT, RING_BINARY, RING_NIGHT, real

NIGHT = night(hours=0.5, period_s=1)


@pytest.mark.parametrize(
    ("shape", "app"),
    [
        *(("V1", "ViHealth"), ("V2", "ViHealth"), ("V3", None), ("V4", "O2 Insight Pro")),
        *(("V5", "O2 Insight Pro"), ("V6", "O2 Insight"), ("V7", None), ("V8", "ViHealth")),
        ("V9", "O2RingCloudDownloader"),
    ],
)
def test_the_family_of_viatom_by_its_headings(shape: str, app: str | None) -> None:
    assert read_recording(NIGHT.to_csv(shape), NIGHT.filename(shape)).app == app


def test_others() -> None:
    assert read_recording(NIGHT.to_spo2(), "night.SpO2").app == "SpO2 Assistant"
    assert read_recording(write_medview(NIGHT.recording()), "night.dat").app == "MedView"
    assert read_recording(NIGHT.to_emay_csv(), "night.csv").app is None


@pytest.mark.parametrize(
    ("name", "app"),
    [
        *((REPORT_NIGHT, "ViHealth"), (RING_NIGHT, None), (RING_BINARY, None)),
        *((CONTEC_CSV, "SpO2 Assistant"), (CONTEC_BINARY, "SpO2 Assistant")),
    ],
)
def test_real_files(name: str, app: str | None) -> None:
    assert read_file(real(name)).app == app


def test_accents_case_and_blank_fields_change_nothing() -> None:
    assert app_of(["TIMP", "Nivel de oxigen", "Puls cardiac", "Mi\u0219care", ""]) == "ViHealth"
    assert app_of(["Time", "SpO2"]) is None


def test_our_own_csv_keeps_it() -> None:
    recording = read_recording(NIGHT.to_csv("V4"), NIGHT.filename("V4"))
    assert read_recording(write_csv(recording), "night.csv").app == "O2 Insight Pro"
