"""Windows that hold no missing sample."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oximetry.regularity.windows import window_starts


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 9), st.integers(1, 9))
def test_windows_are_laid_into_each_stretch(shown: list[bool], size: int, hop: int) -> None:
    expected, start = [], 0
    for at, ok in enumerate([*shown, False]):
        if not ok:
            expected += list(range(start, at - size + 1, hop))
            start = at + 1
    assert window_starts(np.array(shown, dtype=bool), size, hop).tolist() == expected
