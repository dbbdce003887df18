"""What the tests of binary files ask of a file: its samples, what is said of it, why it is refused."""

from __future__ import annotations

import numpy as np
import pytest

from oximetry import Recording, RecordingError, read_recording

SIGNALS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "motion", "motion_valid", "recorded")


def codes(read: Recording) -> list[str]:
    """What is said beside a recording."""
    return [each.code for each in read.warnings]


def refused(data: bytes, filename: str) -> str:
    """The key of the refusal; fails for a file that is taken."""
    with pytest.raises(RecordingError) as error:
        read_recording(data, filename)
    return error.value.key


def taken_or_refused(data: bytes, filename: str) -> None:
    """Fails for every other error, and for a sentence that cannot be shown."""
    try:
        read = read_recording(data, filename)
    except RecordingError as error:
        shown = error.sentence % error.params + error.advice % error.params
    else:
        shown = " ".join(["taken", *(each.message for each in read.warnings)])
    assert shown


def assert_same(read: Recording, written: Recording, *but: str) -> None:
    """Fails if any signal differs."""
    for name in SIGNALS:
        assert name in but or np.array_equal(getattr(read, name), getattr(written, name)), name
