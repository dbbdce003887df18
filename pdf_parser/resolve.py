"""Which of the readings are right: those that all checks agree with, if only one choice of them does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from math import prod

from oximetry.report_fields import Value
from pdf_parser.ballot import Ballots, elected, ranked, weight
from pdf_parser.checks import Check, checks

_MOST_CHOICES = 4000
_MOST_READINGS = 4  # of a field: the rest is noise
_MOST_BLAMED = 3
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
    """The fewest fields without which nothing contradicts.

    Of sets as small, those count whose fields other checks confirm least; if several are left, all of them.
    """
    made = checks(values)
    failed = [check for check in made if not check.holds]
    suspects = sorted({name for check in failed for name in check.names})
    alibis = Counter(_pinned(made))
    for many in range(1, _MOST_BLAMED + 1):
        guilty = [some for some in combinations(suspects, many) if _explains(some, failed)]
        if guilty:
            fewest = min(sum(alibis[name] for name in some) for some in guilty)
            return frozenset(
                name for some in guilty if sum(alibis[each] for each in some) == fewest for name in some
            )
    return frozenset(suspects)


def _explains(some: Iterable[str], failed: Iterable[Check]) -> bool:
    return all(any(name in check.names for name in some) for check in failed)


def pinned(values: Mapping[str, Value], doubtful: frozenset[str]) -> frozenset[str]:
    """Fields that a check confirms which hardly any other value would have passed."""
    return frozenset(_pinned(checks({name: each for name, each in values.items() if name not in doubtful})))


def _pinned(made: Iterable[Check]) -> Iterator[str]:
    for check in made:
        if check.holds and check.pins:
            yield from check.names
