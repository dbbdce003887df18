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
_EXPORT_EDF = N_("Export the recording again as EDF or CSV, and upload the new file.")

REFUSALS: dict[str, Refusal] = {
    "empty": Refusal(N_("The file is empty."), _EXPORT_AGAIN),
    "too_large": Refusal(
        N_("The file is far larger than one night can be."),
        N_("Check that you chose the recording of one night, and upload that file."),
    ),
    "binary": Refusal(N_("The file is not text and no known oximeter writes it this way."), _EXPORT_CSV),
    "pdf": Refusal(
        N_("This is a PDF report, not a recording."),
        N_(
            "Read it with python -m pdf_parser, or upload the CSV or the device's own file of the same night."
        ),
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
    "header_only": Refusal(
        N_("The file holds column headings but no readings."),
        N_("The export was probably interrupted. Export the recording again and upload the new file."),
    ),
    "no_readings": Refusal(
        N_("The file ends before its first reading."),
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
    "no_seconds": Refusal(
        N_("The times in the file have no seconds, as after saving it in a spreadsheet program."),
        N_("Upload the CSV as the oximeter's app exported it, without opening and saving it in between."),
    ),
    "clock_backwards": Refusal(
        N_("The time repeats or runs backwards at %(time)s, so the order of the readings is not certain."),
        N_("If several recordings were joined or sorted in one file, upload each one as it was exported."),
    ),
    "changing_period": Refusal(
        N_("Most readings are %(period)s s apart, but many others are closer together."),
        N_("If several recordings were joined in one file, upload each one as it was exported."),
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
    "no_period": Refusal(N_("The file does not tell how far apart its readings are."), _EXPORT_CSV),
    "unknown_layout": Refusal(
        N_("The readings are stored in a way that is not known for this device."), _EXPORT_CSV
    ),
    "nothing_left": Refusal(
        N_("Nothing of the recording is left between the times that were given."),
        N_("Check the times: they are those of the device's clock."),
    ),
    "edf_header": Refusal(N_("The header of this EDF file is damaged or incomplete."), _EXPORT_EDF),
    "edf_no_data": Refusal(
        N_("The EDF file holds a header but no data."),
        N_("The recording was probably interrupted. If there is another file of the night, upload that one."),
    ),
    "edf_no_spo2": Refusal(
        N_("This is an EDF file without an oxygen saturation channel."),
        N_("Upload the EDF file of the same night that holds SpO2; ResMed devices name it SAD or SA2."),
    ),
    "edf_unit": Refusal(
        N_("The SpO2 channel of this EDF file is not in percent, or its scale is missing."), _EXPORT_EDF
    ),
    "edf_onsets": Refusal(
        N_("The EDF file was interrupted and does not say when each part of it was recorded."), _EXPORT_EDF
    ),
    "no_oximeter": Refusal(
        N_("The file has an SpO2 channel, but it holds no reading: no oximeter was attached."),
        N_("Upload the recording of a night with the oximeter attached."),
    ),
    "csv_version": Refusal(
        N_("A newer version of Oxinight wrote this file (layout %(version)s); it cannot be read here."),
        N_("Bring Oxinight up to date, or upload the file that the oximeter's app exported."),
    ),
    "csv_period": Refusal(
        N_("The lines above the readings are damaged: they do not say how far apart the readings are."),
        N_("Export the recording from Oxinight again, and upload it without saving it in another program."),
    ),
    "join_differs": Refusal(
        N_("The recordings were not made by one device in one way, so they are not joined."),
        N_("Join only the pieces of one night that one device wrote."),
    ),
    "join_apart": Refusal(
        N_("After the piece that ends at %(time)s, %(minutes)s min are missing, too many for one recording."),
        N_("Pieces at most 5 min apart are joined. Keep the others as recordings of their own."),
    ),
    "join_overlap": Refusal(
        N_("Two of the pieces hold different readings of the same time (%(time)s)."),
        N_("Check that all pieces are of one person, and leave out the one that does not belong."),
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
    "usual_columns": N_(
        "No known headings say which column is which. The columns were taken in the usual order: "
        "date, time, SpO2, pulse rate."
    ),
    "count_differs": N_(
        "The file states %(stated)s readings and holds %(held)s; %(taken)s were read. "
        "The end of the recording may be missing."
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
    "uneven_clock": N_(
        "The device's clock does not keep step with its readings: now and then the next reading comes later "
        "than after %(period)s s, although none is missing (times: %(count)s)."
    ),
    "gaps": N_("Readings are missing from the file (gaps: %(count)s, together %(seconds)s s)."),
    "monitor_no_signal": N_(
        "Where the monitor reported no pulse signal (no sensor, sensor off or defective, pulse search, "
        "interference, ambient light), no reading was taken (rows: %(count)s)."
    ),
    "monitor_weak_signal": N_(
        "Readings that the monitor showed with a remark of low perfusion or low signal quality were kept "
        "(rows: %(count)s)."
    ),
    "start_differs": N_(
        "By the recording it began on %(written)s, by the file's name on %(named)s. The recording was "
        "followed; please check the date and time of the night."
    ),
    "start_universal": N_(
        "The file tells its start only in universal time (UTC), which was taken as it is (%(time)s). "
        "The clock on the wall may have shown another hour; please check it."
    ),
    "readings_count": N_(
        "By its own account the file holds %(stated)s readings, but there are %(count)s. Those that are "
        "there were taken; some of the recording may be missing."
    ),
    "period_unclear": N_(
        "The duration that the device gives (%(seconds)s s) does not fit its %(count)s readings; one reading "
        "every %(period)s s was assumed."
    ),
    "period_assumed": N_(
        "The file does not tell how far apart its readings are; one reading every %(period)s s was assumed. "
        "Please check the duration of the recording."
    ),
    "doubled_readings": N_(
        "The device stored every reading twice, as some models do. Each was taken once, every %(period)s s."
    ),
    "flagged_invalid": N_(
        "Readings that the device marked as invalid although it gave a value, and that were kept: %(count)s."
    ),
    "unfinished": N_(
        "The file was copied before the device had finished it, which takes about two minutes after it is "
        "taken off. The device's own summary is missing; the end of the recording may be missing, too."
    ),
    "file_full": N_(
        "The device begins a new file after %(count)s readings, and this one is full. If the night went on, "
        "its rest is in the next file."
    ),
    "checksum": N_(
        "The file's checksum is wrong: the file was damaged or changed after the device wrote it. "
        "If you can, copy it from the device again."
    ),
    "battery_flat": N_(
        "The device's battery was flat during the recording; readings may be missing or wrong."
    ),
    "anonymised_date": N_(
        "The date in the file, 1 January 1985, usually stands for one that was removed. Please check the "
        "date of the night."
    ),
    "edf_cut": N_(
        "The file should hold %(declared)s data records, but %(found)s are there; the end of the recording "
        "may be missing."
    ),
    "edf_reduced": N_("SpO2 was written %(rate)s times a second; the value at each whole second was taken."),
    "heart_rate_taken": N_(
        "The file holds a heart rate but no pulse rate of the oximeter. It was taken in its place where "
        "there is an SpO2 reading; it may come from the ECG."
    ),
    "joined": N_("The recording was joined from pieces (%(pieces)s)."),
    "joined_once": N_("Pieces that were given more than once were taken once (%(count)s)."),
    "joined_shifted": N_(
        "Pieces that did not fit the rhythm of the first were moved to the nearest reading "
        "(%(count)s, by %(seconds)s s at the most)."
    ),
    "no_spo2": N_("The recording holds no valid SpO2 reading at all."),
    "short_study": N_("There are only %(hours)s h of valid SpO2, less than the 4 h of an adequate study."),
    "excluded": N_("Left out by hand (intervals: %(count)s, together %(seconds)s s)."),
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
