"""The limits in which files are read in tests really stop what goes beyond them."""

import pytest

from tests.unit.oximetry import limits
from tests.unit.oximetry.limits import read_within_limits


def test_a_refusal_is_told() -> None:
    assert read_within_limits(b"", "x.csv") == "empty"


def test_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "read_recording", lambda data, filename: bytearray(limits.MEMORY * 5 // 4))
    with pytest.raises(AssertionError, match="MemoryError"):
        read_within_limits(b"", "x.csv")


def test_too_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(data: bytes, filename: str) -> None:
        while True:
            pass

    monkeypatch.setattr(limits, "CPU_S", 1)
    monkeypatch.setattr(limits, "read_recording", never)
    with pytest.raises(AssertionError, match=r"SIG(XCPU|KILL)"):
        read_within_limits(b"", "x.csv")


def test_any_other_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "read_recording", lambda data, filename: {"y": 0}[filename])
    with pytest.raises(AssertionError, match="KeyError"):
        read_within_limits(b"", "x.csv")
