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

What = str | Wildcard  # one of the three above, or MATCH
Part = dict[str, str | Wildcard]


def ask(what: What) -> Part:
    """The button that asks whether ``what`` shall be deleted."""
    return {"part": "ask", "what": what}


def dialog(what: What) -> Part:
    """The dialog in which that is asked."""
    return {"part": "dialog", "what": what}


def cancel(what: What) -> Part:
    """Its way out."""
    return {"part": "cancel", "what": what}


def confirm(what: What) -> Part:
    """Its button that does it."""
    return {"part": "confirm", "what": what}
