"""Other looks at a field's place: always two more, and all of them where readings differ or contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import cv2
import numpy as np
from tesserocr import PSM

from pdf_parser.judging.ballot import Candidate, candidates
from pdf_parser.places.spots import Spot
from pdf_parser.places.values import KINDS, SIGNS
from pdf_parser.seeing.sight import Look, Sight
from pdf_parser.words import Picture


def _black_and_white(grey: Picture) -> Picture:
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2)
    return np.asarray(cv2.threshold(soft, 0, 255, cv2.THRESH_OTSU)[1], dtype=np.uint8)


def _softened(grey: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), dtype=np.uint8)


FIRST_LOOKS = {"large": Look(1.5, even=False), "narrow": Look(0.8, wider=0.85)}
MORE_LOOKS = {
    "wide": Look(0.8, wider=1.2, even=False),
    "soft": Look(1.0, even=False, change=_softened),
    "small": Look(0.6),
    "any sign": Look(1.0, margin=0.6, only_signs=False),
    "raw": Look(1.3, segmentation=PSM.RAW_LINE),
    "two tones": Look(1.0, change=_black_and_white),
}


def first_reading(spots: Iterable[Spot]) -> dict[str, list[Candidate]]:
    """What the page's own words say, by fields."""
    ballots: dict[str, list[Candidate]] = {}
    for spot in spots:
        ballots.setdefault(spot.name, []).extend(candidates(spot, spot.text, spot.confidence, "page"))
    return ballots


def look_again(
    sight: Sight, spots: Sequence[Spot], looks: Mapping[str, Look], ballots: dict[str, list[Candidate]]
) -> None:
    """Add what further looks at these places give to the ballots."""
    for spot in spots:
        ballots.setdefault(spot.name, []).extend(_looked(sight, spot, looks))


def _looked(sight: Sight, spot: Spot, looks: Mapping[str, Look]) -> Iterator[Candidate]:
    signs = spot.signs if spot.pattern else SIGNS.get(KINDS[spot.name], "")
    for way, look in looks.items():
        reading = sight.read(spot.box, look, signs)
        yield from candidates(spot, reading.text, reading.confidence, way)
