"""One page of a report: its words, the fields that are known among them, and how sure each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from oximetry.errors import RecordingWarning
from oximetry.report_fields import NAMES, Value
from pdf_parser.curves import digitise
from pdf_parser.document import Document
from pdf_parser.judging.ballot import Ballots
from pdf_parser.judging.fields import fields_of_picture, fields_of_text, plain_fields
from pdf_parser.judging.judgement import Verdict, judged, unsettled
from pdf_parser.judging.reread import FIRST_LOOKS, MORE_LOOKS, first_reading, look_again
from pdf_parser.messages import notice
from pdf_parser.places.finding import Found, find, text_of
from pdf_parser.places.missed import missed
from pdf_parser.places.public import public_words
from pdf_parser.places.spots import Spot
from pdf_parser.report import ABSENT, Field, PrintedReport
from pdf_parser.seeing.sight import Sight
from pdf_parser.seeing.upright import upright
from pdf_parser.words import Page, Word

_FEWEST_WORDS = 3
_MORE_THAN_A_STAMP = 40  # words; scanning apps put a line of text on pages that are pictures
_LEGIBLE = 0.5
_READABLE_PART = 0.7  # of a text layer's signs, else its fonts do not say what they show


def read_page(
    document: Document, number: int, *, language: str = "eng", keep_personal: bool = False
) -> PrintedReport:
    """What one page of a report says: from its text if it has any, else from its picture.

    Args:
        document: the open PDF.
        number: of the page, from 1.
        language: of the OCR, by Tesseract's code.
        keep_personal: whether name, age and sex may leave the reader.

    Returns:
        A report of one page; its ``fields`` hold all names of ``oximetry.report_fields``.

    Raises:
        RecordingError: if the page is damaged, or the language is not installed.
    """
    words = document.words(number)
    if _usable(words):
        report = _from_text(words, number, keep_personal=keep_personal)
        if report.layout or report.values() or len(words) >= _MORE_THAN_A_STAMP:
            return report
    return _from_picture(document, number, language=language, keep_personal=keep_personal)


def _usable(words: Sequence[Word]) -> bool:
    signs = "".join(word.text for word in words)
    readable = sum(sign.isalnum() or sign in ".,:;%<>=-/()" for sign in signs)
    return len(words) >= _FEWEST_WORDS and readable >= _READABLE_PART * len(signs)


def _from_text(words: Sequence[Word], number: int, *, keep_personal: bool) -> PrintedReport:
    found = find(words)
    ballots = first_reading(_wanted(found, keep_personal=keep_personal))
    fields = {**plain_fields(found, number), **fields_of_text(ballots, judged(ballots), number)}
    return _report(found, fields, words, number, keep_personal=keep_personal)


def _from_picture(document: Document, number: int, *, language: str, keep_personal: bool) -> PrintedReport:
    if document.is_blank(number):
        return PrintedReport(layout=None, fields=dict.fromkeys(NAMES, ABSENT), text="", pages=1)
    sight, words = upright(document, number, language)
    found = find(words)
    if not found.layout:
        words = sight.words_of_any_page()
        found = find(words)
    spots = _wanted(found, keep_personal=keep_personal)
    ballots, verdicts = _read_again(sight, spots)
    fields = _placed(sight, plain_fields(found, number))
    fields |= fields_of_picture(sight, spots, ballots, verdicts, number)
    if found.layout:
        fields |= _placed(sight, missed(words, fields, number))
    legible = [word for word in words if word.confidence >= _LEGIBLE]
    report = _report(found, fields, legible, number, keep_personal=keep_personal)
    page = Page(number, tuple(words), sight.picture, sight.points_per_pixel)
    return replace(report, curves=digitise(page, _with_likeliest_start(report)))


def _placed(sight: Sight, fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields with their boxes on the page as it is shown."""
    return {name: replace(each, box=each.box and sight.on_page(each.box)) for name, each in fields.items()}


def _with_likeliest_start(report: PrintedReport) -> dict[str, Value]:
    """What is certain, and the start even if it is not: the file's name may confirm it afterwards."""
    start = report.fields["start"].value
    return report.values() | ({} if start is None else {"start": start})


def _wanted(found: Found, *, keep_personal: bool) -> tuple[Spot, ...]:
    return (*found.spots, *found.people) if keep_personal else found.spots


def _read_again(sight: Sight, spots: Sequence[Spot]) -> tuple[Ballots, Mapping[str, Verdict]]:
    """Every place is looked at again; those in doubt once more, in more ways."""
    ballots = first_reading(spots)
    look_again(sight, spots, FIRST_LOOKS, ballots)
    names = frozenset(spot.name for spot in spots)
    doubtful = unsettled(judged(ballots), names)
    look_again(sight, [spot for spot in spots if spot.name in doubtful], MORE_LOOKS, ballots)
    return ballots, judged(ballots)


def _report(
    found: Found, fields: Mapping[str, Field], legible: Sequence[Word], number: int, *, keep_personal: bool
) -> PrintedReport:
    """The report; its text is all that was read, or only what is known to tell nothing of the person."""
    shown = legible if keep_personal else public_words(legible, found)
    return PrintedReport(
        layout=found.layout,
        fields={name: fields.get(name, ABSENT) for name in NAMES},
        text=text_of(shown),
        pages=1,
        warnings=tuple(_remarks(found, legible, number)),
    )


def _remarks(found: Found, legible: Sequence[Word], number: int) -> Iterator[RecordingWarning]:
    if not legible:
        yield notice("page_illegible", page=number)
    elif not found.layout:
        yield notice("page_unknown", page=number)
