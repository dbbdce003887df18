"""The progress bar, on a real pseudo-terminal."""

from pathlib import Path

from oximetry.simulate import night
from tests.terminal import on_a_terminal


def test_a_folder_shows_a_bar_and_a_file_does_not(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_bytes(night(hours=1, seed=number).to_csv())
    assert "3/3" in on_a_terminal("oximetry", str(tmp_path))
    assert on_a_terminal("oximetry", str(tmp_path / "0.csv")) == ""
