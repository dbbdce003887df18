"""A device's report as pages show it: its fields in words, what they hold, and how they compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from flask_babel import format_date, gettext, ngettext

from db.models import Pairing, PairingState, RecordingRow
from field_words import SHARE, TIME, field_name, printed_value, row_name, unit_of
from night_view import NOT_KNOWN
from oximetry import Analysis, night_of
from oximetry.concordance import Concordance, Verdict, concordance
from oximetry.plain import from_plain
from oximetry.report_fields import BANDS, LEVELS, PERSONAL, PULSE_ROWS, SPO2_ROWS, Value
from pdf_parser import Field, FieldState, PrintedReport

MOST_NAMED = 5  # differing fields in one sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One printed field, or two that stand in one row: a time and its share, a count and its rate.

    ``crop_url`` is the picture of a field that could not be read with certainty.
    """

    name: str
    value: str
    unit: str
    state: FieldState
    crop_url: str | None = None
    beside: Row | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One field as it is printed and as the recording gives it, both with their units."""

    name: str
    printed: str
    computed: str
    verdict: Verdict


def printed_sections(report: PrintedReport, crops_of: RecordingRow | None = None) -> list[Section]:
    """All that a report prints but name, age and sex; with crops for the doctor whose report it is."""

    def row_of(name: str) -> Row:
        return _row(name, report.fields[name], crops_of)

    parts: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        (gettext("The night"), ("start", "end", "duration_s", "app", "device"), ()),
        (gettext("Levels and score"), (*LEVELS, "o2_score"), ()),
        (gettext("SpO2 in bands"), (), BANDS),
        (gettext("SpO2 by the threshold"), ("spo2_threshold",), SPO2_ROWS),
        (gettext("Pulse by the thresholds"), ("pulse_high", "pulse_low"), PULSE_ROWS),
    ]
    drops = [_together(row_of(name), row_of(f"{name}_per_hour")) for name in ("drops_3", "drops_4")]
    return [
        *(Section(title, [*map(row_of, fields), *_table(rows, row_of)]) for title, fields, rows in parts),
        Section(gettext("Drops that the device counts"), drops),
    ]


def _table(rows: Sequence[str], row_of: Callable[[str], Row]) -> list[Row]:
    """Rows that have a time and its share."""
    return [_together(row_of(row + TIME), row_of(row + SHARE), name=row_name(row)) for row in rows]


def _together(first: Row, second: Row, *, name: str | None = None) -> Row:
    return replace(first, name=name or first.name, beside=second)


def known_rows(report: PrintedReport, crops_of: RecordingRow) -> list[Row]:
    """The fields of a document whose labels were known; none of name, age and sex."""
    return [
        _row(name, field, crops_of)
        for name, field in report.fields.items()
        if field.state is not FieldState.ABSENT and name not in PERSONAL
    ]


def personal_rows(report: PrintedReport) -> list[Row]:
    """Name, age and sex, as far as they were kept; without pictures of them."""
    return [_personal_row(name, report.fields[name]) for name in PERSONAL]


def _row(name: str, field: Field, crops_of: RecordingRow | None) -> Row:
    address = crop_url(crops_of, name) if crops_of is not None and field.crop else None
    if field.value is None:
        return Row(field_name(name), _unknown(field), "", field.state, address)
    text = printed_value(name, field.value)
    shown = f"{text}\N{NO-BREAK SPACE}?" if field.state is FieldState.UNSURE else text
    return Row(field_name(name), shown, unit_of(name), field.state, address)


def _unknown(field: Field) -> str:
    return NOT_KNOWN if field.state is FieldState.ABSENT else "?"


def _personal_row(name: str, field: Field) -> Row:
    words = {
        FieldState.ABSENT: gettext("not on the report"),
        FieldState.UNSURE: gettext("on the report, not kept"),
        FieldState.READ: gettext("on the report, not kept"),
    }
    shown = words[field.state] if field.value is None else printed_value(name, field.value)
    return Row(field_name(name), shown, "", field.state)


def crop_url(row: RecordingRow, name: str) -> str:
    """Where the picture of a field is that could not be read with certainty."""
    return f"/api/recordings/{row.id}/crops/{name}.png"


def comparison_rows(compared: Concordance) -> list[ComparedRow]:
    """Every field that was compared, in the reader's words; first those that differ."""
    in_order = sorted(compared.fields, key=lambda each: each.verdict is not Verdict.DIFFERS)
    return [
        ComparedRow(
            field_name(each.name),
            _with_unit(each.name, each.printed) if each.printed is not None else NOT_KNOWN,
            _with_unit(each.name, each.computed),
            each.verdict,
        )
        for each in in_order
    ]


