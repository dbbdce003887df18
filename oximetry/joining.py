"""One night that a device wrote in pieces, put together again.

An O2Ring S begins a new file after 36,000 readings; others do after a short
pause. The time between two pieces is a gap as any other: nothing is filled in,
and no event crosses more than 10 s of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.placed import check_extent, gaps
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

LONGEST_PAUSE_S = 5 * 60
_SIGNALS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "motion", "motion_valid", "recorded")
_SAID_ANEW = ("gaps", "no_spo2")  # of the pieces, and not of the whole
_HAIR_S = 0.001


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece goes on the grid of the first, and by how much that is beside its own time."""

    piece: Recording
    begin: int
    shift_s: float

    @property
    def end(self) -> int:
        """The sample after its last."""
        return self.begin + len(self.piece.spo2)


def join(recordings: Sequence[Recording]) -> Recording:
    """The pieces of one recording as one.

    A piece that is given more than once is taken once. A piece whose samples
    are not in step with the first one's is moved to the nearest sample. The
    device's own summaries are of the pieces and are left out.

    Args:
        recordings: at least one, in any order.

    Raises:
        RecordingError: ``join_differs``, ``join_apart``, ``join_overlap`` or ``too_long``.
    """
    pieces = _once(recordings)
    if len(pieces) == 1:
        return pieces[0]
    places = _places(pieces)
    check_extent(pieces[0].period_s, places[-1].end * pieces[0].period_s)
    arrays: dict[str, Any] = {name: _laid(name, places) for name in _SIGNALS}
    return replace(
        pieces[0],
        **arrays,
        device=_known(pieces, "device"),
        device_number=_known(pieces, "device_number"),
        app=_known(pieces, "app"),
        device_report=None,
        warnings=_said(places, arrays, len(recordings) - len(pieces)),
    )


def split_into(recordings: Sequence[Recording]) -> list[list[Recording]]:
    """The recordings in groups that ``join`` takes, each and all of them by their start.

    A recording that fits none is a group of its own, so are both of two that overlap.
    """
    groups: list[list[Recording]] = []
    for piece in sorted(recordings, key=attrgetter("start")):
        group = next((group for group in groups if _continues(group, piece)), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    return groups


def _continues(group: list[Recording], piece: Recording) -> bool:
    if any(_same(other, piece) for other in group):
        return True
    if not all(_matches(other, piece) for other in group):
        return False
    last, period_s = max(group, key=attrgetter("end")), piece.period_s
    return -period_s / 2 < _pause_s(last, piece) <= LONGEST_PAUSE_S


def _once(recordings: Sequence[Recording]) -> list[Recording]:
    """The pieces by their start, each once."""
    if not recordings:
        raise ValueError("there is nothing to join")
    pieces: list[Recording] = []
    for piece in sorted(recordings, key=attrgetter("start")):
        if not any(_same(piece, other) for other in pieces):
            pieces.append(piece)
    return pieces


def _same(one: Recording, other: Recording) -> bool:
    return (
        (one.start, one.period_s) == (other.start, other.period_s)
        and _matches(one, other)
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in _SIGNALS)
    )


def _matches(one: Recording, other: Recording) -> bool:
    """Whether one device may have written both; what either does not say contradicts nothing."""
    return (one.format, one.period_s) == (other.format, other.period_s) and all(
        getattr(one, name) == getattr(other, name) or None in (getattr(one, name), getattr(other, name))
        for name in ("device", "device_number")
    )


def _pause_s(before: Recording, after: Recording) -> float:
    """Seconds without a sample between the two; negative where they overlap."""
    return (after.start - before.end).total_seconds() - before.period_s


def _places(pieces: list[Recording]) -> list[_Place]:
    first, period_s = pieces[0], pieces[0].period_s
    places = [_Place(first, 0, 0.0)]
    for at, piece in enumerate(pieces[1:], start=1):
        if not all(_matches(other, piece) for other in pieces[:at]):
            raise refusal("join_differs")
        _check_pause(places[-1].piece, piece)
        offset_s = (piece.start - first.start).total_seconds()
        begin = max(int(np.floor(offset_s / period_s + 0.5)), places[-1].end)
        places.append(_Place(piece, begin, abs(begin * period_s - offset_s)))
    return places


def _check_pause(before: Recording, piece: Recording) -> None:
    pause_s = _pause_s(before, piece)
    if pause_s <= -piece.period_s / 2:
        raise refusal("join_overlap", time=f"{piece.start:%Y-%m-%d %H:%M:%S}")
    if pause_s > LONGEST_PAUSE_S:
        end = before.end + timedelta(seconds=before.period_s)
        raise refusal("join_apart", time=f"{end:%Y-%m-%d %H:%M:%S}", minutes=int(pause_s // 60))


def _laid(name: str, places: list[_Place]) -> NDArray[Any]:
    """One of the arrays of all pieces; zeros, or False, between them."""
    whole = np.zeros(places[-1].end, dtype=getattr(places[0].piece, name).dtype)
    for place in places:
        whole[place.begin : place.end] = getattr(place.piece, name)
    return whole


def _known(pieces: list[Recording], name: str) -> str | None:
    return next((value for piece in pieces if (value := getattr(piece, name)) is not None), None)


def _said(places: list[_Place], arrays: dict[str, Any], repeated: int) -> tuple[RecordingWarning, ...]:
    """What was said of each piece, what is true of the whole, and what was decided here."""
    said = [notice("joined", pieces=len(places))]
    if repeated:
        said.append(notice("joined_once", count=repeated))
    shifts = [place.shift_s for place in places if place.shift_s > _HAIR_S]
    if shifts:
        said.append(notice("joined_shifted", count=len(shifts), seconds=f"{max(shifts):.3g}"))
    for warning in (each for place in places for each in place.piece.warnings):
        if warning.code not in _SAID_ANEW and warning not in said:
            said.append(warning)
    said.extend(gaps(np.flatnonzero(arrays["recorded"]), places[0].piece.period_s))
    if not arrays["spo2_valid"].any():
        said.append(notice("no_spo2"))
    return tuple(said)
