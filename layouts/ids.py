"""Ids of the components that callbacks and our scripts name; a test holds each to a layout."""

from __future__ import annotations

from typing import Final

from dash.dependencies import _Wildcard as Wildcard

# The frame around every screen.
SHELL: Final = "shell"
LOCATION: Final = "location"
VIEW: Final = "view"  # {"dark": bool, "compact": bool}: what the browser is like
ARRIVALS: Final = "arrivals"  # upload.js writes here when a file's fate is known
NOTICES: Final = "notices"
PAGE: Final = "page"

# Home.
NIGHTS: Final = "nights"
NIGHTS_TICK: Final = "nights-tick"
NIGHTS_SHOWN: Final = "nights-shown"  # how many at most
MORE_NIGHTS: Final = "more-nights"

# A night.
RECORDING_ID: Final = "recording-id"
CHART: Final = "chart"
FILES: Final = "files"
FILES_TICK: Final = "files-tick"
READING_TICK: Final = "reading-tick"

# A device's report, as a night of its own.
KEEP_APART: Final = "keep-apart"
KEEP_PERSONAL: Final = "keep-personal"
FORGET_PERSONAL: Final = "forget-personal"
COMPARE_WITH: Final = "compare-with"
COMPARE: Final = "compare"
COMPARISON: Final = "comparison"

# A patient, on his own screen and beside his nights.
PATIENT_ID: Final = "patient-id"
PATIENT_LABEL: Final = "patient-label"
LINK_CARD: Final = "link-card"
LINK_ID: Final = "link-id"
NEW_LINK: Final = "new-link"
MAIL_TO: Final = "mail-to"
MAIL_LANGUAGE: Final = "mail-language"
MAIL_LINK: Final = "mail-link"

# What a doctor is asked to confirm.
RECORDING: Final = "recording"
PATIENT: Final = "patient"
LINK: Final = "link"
TAKE_OFF: Final = "take-off"  # of: the report
FILE_WITH: Final = "file-with"  # of: the recording

What = str | Wildcard  # one of those above, or MATCH
Part = dict[str, str | Wildcard]


def ask(what: What, of: What | None = None) -> Part:
    """The button that asks whether ``what`` shall be done; ``of`` tells several of a kind apart."""
    return _part("ask", what, of)


def dialog(what: What, of: What | None = None) -> Part:
    """The dialog in which that is asked."""
    return _part("dialog", what, of)


def cancel(what: What, of: What | None = None) -> Part:
    """Its way out."""
    return _part("cancel", what, of)


def confirm(what: What, of: What | None = None) -> Part:
    """Its button that does it."""
    return _part("confirm", what, of)


def _part(part: str, what: What, of: What | None) -> Part:
    named: Part = {"part": part, "what": what}
    return named if of is None else {**named, "of": of}
