"""The whole catalogue: why a file is refused, and what is said beside a night.

Each entry is written for a doctor: what is wrong, calmly, and what to do. The
keys are stable; the application translates the sentences, which are marked
with ``N_`` for extraction. A test holds this page to the code that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass

from oximetry.errors import N_, RecordingError, RecordingWarning


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not taken, and what to do about it."""

    sentence: str
    advice: str


_EXPORT_CSV = N_("Open the recording in the oximeter's app, export it as CSV and upload that file.")
_EXPORT_AGAIN = N_("Export the recording again from the oximeter's app and upload the new file.")

REFUSALS: dict[str, Refusal] = {
    "empty": Refusal(N_("The file is empty."), _EXPORT_AGAIN),
    "too_large": Refusal(
        N_("The file is far larger than one night can be."),
        N_("Check that you chose the recording of one night, and upload that file."),
    ),
    "binary": Refusal(N_("The file is not text and no known oximeter writes it this way."), _EXPORT_CSV),
    "pdf": Refusal(
        N_("This is a PDF report, not a recording."),
        N_("Upload the CSV of the same night. PDF reports cannot be filed in this version."),
    ),
    "archive": Refusal(
        N_("This is a compressed archive, not a recording."),
        N_("Unpack it on your computer and upload the CSV files inside."),
    ),
    "spreadsheet": Refusal(
        N_("This is a spreadsheet workbook, not the oximeter's own file."),
        N_("Upload the CSV as the oximeter's app exported it, without opening and saving it in between."),
    ),
    "web_page": Refusal(
        N_("This is a web page saved under the name of a recording."),
        N_("Download the recording again while signed in to the oximeter's site or app."),
    ),
    "image": Refusal(N_("This is a picture, not a recording."), _EXPORT_CSV),
    "unsupported_device": Refusal(
        N_("This looks like a recording of another device (%(device)s), which cannot be read yet."),
        N_("If the device's app can export a CSV of the ViHealth or O2 Insight kind, upload that one."),
    ),
    "header_only": Refusal(
        N_("The file holds column headings but no readings."),
        N_("The export was probably interrupted. Export the recording again and upload the new file."),
    ),
    "columns": Refusal(
        N_("The file's columns are not those of an oximeter recording: time, SpO2, pulse rate and motion."),
        _EXPORT_CSV,
    ),
    "one_row": Refusal(
        N_("The file holds a single reading; at least two are needed."),
        N_("The recording was probably stopped at once, or the export was interrupted. Export it again."),
    ),
    "unreadable_rows": Refusal(
        N_("%(count)s of %(rows)s rows cannot be read, too many for the rest to be trusted."),
        _EXPORT_AGAIN,
    ),
    "dates": Refusal(
        N_("The dates contradict each other: in some rows the day stands first, in others the month."),
        N_("Upload the CSV as the oximeter's app exported it, without opening and saving it in between."),
    ),
    "clock_backwards": Refusal(
        N_("The time repeats or runs backwards at %(time)s, so the order of the readings is not certain."),
        N_("If several recordings were joined or sorted in one file, upload each one as it was exported."),
    ),
    "too_sparse": Refusal(
        N_("Readings are %(period)s s apart; an overnight study needs one at least every 10 s."),
        N_("Set the device to continuous recording. Spot readings of a watch cannot be analysed."),
    ),
    "long_gap": Refusal(
        N_("Between %(time)s and the next reading %(hours)s h are missing."),
        N_("The file seems to hold several recordings. Export each night by itself and upload it."),
    ),
    "too_long": Refusal(
        N_("The file spans %(hours)s h, more than one recording can."),
        N_("Export each night by itself and upload them one by one."),
    ),
    "no_start": Refusal(
        N_("The file does not say when the recording began."),
        N_(
            "Write the date and time of its start into the file's name, e.g. 20251015-223000 for "
            "15 October 2025 at 22:30, and upload it again."
        ),
    ),
    "unreadable_file": Refusal(
        N_("The file could not be opened: %(reason)s."),
        N_("Check the name and that you may read it."),
    ),
}

NOTICES: dict[str, str] = {
    "date_order_assumed": N_(
        "The dates do not say whether day or month comes first; day first was taken (%(date)s). "
        "Please check the date of the night."
    ),
    "unknown_headings": N_(
        "The column headings are not in a known language. The columns were taken in the usual order: "
        "time from “%(time)s”, SpO2 from “%(spo2)s”, pulse rate from “%(pulse)s”."
    ),
    "truncated_last_row": N_(
        "The last row is cut off and was left out; the end of the recording may be missing."
    ),
    "unreadable_rows": N_("Rows that could not be read and were left out: %(count)s."),
    "repeated_times": N_(
        "Rows that repeat an earlier time or step back in time, and were left out: %(count)s."
    ),
    "clock_back_hour": N_(
        "At %(time)s the clock went back one hour, as at the end of summer time. "
        "Later times are shown as if it had not."
    ),
    "clock_forward_hour": N_(
        "At %(time)s the clock jumps forward by exactly one hour. On the night on which summer time begins "
        "nothing is missing there."
    ),
    "gaps": N_("Readings are missing from the file (gaps: %(count)s, together %(seconds)s s)."),
    "no_spo2": N_("The recording holds no valid SpO2 reading at all."),
    "short_study": N_("There are only %(hours)s h of valid SpO2, less than the 4 h of an adequate study."),
    "below_range": N_(
        "After very low values the device still had a pulse but showed no SpO2 (stretches: %(runs)s, "
        "together %(seconds)s s). There the saturation was probably below %(floor)s %%."
    ),
}


def refusal(key: str, **params: object) -> RecordingError:
    """The error of the catalogue under ``key``, ready to raise."""
    entry = REFUSALS[key]
    return RecordingError(key, entry.sentence, entry.advice, **params)


def notice(code: str, **params: object) -> RecordingWarning:
    """The warning of the catalogue under ``code``."""
    return RecordingWarning(code, NOTICES[code], params)
