"""How sure a field is: read where readings and checks leave no doubt, unsure where they do.

Times, shares and the night's beginning and end are read only if checks support them: looks at one poor
picture often make the same mistake. What nothing on the page can confirm (levels, score) must have been read
alike in more ways, on a page that is legible otherwise: one wrong digit there would pass unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oximetry.report_fields import Value
from pdf_parser.judging.ballot import (
    Ballot,
    Ballots,
    against,
    agreeing,
    disputed,
    speaking_for,
    surest,
    weight,
)
from pdf_parser.judging.resolve import SOME_PASS, blamed, consistent, pinned, rivalled

_SURE = 0.85
_ENOUGH = 2  # readings of a field that a check confirms
_MORE = 3  # readings of one that nothing confirms
_OUTWEIGHED = 5.0  # by how much other readings must be, if there are any
_LEGIBLE = 0.6  # of a page's fields, else what nothing confirms is in doubt on it
_HALF_IN_DOUBT = range(1, 13)  # hours that are read where AM or PM was overlooked


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a field's readings amount to.

    Attributes:
        value: the likeliest.
        consistent: whether the field is free of the blame for any contradiction.
        certain: whether it is, and was read surely enough.
        confidence: of its surest reading.
    """

    value: Value
    consistent: bool
    certain: bool
    confidence: float


def judged(ballots: Ballots) -> dict[str, Verdict]:
    """A verdict on each field that was read at all."""
    values = consistent(ballots)
    doubtful = blamed(values) | frozenset(name for name in values if disputed(ballots[name]))
    rivals = rivalled(values, ballots, doubtful)
    confirmed = pinned(values, doubtful) - rivals
    supported = pinned(values, doubtful, SOME_PASS) - rivals
    sure = frozenset(
        name
        for name, value in values.items()
        if name not in doubtful
        and (name in supported or not _needs_support(name, value))
        and _certain(ballots[name], value, confirmed=name in confirmed)
    )
    certain = sure if len(sure) >= _LEGIBLE * len(values) else sure & confirmed
    return {
        name: Verdict(
            value=value,
            consistent=name not in doubtful,
            certain=name in certain,
            confidence=surest(speaking_for(ballots[name], value)),
        )
        for name, value in values.items()
    }


def unsettled(verdicts: Mapping[str, Verdict], names: frozenset[str]) -> frozenset[str]:
    """Those of the fields that more looks might settle."""
    return frozenset(name for name in names if name not in verdicts or not verdicts[name].certain)


def _certain(ballot: Ballot, value: Value, *, confirmed: bool) -> bool:
    readings, others = agreeing(ballot, value), against(ballot, value)
    sure = surest(speaking_for(ballot, value)) >= _SURE
    if confirmed:
        return (readings >= _ENOUGH and readings > others) or (sure and not others)
    return sure and readings >= _MORE and weight(ballot, value) > _OUTWEIGHED * _others(ballot, value)


def _needs_support(name: str, value: Value) -> bool:
    """Whether other fields would support it, were they read right: that they do not is a doubt by itself."""
    if isinstance(value, datetime):
        return value.hour in _HALF_IN_DOUBT
    return name.endswith(("_s", "_pct"))


def _others(ballot: Ballot, value: Value) -> float:
    return sum(each.confidence for each in ballot if each.value != value)
