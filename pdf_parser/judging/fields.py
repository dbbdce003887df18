"""Verdicts put into the fields of a report: value, state, place, and a picture of what is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2

from pdf_parser.judging.ballot import Ballots, speaking_for
from pdf_parser.judging.judgement import Verdict
from pdf_parser.places.finding import APPS, Found
from pdf_parser.places.spots import Spot
from pdf_parser.report import Field, FieldState
from pdf_parser.seeing.sight import Sight

_CROP_MARGIN = 0.8  # times the place's height
_CROP_WIDE = 320  # pixels at most


def fields_of_text(ballots: Ballots, verdicts: Mapping[str, Verdict], page: int) -> dict[str, Field]:
    """Fields of a text layer: nothing is misread there, but a value may stand where it is not looked for."""
    return {
        name: Field(
            verdict.value,
            FieldState.READ if verdict.consistent else FieldState.UNSURE,
            verdict.confidence,
            page,
            speaking_for(ballots[name], verdict.value)[0].box,
        )
        for name, verdict in verdicts.items()
    }


def fields_of_picture(
    sight: Sight, spots: Sequence[Spot], ballots: Ballots, verdicts: Mapping[str, Verdict], page: int
) -> dict[str, Field]:
    """Fields of a picture; each place that was found has a field, though perhaps an unsure one."""
    unread = (spot for spot in spots if spot.name not in verdicts)
    fields = {spot.name: _unread(sight, spot, page) for spot in unread}
    for name, verdict in verdicts.items():
        box = speaking_for(ballots[name], verdict.value)[0].box
        state = FieldState.READ if verdict.certain else FieldState.UNSURE
        crop = None if verdict.certain else _crop(sight, spots, name)
        fields[name] = Field(verdict.value, state, verdict.confidence, page, sight.on_page(box), crop)
    return fields


def plain_fields(found: Found, page: int) -> dict[str, Field]:
    """The app, if it is a known one, and that a name, an age or a sex is there, but nothing of what it is."""
    people = found.people
    fields = {spot.name: Field(None, FieldState.READ, spot.confidence, page, spot.box) for spot in people}
    if found.app:
        app, sure, box = APPS[found.app.name], found.app.confidence, found.app.box
        fields["app"] = Field(app, FieldState.READ, sure, page, box)
    return fields


def _unread(sight: Sight, spot: Spot, page: int) -> Field:
    crop = _png(sight, spot)
    return Field(None, FieldState.UNSURE, 0.0, page, sight.on_page(spot.box), crop)


def _crop(sight: Sight, spots: Sequence[Spot], name: str) -> bytes:
    return _png(sight, next(spot for spot in spots if spot.name == name))


def _png(sight: Sight, spot: Spot) -> bytes:
    crop = sight.crop(spot.box, _CROP_MARGIN)
    factor = min(1.0, _CROP_WIDE / crop.shape[1])
    small = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".png", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1].tobytes()
