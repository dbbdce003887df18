"""What a report calls its fields, in the languages that are known, and where these words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdf_parser.places.lines import Line, around
from pdf_parser.places.spelling import plain, plain_signs, prefix_slips
from pdf_parser.report import Box
from pdf_parser.words import Word

# What the ViHealth app prints in Romanian (its report of 2025) and, as its users write of it, in English.
_WORDINGS: dict[str, tuple[str, ...]] = {
    "title": ("Raportul nivelului de oxigen", "Oxygen Level Report"),
    "name": (
        *("Nume:", "Numele:", "Prenume:", "Nume și prenume:", "Pacient:", "Numele pacientului:"),
        *("Name:", "First name:", "Last name:", "Surname:", "Patient:", "Patient name:", "User:"),
    ),
    "age": ("Vârsta:", "Vârstă:", "Age:"),
    "sex": ("Sex:", "Gender:", "Gen:"),
    "birth": ("Data nașterii:", "CNP:", "Date of birth:", "Birthday:", "DOB:"),
    "device": ("Dispozitiv:", "Device:", "Device model:"),
    "start": ("Timpul de inițiere", "Ora de începere", "Ora începerii", "Start time", "Start"),
    "end": ("Sfârșitul timpului", "Ora de sfârșit", "Ora încheierii", "End time", "End"),
    "duration_s": (
        "Timp",
        "Durată",
        "Durata",
        "Timp total",
        "Duration",
        "Total time",
        "Recording time",
        "Time",
    ),
    "note": ("Notă:", "Note:", "Notes:"),
    "drops": ("Scăderi", "Drops", "Drops over"),
    "per_hour": ("Scăderi pe oră", "Drops per hour"),
    # The last words of the label, too: it is mostly set in two lines, and the value stands at its end.
    "threshold": (
        *("Pragul nivelului de oxigen", "de oxigen", "oxigen"),
        *("Oxygen level threshold", "O2 level threshold", "SpO2 threshold", "level threshold", "threshold"),
    ),
    "pulse_threshold": ("Pulse rate threshold", "Pragul pulsului", "Pragul ritmului cardiac", "PR threshold"),
    "share": ("%Total",),
    "max": ("Max", "Maxim", "Maximum"),
    "mean": ("Mediu", "Medie", "Avg", "Mean", "Average"),
    "min": ("Min", "Minim", "Minimum"),
    "spo2": ("Nivel de oxigen", "Nivelul de oxigen", "Oxygen level", "O2 level", "SpO2"),
    "pulse": ("PR", "Pulse rate", "Puls", "Heart rate", "Puls cardiac"),
    "o2_score": ("Punctaj O2", "Scor O2", "O2 Score"),
    "vihealth": ("ViHealth",),
}
_LONGEST_LABEL = 7  # words
_SURE = 0.3  # below this a word is more likely a piece of a drawing
_LETTERS_A_SLIP = 5
_CELLS_APART = 1.0  # times the height
_GAP = 1.6  # of the line's height: farther apart, words do not belong to one label


def _plain_label(wording: str) -> str:
    return plain(wording).replace("0", "o")


_LABELS = tuple((name, _plain_label(wording)) for name, wordings in _WORDINGS.items() for wording in wordings)


@dataclass(frozen=True, slots=True)
class Label:
    """A label where it stands.

    Attributes:
        name: of the field, or of the part of the page.
        box: around its own letters, as far as words' boxes tell.
        line: the line in which it stands.
        rest: what stands right of it in that line, up to the next label; a word in which the label ends and
            a value begins (``oxigen:90``) is cut in two.
        glued: whether one was.
        text: the label as it was read.
        confidence: of its least sure word.
    """

    name: str
    text: str
    confidence: float
    box: Box
    line: Line
    rest: tuple[Word, ...]
    glued: bool


@dataclass(frozen=True, slots=True)
class _Match:
    name: str
    first: int
    last: int
    cut: int  # where in the last word the label ends
    slips: int
    length: int


def find_labels(lines: Sequence[Line]) -> tuple[Label, ...]:
    """Every label on the page, from top to bottom."""
    return tuple(label for line in lines for label in _labels_in(line))


def begins(label: Label) -> bool:
    """Whether its line or its cell begins with it: on its left no word makes it part of a sentence."""
    left, height = label.box[0], label.box[3] - label.box[1]
    before = (word.box[2] for word in label.line.words if word.box[0] < left - height / 4)
    return all(left - right > _CELLS_APART * height for right in before)


def _labels_in(line: Line) -> Iterator[Label]:
    matches = _apart([match for first in range(len(line.words)) for match in _matches(line, first)])
    ends = [*(match.first for match in matches[1:]), len(line.words)]
    for match, until in zip(matches, ends, strict=False):
        head, tail = _cut(line.words[match.last], match.cut)
        own = (*line.words[match.first : match.last], head)
        rest = (*([tail] if tail else []), *line.words[match.last + 1 : until])
        text = " ".join(word.text for word in own)
        sure = min(word.confidence for word in own)
        yield Label(match.name, text, sure, around([word.box for word in own]), line, rest, tail is not None)


def _apart(matches: list[_Match]) -> list[_Match]:
    """Those that do not overlap; the longer label with fewer slips goes first."""
    chosen: list[_Match] = []
    for match in sorted(matches, key=lambda each: (each.slips * 3 - each.length, each.first)):
        if all(match.last < other.first or match.first > other.last for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda each: each.first)


def _matches(line: Line, first: int) -> Iterator[_Match]:
    signs = _signs(line, first)
    text = "".join(sign for sign, _, _ in signs)
    for name, label in _LABELS:
        found = _fits(label, text)
        if found and not (len(label) <= _LETTERS_A_SLIP and _goes_on(signs, found[1])):
            slips, length = found
            _, last, place = signs[length - 1]
            yield _Match(name, first, last, place + 1, slips, length)


def _fits(label: str, text: str) -> tuple[int, int] | None:
    """Slips and length of the label at the text's beginning, if it stands there."""
    most = len(label) // _LETTERS_A_SLIP
    if len(set(label[:4]) & set(text[:5])) < min(2, len(label)):
        return None
    return prefix_slips(label, text, most)


def _goes_on(signs: Sequence[tuple[str, int, int]], length: int) -> bool:
    """Whether the word in which these many signs end has more letters: ``Timpul`` is not ``Timp``."""
    if length == len(signs):
        return False
    (_, word, place), (sign, next_word, next_place) = signs[length - 1 : length + 1]
    return sign.isalpha() and word == next_word and next_place == place + 1


def _signs(line: Line, first: int) -> list[tuple[str, int, int]]:
    """Letters from the word ``first`` on that may be one label, each with its word and place there."""
    signs: list[tuple[str, int, int]] = []
    height = line.height
    for at in range(first, min(first + _LONGEST_LABEL, len(line.words))):
        word = line.words[at]
        if at > first and word.box[0] - line.words[at - 1].box[2] > _GAP * height:
            break
        signs.extend((sign, at, place) for sign, place in plain_signs(word.text.replace("0", "O")))
    return signs


def _cut(word: Word, at: int) -> tuple[Word, Word | None]:
    """A word as two; where its box is to be cut is told by the share of letters."""
    tail = word.text[at:].lstrip(" :;.,")
    if not tail:
        return word, None
    left, top, right, bottom = word.box
    seam = right - (right - left) * len(tail) / len(word.text)
    return (
        Word(word.text[:at], (left, top, seam, bottom), word.confidence),
        Word(tail, (seam, top, right, bottom), word.confidence),
    )
