"""``python -m oximetry``."""

import json
from pathlib import Path

import pytest

from oximetry import Analysis, analyse
from oximetry.__main__ import main
from oximetry.simulate import night

NIGHT = night(hours=5).with_rem_clusters().with_below_range("02:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / NIGHT.filename("V1")
    path.write_bytes(NIGHT.to_csv("V1"))
    return path


def test_a_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file)]) == 0
    shown = capsys.readouterr().out
    for part in (
        "Checkme O2 0417",
        "ODI3 (abc rule)",
        "SpO2 <= 88 %",
        "device drops > 3",
        "below-range",
        "note",
    ):
        assert part in shown


def test_a_json_object_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(file), str(file)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == second
    assert [first[key] for key in ("file", "format", "device", "device_number")] == [
        str(file),
        "viatom-csv",
        "Checkme O2",
        "0417",
    ]
    assert Analysis.from_dict(first) == analyse(NIGHT.recording())


def test_a_refused_file_does_not_keep_the_others_back(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert main([str(empty), str(file)]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith(f"{empty}: The file is empty. Export the recording again")
    assert "ODI3" in shown.out


def test_wrong_usage() -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
