"""The standard set: 200 reports in two languages, each kind of distortion as often as the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from tests.lookalike.distortions import DISTORTIONS, distorted
from tests.lookalike.pdf import as_pdf
from tests.lookalike.report import Lookalike, lookalike
from tests.lookalike.wording import LANGUAGES

SEEDS = range(200)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A look-alike and what became of it."""

    seed: int
    kind: str
    report: Lookalike
    image: Image.Image

    def pdf(self) -> bytes:
        """The document that a doctor gets; a camera's picture is a JPEG, every fourth pair of seeds on A4."""
        jpeg = 90 if "photo" in self.kind else None
        return as_pdf(self.image, jpeg=jpeg, a4=self.seed // 2 % 4 == 3)


def plan(seed: int) -> tuple[str, str]:
    """The language of a seed's report, and what is done to it: neighbours differ in the first alone."""
    kinds = tuple(DISTORTIONS)
    return LANGUAGES[seed % 2], kinds[seed // 2 % len(kinds)]


def case(seed: int) -> Case:
    """One of the set, or of more of the same kind."""
    language, kind = plan(seed)
    report = lookalike(seed, language)
    return Case(seed, kind, report, distorted(report.image, kind, seed))


def cases(seeds: Iterable[int]) -> Iterator[Case]:
    """Made one after the other, because each is a large picture."""
    return (case(seed) for seed in seeds)


def the_200() -> Iterator[Case]:
    """The standard set."""
    return cases(SEEDS)
