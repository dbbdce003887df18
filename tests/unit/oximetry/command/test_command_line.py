"""``python -m oximetry``."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from oximetry import Analysis, analyse, read_file
from oximetry.__main__ import main
from oximetry.formats import READERS
from oximetry.simulate import night
from tests.recordings import REPORT_NIGHT, real

NIGHT = night(hours=5).with_rem_clusters().with_below_range("02:00")
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / NIGHT.filename("V1")
    path.write_bytes(NIGHT.to_csv("V1"))
    return path


def objects(shown: Shown) -> list[dict[str, object]]:
    return [json.loads(line) for line in shown.readouterr().out.splitlines()]


def test_a_table(file: Path, capsys: Shown) -> None:
    assert main([str(file)]) == 0
    shown = capsys.readouterr().out
    for part in (
        *(
            "Checkme O2 0417 (viatom-csv, ViHealth)",
            "ODI3 (abc rule)",
            "ODI4 (rolling rule)",
            "SpO2 <= 88 %",
            "below-range",
        ),
        *("device drops > 3", "pulse rises >= 6 bpm", "desaturation area", "delta index", "note"),
        *("complexity", "ApEn", "a sample every 4 s", "spectrum", "PRSA"),
    ):
        assert part in shown


def test_the_summary_that_a_file_carries_is_shown(tmp_path: Path, capsys: Shown) -> None:
    path = tmp_path / "20251015223000"
    path.write_bytes(NIGHT.to_vld())
    assert main([str(path)]) == 0
    assert "the device's summary" in capsys.readouterr().out


def test_a_json_object_a_line(file: Path, capsys: Shown) -> None:
    assert main(["--json", str(file), str(file)]) == 0
    first, second = objects(capsys)
    assert first == second
    assert [first[key] for key in ("file", "format", "device", "device_number")] == [
        *(str(file), "viatom-csv", "Checkme O2", "0417")
    ]
    assert Analysis.from_dict(first) == analyse(NIGHT.recording(), regularity=True)


def test_the_shape_of_the_json(capsys: Shown) -> None:
    assert main(["--json", str(real(REPORT_NIGHT))]) == 0
    (shown,) = objects(capsys)
    expected = {
        "": "file format device start end period_s rows recording_s valid_spo2 valid_pulse spo2 pulse below "
        "odi device_rule device_report complexity warnings",
        "spo2": "mean median sd min max p1 p5 sustained_nadir below_range",
        "pulse": "mean median sd min max above_120_s below_50_s",
        "below": "90 88 85 80 70",
        "odi": "abc rolling",
        "device_rule": "baseline drops_3 drops_4 per_hour_3 per_hour_4 duration_s bands",
        "complexity": "period_s apen sampen lz ctm dfa",
    }
    for place, keys in expected.items():
        part = shown[place] if place else shown
        assert isinstance(part, dict)
        assert set(keys.split()) <= set(part)
    rule = shown["device_rule"]
    assert isinstance(rule, dict)
    assert set(rule["bands"]) == {"95-100", "90-94", "80-89", "70-79", "0-69", "<90"}
    assert rule["bands"]["<90"] == {"seconds": 22304, "percent": 61.94}
    assert shown["device_report"] is None
    warnings = shown["warnings"]
    assert isinstance(warnings, list)
    assert [warning["code"] for warning in warnings] == ["below_range"]


def test_events(file: Path, capsys: Shown) -> None:
    assert main(["--events", str(file)]) == 0
    title, headings, *lines = capsys.readouterr().out.splitlines()
    found = analyse(NIGHT.recording()).desaturations
    assert title == f"{file}: {len(found)} desaturations (abc rule, 3 %)"
    assert headings.split() == [
        *("start", "end", "duration_s", "depth_pct", "nadir_pct", "slope_pct_per_s", "area_pct_s")
    ]
    assert len(lines) == len(found)
    assert {len(line.split()) for line in lines} == {9}  # two of them a date and a time
    assert [line.split()[6] for line in lines].count("<61") == 1


def test_a_stretch_without_an_artefact(file: Path, capsys: Shown) -> None:
    call = ["--json", str(file), "--from", "23:30", "--until", "01:30", "--exclude", "00:10-00:20"]
    assert main(call) == 0
    (shown,) = objects(capsys)
    assert shown["start"] == "2025-10-15T23:30:00"
    assert shown["recording_s"] == 7200 - 600
    assert shown["excluded_s"] == [[2400, 3000]]


def test_a_stretch_outside_of_the_night_is_refused(file: Path, capsys: Shown) -> None:
    assert main([str(file), "--from", "12:00"]) == 1
    assert "Nothing of the recording is left" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["csv", "edf"])
def test_conversion_to_a_file(file: Path, tmp_path: Path, kind: str, capsys: Shown) -> None:
    out = tmp_path / "new" / f"out.{kind}"
    assert main([str(file), "--to", kind, str(out)]) == 0
    written, original = analyse(read_file(out)), analyse(NIGHT.recording())
    assert (written.odi, written.spo2, written.pulse) == (original.odi, original.spo2, original.pulse)
    assert "ODI3" in capsys.readouterr().out


def test_conversion_of_several_goes_to_a_folder(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.vld"
    other.write_bytes(NIGHT.to_vld())
    out = tmp_path / "out"
    assert main([str(file), str(other), "--to", "csv", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([f"{file.stem}.csv", "other.csv"])


def test_a_recording_is_not_overwritten_by_its_conversion(file: Path, capsys: Shown) -> None:
    before = file.read_bytes()
    assert main([str(file), "--to", "csv", str(file)]) == 1
    assert "would be overwritten" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_two_recordings_are_not_written_to_one_file(file: Path, tmp_path: Path, capsys: Shown) -> None:
    other = tmp_path / "twin" / file.name
    other.parent.mkdir()
    other.write_bytes(NIGHT.to_csv("V3"))
    assert main([str(file), str(other), "--to", "edf", str(tmp_path / "out")]) == 1
    assert "is there already" in capsys.readouterr().err


def test_what_cannot_be_written_is_said(file: Path, tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "a file").touch()
    assert main([str(file), "--to", "edf", str(tmp_path / "a file" / "out.edf")]) == 1
    assert "a file" in capsys.readouterr().err


def test_pieces_are_joined_on_request(tmp_path: Path, capsys: Shown) -> None:
    whole = night(hours=4, period_s=1).recording()
    lines = night(hours=4, period_s=1).to_csv("V1").decode("utf-8-sig").splitlines(keepends=True)
    for number, (first, after) in enumerate([(0, 7000), (7000, len(whole.spo2))]):
        piece = "".join([lines[0], *lines[first + 1 : after + 1]])
        (tmp_path / f"part {number}.csv").write_text(piece, encoding="utf-8-sig")
    assert main(["--json", "--join", str(tmp_path)]) == 0
    (shown,) = objects(capsys)
    assert (shown["rows"], shown["start"]) == (len(whole.spo2), whole.start.isoformat())
    assert str(shown["file"]).count(" + ") == 1
    assert main(["--json", str(tmp_path)]) == 0
    assert len(objects(capsys)) == 2


def test_what_is_not_joined_is_said_and_written_apart(file: Path, tmp_path: Path, capsys: Shown) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(night(hours=5, seed=9, start=datetime(2025, 11, 2, 23)).to_csv("V1"))
    out = tmp_path / "out"
    assert main(["--join", str(file), str(other), "--to", "csv", str(out)]) == 0
    assert capsys.readouterr().err.count("not joined, no other file continues it") == 2
    assert len(list(out.iterdir())) == 2


def test_a_start_can_be_given(tmp_path: Path, capsys: Shown) -> None:
    path = tmp_path / "night.spo2"
    data = bytearray(night(hours=1, period_s=1).to_spo2())
    data[0x420:0x438] = bytes(0x438 - 0x420)  # no date, as the CMS50D+ writes
    path.write_bytes(data)
    assert main([str(path)]) == 1
    assert "does not say when the recording began" in capsys.readouterr().err
    assert main(["--json", str(path), "--start", "2025-10-15T22:30:00"]) == 0
    (shown,) = objects(capsys)
    assert shown["start"] == datetime(2025, 10, 15, 22, 30).isoformat()


def test_formats(capsys: Shown) -> None:
    assert main(["--formats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [reader.name for reader in READERS]
    documented = {line.split()[0] for line in lines if "no real file was seen" in line}
    assert documented == {reader.name for reader in READERS if reader.evidence.name == "DOCUMENTED"}


def test_a_refused_file_does_not_keep_the_others_back(file: Path, tmp_path: Path, capsys: Shown) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert main([str(empty), str(file)]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith(f"{empty}: The file is empty. Export the recording again")
    assert "ODI3" in shown.out


def test_a_folder_is_read_through_without_its_hidden_files(file: Path, tmp_path: Path, capsys: Shown) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    (deep / "night.csv").write_bytes(NIGHT.to_csv("V3"))
    (tmp_path / ".hidden.csv").touch()
    assert main(["--json", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert [json.loads(line)["file"] for line in shown.out.splitlines()] == [
        *(str(file), str(deep / "night.csv"))
    ]
    assert shown.err == ""  # no progress bar where there is no terminal


def test_an_empty_folder_is_said(tmp_path: Path, capsys: Shown) -> None:
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path}: The folder holds no files.\n"


def test_an_empty_folder_beside_a_recording_is_said(tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "night.csv").write_bytes(NIGHT.to_csv("V3"))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["--json", str(tmp_path / "night.csv"), str(empty)]) == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 1
    assert shown.err == f"{empty}: The folder holds no files.\n"


def test_a_folder_that_may_not_be_opened_is_refused(
    tmp_path: Path, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "night.csv").write_bytes(NIGHT.to_csv("V3"))
    (tmp_path / "night.csv").write_bytes(NIGHT.to_csv("V3"))
    monkeypatch.setattr("oximetry.command.nights.os.access", lambda path, mode: path != closed)
    assert main(["--json", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 1
    assert shown.err.startswith(f"{closed}: The file could not be opened")


def test_a_start_that_is_no_time_is_wrong_usage(capsys: Shown) -> None:
    with pytest.raises(SystemExit) as error:
        main(["night.csv", "--start", "yesterday"])
    assert error.value.code == 2
    assert "'yesterday' is no time such as 2025-10-15T22:30:00" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--nonsense"],
        ["night.csv", "--to", "pdf", "out"],
        ["night.csv", "--from", "25:00"],
        ["night.csv", "--exclude", "02:10"],
        ["one.csv", "two.csv", "--start", "2025-10-15T22:30:00"],
        ["night.csv", "--start", "yesterday"],
        ["--json", "--events", "night.csv"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
