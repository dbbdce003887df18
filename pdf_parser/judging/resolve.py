"""Which of the readings are right: those that all checks agree with, if only one choice of them does."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from oximetry.report_fields import Value
from pdf_parser.judging.ballot import Ballots, elected, ranked, weight
from pdf_parser.judging.checks import checks, confirming
from pdf_parser.judging.slips import slips

_MOST_CHOICES = 4000
_MOST_READINGS = 4  # of a field: the rest is noise
_MANY_FAILED = 3  # checks: then the one field in all of them is to blame
FEW_PASS = 0.1  # of the values that one digit makes: so many may pass a check that confirms
SOME_PASS = 0.3  # and so many one that supports
_CLEARLY = 1.5  # times the weight: one consistent choice is preferred to another


def contradicted(values: Mapping[str, Value]) -> frozenset[str]:
    """Fields in any check that fails."""
    return frozenset(name for check in checks(values) if not check.holds for name in check.names)


def consistent(ballots: Ballots) -> dict[str, Value]:
    """The value elected for each field; where that contradicts others, what contradicts nothing instead.

    If no choice among the readings satisfies all checks, or more than one does, the elected values stay, and
    ``blamed`` says which of them are in doubt.
    """
    values = elected(ballots)
    doubted = sorted(contradicted(values))
    options = [_options(ballots, name) for name in doubted]
    if not doubted or prod(len(each) for each in options) > _MOST_CHOICES:
        return values
    good = [
        dict(zip(doubted, choice, strict=True))
        for choice in product(*options)
        if not contradicted({**values, **dict(zip(doubted, choice, strict=True))})
    ]
    return {**values, **_clearest(good, ballots)}


def _options(ballots: Ballots, name: str) -> tuple[Value, ...]:
    return ranked(ballots[name])[:_MOST_READINGS]


def _clearest(choices: list[dict[str, Value]], ballots: Ballots) -> dict[str, Value]:
    """The only choice, or the one that the readings speak for clearly; none otherwise."""
    if not choices:
        return {}
    by_weight = sorted(choices, key=lambda choice: -_total(choice, ballots))
    if len(by_weight) == 1:
        return by_weight[0]
    first, second = by_weight[:2]
    differing = [name for name in first if first[name] != second[name]]
    clear = all(
        weight(ballots[name], first[name]) > _CLEARLY * weight(ballots[name], second[name])
        for name in differing
    )
    return first if clear else {}


def _total(choice: Mapping[str, Value], ballots: Ballots) -> float:
    return sum(weight(ballots[name], value) for name, value in choice.items())


def blamed(values: Mapping[str, Value]) -> frozenset[str]:
    """All fields of what fails, but for those that other checks confirm.

    The fewest fields that explain it all need not be the wrong ones: so one that is not confirmed without the
    others in doubt is in doubt, too.
    """
    failed = [check for check in checks(values) if not check.holds]
    impossible = frozenset(check.names[0] for check in failed if len(check.names) == 1)
    if impossible:
        return impossible | blamed(_without(values, impossible))
    suspects = frozenset(name for check in failed for name in check.names)
    left = suspects - _cleared(values, suspects)
    culprits = [name for name in left if all(name in check.names for check in failed)]
    if len(culprits) != 1 or sum(check.pins for check in failed) < _MANY_FAILED:
        return left
    return frozenset(culprits) | (left - pinned(values, frozenset(culprits), SOME_PASS))


def _without(values: Mapping[str, Value], names: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name not in names}


def _cleared(values: Mapping[str, Value], suspects: frozenset[str]) -> frozenset[str]:
    """Suspects that fields confirm which are not suspect, or cleared themselves."""
    cleared: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name in suspects - cleared if _clear(values, name, suspects - cleared))
        if not more:
            return cleared
        cleared |= more


def _clear(values: Mapping[str, Value], name: str, suspects: frozenset[str]) -> bool:
    trusted = _without(values, suspects - {name})
    return name not in contradicted(trusted) and _narrow(name, trusted)


def pinned(
    values: Mapping[str, Value], doubtful: frozenset[str], passing: float = FEW_PASS
) -> frozenset[str]:
    """Fields that checks confirm which no more than this share of other values would have passed."""
    certain = _without(values, doubtful)
    return frozenset(name for name in certain if _narrow(name, certain, passing))


def _narrow(name: str, values: Mapping[str, Value], passing: float = FEW_PASS) -> bool:
    """Whether nearly every value that is one digit off would have failed."""
    passes = confirming(values).get(name)
    others = slips(name, values[name])
    return passes is not None and sum(map(passes, others)) <= passing * len(others)


def rivalled(values: Mapping[str, Value], ballots: Ballots, doubtful: frozenset[str]) -> frozenset[str]:
    """Fields of which another value was read that the checks would have confirmed as well."""
    tests = confirming(_without(values, doubtful))
    return frozenset(
        name
        for name, passes in tests.items()
        if any(passes(each.value) for each in ballots[name] if each.value != values[name])
    )
