"""The limits in which files are read in tests really stop what goes beyond them."""

from __future__ import annotations

import pytest

from tests.unit.oximetry.limits import MEMORY, Read, read_within_limits


def too_large(data: bytes, filename: str) -> bytearray:
    return bytearray(MEMORY * 5 // 4)


def large(data: bytes, filename: str) -> bytearray:
    return bytearray(MEMORY * 3 // 4)


def endless(data: bytes, filename: str) -> None:
    while True:
        pass


def at_fault(data: bytes, filename: str) -> int:
    return {"y": 0}[filename]


def test_a_refusal_is_told() -> None:
    assert read_within_limits(b"", "x.csv") == "empty"


def test_what_keeps_to_them_is_let_alone() -> None:
    assert read_within_limits(b"", "x.csv", read=large) == "taken"


@pytest.mark.parametrize(
    ("read", "told"), [(too_large, "MemoryError"), (endless, r"SIG(XCPU|KILL)"), (at_fault, "KeyError")]
)
def test_what_goes_beyond_them_fails_the_test(read: Read, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        read_within_limits(b"", "x.csv", read=read, cpu_s=1)


def test_memory_that_this_process_has_freed_is_of_no_use() -> None:
    pieces = [bytearray(100_000) for _ in range(4_000)]
    del pieces[:-1]
    with pytest.raises(AssertionError, match="MemoryError"):
        read_within_limits(b"", "x.csv", read=too_large)