def _with_unit(name: str, value: Value) -> str:
    return f"{printed_value(name, value)}\N{NO-BREAK SPACE}{unit_of(name)}".strip()


def compared_in(pairing: Pairing) -> Concordance | None:
    """How a report compares with the recording of its pairing; None where none was compared."""
    return from_plain(Concordance, pairing.concordance) if pairing.concordance else None


def own_summary(analysis: Analysis) -> Concordance | None:
    """How the summary that the device wrote into the recording's file compares with it; None without one.

    Only what it says: such a summary has fewer fields than a report, so nothing in it was left unread.
    """
    report = analysis.device_report
    if report is None:
        return None
    compared = concordance(asdict(report), analysis)
    return Concordance(tuple(each for each in compared.fields if each.verdict is not Verdict.NOT_READ))


def verdict_on_report(pairing: Pairing) -> str:
    """Whether a report confirms the recording that it is filed with."""
    compared = compared_in(pairing) or Concordance(())
    if compared.confirms:
        return str(gettext("The device's report confirms this recording."))
    filed = gettext("It was filed with this recording by hand.")
    return f"{_difference(compared)} {filed}" if pairing.by_hand else _difference(compared)


def verdict_on_summary(compared: Concordance) -> str:
    """Whether the summary in a recording's own file agrees with it."""
    if not compared.differing:
        return str(gettext("All that the device says of this night itself agrees with the recording."))
    return _difference(compared)


def _difference(compared: Concordance) -> str:
    if compared.differing:
        return str(gettext("These fields differ: %(fields)s.", fields=named(compared.differing)))
    return str(gettext("What could be compared agrees; the rest was not read."))


def alert_sentence(pairing: Pairing) -> str:
    """What is wrong with a report, so that the doctor has to look."""
    recording = pairing.recording
    if recording is None or recording.erasing_at is not None:
        return str(gettext("The recording that this report was compared with is no longer here."))
    label = recording.patient.label
    sentences = {
        PairingState.DIFFERS: _differs(pairing, label),
        PairingState.UNDECIDED: gettext(
            "Too little of this report could be read to say whether it belongs to the recording "
            "of %(label)s that began at the same time.",
            label=label,
        ),
        PairingState.NAMED_OTHERWISE: gettext(
            "This report fits the recording of %(label)s, but the name of its file speaks of another night; "
            "it was not filed.",
            label=label,
        ),
        PairingState.AMBIGUOUS: gettext(
            "This report fits recordings of several patients, %(label)s among them; "
            "it was filed with none of them.",
            label=label,
        ),
        PairingState.ELSEWHERE: gettext(
            "This report confirms a recording that lies with another patient, %(label)s.", label=label
        ),
    }
    return str(sentences[pairing.state])


def _differs(pairing: Pairing, label: str) -> str:
    compared = compared_in(pairing) or Concordance(())
    return str(
        gettext(
            "This report does not match the recording of %(label)s that began at the same time. "
            "These fields differ: %(fields)s.",
            label=label,
            fields=named(compared.differing),
        )
    )


def named(fields: Sequence[str]) -> str:
    """The first few of these fields within a sentence, and how many more there are."""
    shown = ", ".join(_within_sentence(field_name(name)) for name in fields[:MOST_NAMED])
    more = len(fields) - MOST_NAMED
    if more <= 0:
        return shown
    return str(ngettext("%(fields)s and %(num)s more", "%(fields)s and %(num)s more", more, fields=shown))


def _within_sentence(name: str) -> str:
    """A name without its capital letter, unless that belongs to a sign such as SpO2."""
    is_word = name[1:2].islower() and not name.startswith("SpO2")
    return name[:1].lower() + name[1:] if is_word else name


def title_of(row: RecordingRow) -> str:
    """What a recording or a report is called: its night, or its file if that is not known."""
    if row.start is None:
        return row.filename
    return str(gettext("Night of %(date)s", date=format_date(night_of(row.start), "d MMM yyyy")))


def needs_a_look(pairings: Iterable[Pairing]) -> list[Pairing]:
    """Those of a recording's pairings that the doctor has to look at."""
    return [each for each in pairings if each.is_alert and each.report.erasing_at is None]
