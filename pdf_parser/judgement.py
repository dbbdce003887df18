"""How sure a field is: read where readings and checks leave no doubt, unsure where they do.

The checks confirm most fields. Those that nothing on the page confirms (levels, score) must have been read
alike in more ways: one wrong digit there would pass unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oximetry.report_fields import Value
from pdf_parser.ballot import Ballot, Ballots, against, agreeing, speaking_for, surest, weight
from pdf_parser.resolve import blamed, consistent, pinned

_SURE = 0.85
_ENOUGH = 2  # readings of a field that a check confirms
_MORE = 3  # readings of one that nothing confirms
_OUTWEIGHED = 5.0  # by how much other readings must be, if there are any


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
    doubtful = blamed(values)
    confirmed = pinned(values, doubtful)
    return {
        name: Verdict(
            value=value,
            consistent=name not in doubtful,
            certain=name not in doubtful and _certain(ballots[name], value, confirmed=name in confirmed),
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


def _others(ballot: Ballot, value: Value) -> float:
    return sum(each.confidence for each in ballot if each.value != value)
