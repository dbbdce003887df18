"""The whole catalogue: why a report or one of its pages is refused, and what is said beside it.

Made like ``oximetry.messages``: stable keys, sentences for a doctor, marked with ``N_`` for extraction.
What a page prints, and the names in it, stand in no message.
"""

from __future__ import annotations

from oximetry.errors import N_, RecordingError, RecordingWarning
from oximetry.messages import Refusal

_EXPORT_AGAIN = N_("Export the report again from the oximeter's app and upload the new file.")
_ONE_NIGHT = N_("Upload the report of one night, as the oximeter's app exported it.")
_PAGE_AGAIN = N_(
    "If the page is missing from what was read, export the report again from the oximeter's app and upload "
    "the new file."
)

REFUSALS: dict[str, Refusal] = {
    "pdf_empty": Refusal(N_("The file is empty."), _EXPORT_AGAIN),
    "pdf_not": Refusal(N_("The file is not a PDF."), _EXPORT_AGAIN),
    "pdf_damaged": Refusal(N_("The PDF is damaged or incomplete and cannot be opened."), _EXPORT_AGAIN),
    "pdf_encrypted": Refusal(
        N_("The PDF is protected by a password."),
        N_("Save it without the password, or export the report again, and upload that file."),
    ),
    "pdf_too_large": Refusal(N_("The PDF is larger than %(most)s MB, the most that is read."), _ONE_NIGHT),
    "pdf_pages": Refusal(N_("The PDF has %(pages)s pages; at most %(most)s are read."), _ONE_NIGHT),
    "pdf_slow": Refusal(N_("Opening the PDF took longer than %(seconds)s s and was ended."), _EXPORT_AGAIN),
    "pdf_nothing_read": Refusal(N_("None of the %(pages)s pages of the PDF could be read."), _EXPORT_AGAIN),
    "unreadable_file": Refusal(
        N_("The file could not be opened: %(reason)s."),
        N_("Check the name and that you may read it."),
    ),
    "page_damaged": Refusal(N_("Page %(page)s is damaged and cannot be read."), _PAGE_AGAIN),
    "page_slow": Refusal(
        N_("Reading page %(page)s took longer than %(seconds)s s and was ended."), _PAGE_AGAIN
    ),
    "page_memory": Refusal(N_("Page %(page)s needs more memory than is given to one page."), _PAGE_AGAIN),
    "page_lost": Refusal(
        N_("Page %(page)s could not be read: it is damaged, or needs more memory than is given to one page."),
        _PAGE_AGAIN,
    ),
    "page_picture": Refusal(
        N_("Page %(page)s holds a picture of %(width)s × %(height)s pixels, more than can be read."),
        _PAGE_AGAIN,
    ),
    "page_shape": Refusal(
        N_("Page %(page)s is a strip too narrow to hold a report, and was not read."), _PAGE_AGAIN
    ),
    "ocr_language_none": Refusal(
        N_("It was not said in which language pictures are to be read."),
        N_("Choose one of those installed: %(installed)s."),
    ),
    "ocr_language": Refusal(
        N_("Pictures cannot be read in the language %(language)s."),
        N_("Choose one of those installed: %(installed)s."),
    ),
}

NOTICES: dict[str, str] = {
    "pdf_script": N_("The PDF carries a script; it was not run."),
    "pdf_attachments": N_("The PDF carries attached files; they were not opened."),
    "pdf_cut": N_("The end of the PDF is missing; part of the report may be missing, too."),
    "pages_late": N_(
        "Reading was ended after %(seconds)s s, at page %(page)s. Pages left unread: %(count)s."
    ),
    "pages_left": N_(
        "Reading was given up after page %(page)s, because several pages in a row could not be read. "
        "Pages left unread: %(count)s."
    ),
    "start_differs": N_(
        "By the report the recording began on %(printed)s, by the file's name on %(named)s. The report was "
        "followed; please check the date and time of the night."
    ),
    "several_reports": N_(
        "This PDF holds several reports that differ; export each night's report by itself."
    ),
    "page_illegible": N_("Page %(page)s is a picture in which no text could be read."),
    "page_unknown": N_(
        "Page %(page)s is not laid out like a report that is known; fields were looked for by their labels "
        "only."
    ),
    "page_text": N_(
        "The text stored in page %(page)s cannot be taken from it; only its picture could be read."
    ),
}


def refusal(key: str, **params: object) -> RecordingError:
    """The error of the catalogue under ``key``, ready to raise."""
    entry = REFUSALS[key]
    return RecordingError(key, entry.sentence, entry.advice, **params)


def notice(code: str, **params: object) -> RecordingWarning:
    """The warning of the catalogue under ``code``."""
    return RecordingWarning(code, NOTICES[code], params)
