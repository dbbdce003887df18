"""``python -m pdf_parser``."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from oximetry import analyse, read_file
from oximetry.expected_report import expected_report
from oximetry.report_fields import NAMES, Value
from oximetry.simulate import night
from pdf_parser import Field, FieldState, PrintedReport
from pdf_parser import __main__ as command
from pdf_parser.__main__ import main
from pdf_parser.messages import notice, refusal
from pdf_parser.report import ABSENT
from tests.recordings import QUIET_NIGHT, REPORT_NIGHT, REPORT_PDF, real
from tests.terminal import on_a_terminal
from tests.unit.pdf_parser.pdf_builder import Sheet, pdf, text

NIGHT = night(hours=2, seed=4)
LIMITS: dict[str, Value] = {"spo2_threshold": 90, "pulse_high": 120, "pulse_low": 50}
BOX = (10.0, 20.0, 30.0, 40.0)
Shown = pytest.CaptureFixture[str]


def a_report(values: Mapping[str, Value], **fields: Field) -> PrintedReport:
    read = {name: Field(value, FieldState.READ, 0.987, 1, BOX) for name, value in values.items()}
    known = dict.fromkeys(NAMES, ABSENT) | read | fields
    return PrintedReport("vihealth", known, "Drops >3%", 1, (notice("pdf_script"),))


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / NIGHT.filename("V1")
    path.write_bytes(NIGHT.to_csv("V1"))
    return path


@pytest.fixture
def printed(recording: Path) -> dict[str, Value]:
    """What the device would print of the recording."""
    expected = expected_report(analyse(read_file(recording)), LIMITS)
    return {**{name: each.value for name, each in expected.items() if name in NAMES}, **LIMITS}


def reads(monkeypatch: pytest.MonkeyPatch, report: PrintedReport) -> dict[str, Any]:
    """Let a report be read, and tell how it was asked for."""
    asked: dict[str, Any] = {}

    def read_report(file: Path, **how: Any) -> PrintedReport:
        asked.update(how, file=file)
        return report

    monkeypatch.setattr(command, "read_report", read_report)
    return asked


def lines(shown: Shown) -> list[list[str]]:
    return [line.split() for line in shown.readouterr().out.splitlines()]


def test_a_table_of_all_fields_with_the_notes_below(monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    values: dict[str, Value] = {
        "start": datetime(2025, 10, 15, 20, 35),
        "duration_s": 36008,
        "drops_3_per_hour": 14.3,
    }
    unsure = Field(88, FieldState.UNSURE, 0.5, 2, BOX, b"PNG")
    reads(monkeypatch, a_report(values, spo2_mean=unsure, spo2_max=Field(None, FieldState.UNSURE)))
    assert main(["report.pdf"]) == 0
    title, headings, *rows, note = lines(capsys)
    assert title == ["report.pdf"]
    assert headings == ["field", "value", "state", "confidence", "page"]
    assert [row[0] for row in rows] == list(NAMES)
    assert ["start", "2025-10-15", "20:35", "read", "0.99", "1"] in rows
    assert ["duration_s", "36008", "read", "0.99", "1"] in rows
    assert ["drops_3_per_hour", "14.3", "read", "0.99", "1"] in rows
    assert ["spo2_mean", "88", "unsure", "0.50", "2"] in rows
    assert ["spo2_max", "--", "unsure"] in rows
    assert ["pulse_max", "--", "absent"] in rows
    assert " ".join(note) == "note: The PDF carries a script; it was not run."


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    unsure = Field(88, FieldState.UNSURE, 0.5, 2, BOX, b"PNG")
    reads(monkeypatch, a_report({"start": datetime(2025, 10, 15, 20, 35)}, spo2_mean=unsure))
    assert main(["report.pdf", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"fields", "text", "warnings"}
    assert list(shown["fields"]) == list(NAMES)
    assert shown["fields"]["start"]["value"] == "2025-10-15T20:35:00"
    box = [10, 20, 30, 40]
    assert shown["fields"]["spo2_mean"] == {
        "value": 88,
        "state": "unsure",
        "confidence": 0.5,
        "page": 2,
        "box": box,
    }
    assert shown["text"] == "Drops >3%"
    assert [each["code"] for each in shown["warnings"]] == ["pdf_script"]


def test_a_recording_that_the_report_confirms(
    monkeypatch: pytest.MonkeyPatch, capsys: Shown, recording: Path, printed: dict[str, Value]
) -> None:
    reads(monkeypatch, a_report(printed))
    assert main(["report.pdf", "--against", str(recording)]) == 0
    table = lines(capsys)
    assert ["field", "printed", "computed", "verdict"] in table
    drops = str(printed["drops_3"])
    assert ["drops_3", drops, drops, "agrees"] in table
    assert table[-1] == ["confirms"]


def test_a_recording_of_another_night(
    monkeypatch: pytest.MonkeyPatch, capsys: Shown, recording: Path, printed: dict[str, Value]
) -> None:
    reads(monkeypatch, a_report(printed | {"drops_3": 999, "spo2_max": 12}))
    assert main(["report.pdf", "--against", str(recording)]) == 3
    assert lines(capsys)[-1] == ["differs:", "spo2_max,", "drops_3"]
    assert main(["report.pdf", "--against", str(recording), "--json"]) == 3
    compared = json.loads(capsys.readouterr().out)["concordance"]
    assert compared["confirms"] is False
    assert compared["differing"] == ["spo2_max", "drops_3"]
    drops = next(each for each in compared["fields"] if each["name"] == "drops_3")
    assert (drops["printed"], drops["verdict"]) == (999, "differs")


def test_too_little_to_confirm_a_recording(
    monkeypatch: pytest.MonkeyPatch, capsys: Shown, recording: Path, printed: dict[str, Value]
) -> None:
    reads(monkeypatch, a_report({"drops_3": printed["drops_3"]}))
    assert main(["report.pdf", "--against", str(recording)]) == 3
    assert " ".join(lines(capsys)[-1]) == "not confirmed: too little was read"


def test_what_was_asked_for_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = reads(monkeypatch, a_report({}))
    main(["folder/report.pdf", "--language", "ron", "--keep-personal"])
    assert (asked["file"], asked["filename"]) == (Path("folder/report.pdf"), "report.pdf")
    assert (asked["language"], asked["keep_personal"]) == ("ron", True)
    main(["report.pdf"])
    assert (asked["language"], asked["keep_personal"]) == ("eng", False)


def test_what_is_refused_is_said_with_what_to_do(tmp_path: Path, capsys: Shown, recording: Path) -> None:
    not_pdf = tmp_path / "report.pdf"
    not_pdf.write_bytes(b"Time,SpO2")
    assert main([str(not_pdf)]) == 1
    shown = capsys.readouterr()
    error = refusal("pdf_not")
    assert shown.out == ""
    assert shown.err == f"{not_pdf}: {error.sentence} {error.advice}\n"
    assert main([str(not_pdf), "--against", str(tmp_path / "missing.csv")]) == 1
    assert "missing.csv" in capsys.readouterr().err
    assert main([str(not_pdf), "--against", str(recording), "--language", "xyz"]) == 1
    assert "xyz" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--no-such"], ["a.pdf", "b.pdf"], ["a.pdf", "--against"]])
def test_wrong_usage(arguments: list[str], capsys: Shown) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m pdf_parser" in capsys.readouterr().err


# A process counts the memory of the one that started it until it became itself; so a small one starts it.
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_report_is_read_in_less_than_400_mb() -> None:
    call = [
        sys.executable,
        "-c",
        MEASURE,
        sys.executable,
        "-m",
        "pdf_parser",
        str(real(REPORT_PDF)),
        "--json",
    ]
    measured = subprocess.run(call, check=True, capture_output=True, text=True)
    assert 50 * 1024 < int(measured.stdout) < 400 * 1024


def test_several_pages_show_a_bar_and_one_does_not(tmp_path: Path) -> None:
    words = text("Oxygen Level Report", "Start Time Oct 15, 2025, 20:35", "Drops >3%: 12")
    several, one = tmp_path / "several.pdf", tmp_path / "one.pdf"
    several.write_bytes(pdf(*[Sheet(words)] * 3))
    one.write_bytes(pdf(Sheet(words)))
    assert "3/3" in on_a_terminal("pdf_parser", str(several))
    assert on_a_terminal("pdf_parser", str(one)) == ""


@pytest.mark.parametrize(("name", "status"), [(REPORT_NIGHT, 0), (QUIET_NIGHT, 3)])
def test_the_real_report_against_recordings(name: str, status: int, capsys: Shown) -> None:
    assert main([str(real(REPORT_PDF)), "--against", str(real(name)), "--json"]) == status
    shown = json.loads(capsys.readouterr().out)
    assert shown["fields"]["device"]["value"] == "Checkme O2 0331"
    assert shown["concordance"]["confirms"] == (status == 0)


def test_a_report_may_come_through_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pdf_parser", "/dev/stdin"],
        input=pdf(Sheet(text("Oxygen Level Report", "Duration: 07:15:00"))),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"26100" in done.stdout
