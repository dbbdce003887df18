"""Which recording a device's printed report belongs to.

A report is paired by itself only if all that can be compared agrees with exactly one recording. Whatever else
is found near it is said to the doctor, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.orm import Session

from access import Doctor, patient_for, recording_for
from context import Context
from db import audit
from db.audit import SYSTEM
from db.models import (
    Account,
    Document,
    Pairing,
    PairingState,
    Patient,
    RecordingKind,
    RecordingRow,
    RecordingState,
    new_id,
    utc_now,
)
from db.queue import SOON, enqueue
from errors import TemporarilyDown
from filing import drop, put
from oximetry import ANALYSIS_VERSION, Analysis
from oximetry.concordance import Concordance, concordance
from oximetry.formats.filename import parse_filename
from oximetry.plain import to_plain
from patient_links import erase_if_without_nights
from pdf_parser import PrintedReport
from storage_service import ResourceType

NEAR = timedelta(minutes=2)
_DEVICE_NUMBER = re.compile(r"\b\d{4}$")
_TRIES = 5

Conclude = Callable[[Session, RecordingRow], None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a report: its state and the recording compared with; no state where none is near."""

    state: PairingState | None = None
    recording_id: str | None = None
    patient_id: str | None = None
    compared: Concordance | None = None


_ALONE = Decision()


def pair(ctx: Context, report_id: str, conclude: Conclude) -> bool:
    """Look for the recording of a report that was read, and write down what was found.

    ``conclude`` is called in the transaction that does so, once. False, and nothing is done, if the report
    was deleted meanwhile.
    """
    for _ in range(_TRIES):
        with ctx.db.read() as session:
            row = session.get(RecordingRow, report_id)
            decision = _decide(session, row) if row and _is_open(row) else None
        if decision is None:
            return False
        if carry_out(ctx, report_id, decision, conclude):
            return True
    raise TemporarilyDown


def queue_pairing(session: Session, row: RecordingRow, key: str) -> None:
    """Have every report looked at again that may belong to this recording, which was just read.

    The account is held, so that a report that is read in this very moment sees the recording, or is seen.
    """
    hold_reading(session, row.doctor_id)
    for report_id in session.scalars(_reports_of(row.doctor_id)).all():
        report = session.get_one(RecordingRow, report_id)
        if _is_of(report, row.id) or _is_near(report, row):
            enqueue(
                session,
                "pair-report",
                report_id,
                key=f"pair-report:{report_id}:{key}",
                doctor_id=row.doctor_id,
                priority=SOON,
            )


def hold_reading(session: Session, doctor_id: str) -> None:
    """One after the other: what two jobs of one doctor read becomes visible to the one that comes second."""
    session.scalar(select(Account.id).where(Account.id == doctor_id).with_for_update())


def is_filed() -> ColumnElement[bool]:
    """The condition on a recording's row that it is a report which is shown with its recording."""
    return exists().where(Pairing.report_id == RecordingRow.id, Pairing.state == PairingState.PAIRED)


def reports_filed_with(session: Session, recording_id: str) -> Sequence[RecordingRow]:
    """The device's reports that are shown with this recording."""
    query = (
        select(RecordingRow)
        .join(RecordingRow.pairing)
        .where(Pairing.recording_id == recording_id, Pairing.state == PairingState.PAIRED)
    )
    return session.scalars(query).all()


def _is_open(row: RecordingRow) -> bool:
    return row.report is not None and row.erasing_at is None and row.patient.erasing_at is None


def _decide(session: Session, row: RecordingRow) -> Decision:
    """What becomes of a report, as things stand in this transaction."""
    settled = _decided_by_hand(session, row)
    if settled is not None:
        return settled
    compared = [(each, compare(row, each)) for each in _candidates(session, row)]
    confirmed = [(each, fits) for each, fits in compared if fits.confirms]
    if confirmed and _is_named_otherwise(row):
        return _found(PairingState.NAMED_OTHERWISE, *confirmed[0])
    if len({each.patient_id for each, _ in confirmed}) > 1:
        return _found(PairingState.AMBIGUOUS, *confirmed[0])
    if confirmed:
        each, fits = confirmed[0]
        is_free = not row.patient_named or each.patient_id == row.patient_id
        return _found(PairingState.PAIRED if is_free else PairingState.ELSEWHERE, each, fits)
    if not compared:
        return _ALONE
    each, fits = min(compared, key=lambda one: len(one[1].differing))
    return _found(PairingState.DIFFERS if fits.differing else PairingState.UNDECIDED, each, fits)


def _decided_by_hand(session: Session, row: RecordingRow) -> Decision | None:
    """What the doctor decided stands, compared anew with what was read since."""
    pairing = session.get(Pairing, row.id)
    if pairing is None or not pairing.by_hand:
        return None
    if pairing.state is PairingState.APART:
        return Decision(PairingState.APART)
    recording = session.get(RecordingRow, pairing.recording_id)
    if recording is None or recording.analysis is None:
        return None
    return _found(PairingState.PAIRED, recording, compare(row, recording))


def _found(state: PairingState, recording: RecordingRow, compared: Concordance) -> Decision:
    return Decision(state, recording.id, recording.patient_id, compared)


def compare(report: RecordingRow, recording: RecordingRow) -> Concordance:
    """A report's certain fields beside what its recording gives."""
    printed = PrintedReport.from_dict(report.report or {}).values()
    return concordance(printed, Analysis.from_dict(recording.analysis or {}))


def _candidates(session: Session, report: RecordingRow) -> list[RecordingRow]:
    """The doctor's recordings that began when the report or its name says, of no other device."""
    query = (
        readable_recordings(report.doctor_id)
        .where(RecordingRow.analysis_version == ANALYSIS_VERSION, began_near(report))
        .order_by(RecordingRow.patient_id != report.patient_id, RecordingRow.created_at)
    )
    is_named_otherwise = _is_named_otherwise(report)  # then the device in its name says nothing either
    return [each for each in session.scalars(query) if is_named_otherwise or _may_be_one_device(report, each)]


def readable_recordings(doctor_id: str) -> Select[RecordingRow]:
    """A doctor's recordings with samples that were read."""
    return (
        select(RecordingRow)
        .join(RecordingRow.patient)
        .where(
            RecordingRow.doctor_id == doctor_id,
            RecordingRow.kind == RecordingKind.SAMPLES,
            RecordingRow.state == RecordingState.READY,
            RecordingRow.erasing_at.is_(None),
            Patient.erasing_at.is_(None),
        )
    )


def _is_named_otherwise(report: RecordingRow) -> bool:
    """Whether the file's name speaks of another night than the page does."""
    named = parse_filename(report.filename).start
    return named is not None and report.start is not None and abs(named - report.start) > NEAR


def began_near(report: RecordingRow) -> ColumnElement[bool]:
    """The condition on a recording's row that it began when the report, or its file's name, says."""
    between = (RecordingRow.start.between(start - NEAR, start + NEAR) for start in _starts(report))
    return or_(false(), *between)


def _starts(report: RecordingRow) -> list[datetime]:
    """When the report's night began, as it prints it and as its file is named."""
    named = parse_filename(report.filename).start
    return [start for start in (report.start, named) if start is not None]


def _is_near(report: RecordingRow, recording: RecordingRow) -> bool:
    began = recording.start
    return began is not None and any(abs(start - began) <= NEAR for start in _starts(report))


def _may_be_one_device(report: RecordingRow, recording: RecordingRow) -> bool:
    numbers = [_DEVICE_NUMBER.search(each.device or "") for each in (report, recording)]
    first, second = numbers
    return first is None or second is None or first[0] == second[0]


def _is_of(report: RecordingRow, recording_id: str) -> bool:
    return report.pairing is not None and report.pairing.recording_id == recording_id


def _reports_of(doctor_id: str) -> Select[str]:
    return select(RecordingRow.id).where(
        RecordingRow.doctor_id == doctor_id,
        RecordingRow.kind == RecordingKind.REPORT,
        RecordingRow.report.is_not(None),
        RecordingRow.erasing_at.is_(None),
    )


def carry_out(
    ctx: Context, report_id: str, decision: Decision, conclude: Conclude, *, by_hand: bool = False
) -> bool:
    """Write a decision down; a report that is paired moves to its recording's patient. False: begin again.

    Its object is put under the patient first, then the row says so, then the old object goes: whenever this
    is interrupted, the row names an object that is stored.
    """
    copied = _copy(ctx, report_id, decision)
    useless = [copied] if copied else []
    with _dropped_if_undone(ctx, report_id, copied), ctx.db.write() as session:
        row = session.get(RecordingRow, report_id, with_for_update=True)
        done = row is None or not _is_open(row)
        if row is not None and not done and (by_hand or _decide(session, row) == decision):
            useless = _write(session, row, decision, copied, by_hand=by_hand)
            conclude(session, row)
            done = True
    for key in useless:
        drop(ctx, report_id, key)
    ctx.ring()
    return done


@contextmanager
def _dropped_if_undone(ctx: Context, report_id: str, copied: str | None) -> Iterator[None]:
    """Take the copy away when the transaction in the block failed and its row does not name it."""
    try:
        yield
    except Exception:
        if copied and not _names(ctx, report_id, copied):
            drop(ctx, report_id, copied)
        raise


def _names(ctx: Context, report_id: str, key: str) -> bool:
    with ctx.db.read() as session:
        row = session.get(RecordingRow, report_id)
        return row is not None and row.object_key == key


def _copy(ctx: Context, report_id: str, decision: Decision) -> str | None:
    """Put the report's file under the patient to whom it goes; None where it lies there."""
    with ctx.db.read() as session:
        row = session.get(RecordingRow, report_id)
        patient = session.get(Patient, decision.patient_id) if decision.patient_id else None
        if row is None or patient is None or decision.state is not PairingState.PAIRED:
            return None
        if row.patient_id == patient.id:
            return None
    with ctx.store.open(row.object_key) as source:
        token, name = patient.storage_token, row.filename
        return put(ctx, token, ResourceType.PDF, source, row.id, name, copy=new_id()[:6])


def _write(
    session: Session, row: RecordingRow, decision: Decision, copied: str | None, *, by_hand: bool
) -> list[str]:
    """Write the decision down; the keys of the objects that are of no use after it."""
    if decision.state is None:
        unpair(session, row)
        return []
    if decision.state is PairingState.PAIRED:  # held, so that it is not deleted in this very moment
        recording_for(session, Doctor(row.doctor_id), str(decision.recording_id), to_change=True)
    pairing = pairing_of(session, row)
    pairing.state, pairing.recording_id, pairing.at = decision.state, decision.recording_id, utc_now()
    pairing.by_hand = pairing.by_hand or by_hand
    pairing.concordance = to_plain(decision.compared) if decision.compared else None
    audit.record(session, SYSTEM, "report-compared", row.id, state=decision.state.value)
    if decision.state is not PairingState.PAIRED:
        return []
    useless = _pictures_of(session, row)
    return useless if copied is None else [*useless, _move(session, row, decision, copied)]


def _move(session: Session, row: RecordingRow, decision: Decision, copied: str) -> str:
    """Let the report belong to its recording's patient; the key under which it lay."""
    old_patient_id, old_key = row.patient_id, row.object_key
    row.patient = patient_for(session, Doctor(row.doctor_id), id=decision.patient_id, to_change=True)
    row.object_key = copied
    audit.record(session, SYSTEM, "recording-moved", row.id, patient=row.patient.id)
    erase_if_without_nights(session, Doctor(row.doctor_id), old_patient_id)
    return old_key


def _pictures_of(session: Session, row: RecordingRow) -> list[str]:
    """Take away the rows of the pictures that the report had as a night of its own; their keys."""
    session.refresh(row, ["documents"])
    keys = [document.object_key for document in row.documents]
    for document in list(row.documents):
        session.delete(document)
    session.flush()
    return keys


def unpair(session: Session, row: RecordingRow) -> None:
    """Let a file belong to no recording: it is shown by itself."""
    if row.pairing is not None:
        session.delete(row.pairing)
        session.flush()


def pairing_of(session: Session, row: RecordingRow) -> Pairing:
    """The report's pairing, a new one if there is none; the caller sets its state."""
    pairing = session.get(Pairing, row.id)
    if pairing is None:
        pairing = Pairing(report_id=row.id, state=PairingState.UNDECIDED)
        session.add(pairing)
    return pairing


def queue_picture(session: Session, row: RecordingRow, key: str) -> None:
    """Have the picture drawn of a report that is a night of its own, if it has none."""
    has_one = session.scalar(select(Document.id).where(Document.recording_id == row.id).limit(1))
    if has_one is None:
        name = f"render-night:{row.id}:{key}"
        enqueue(session, "render-night", row.id, key=name, doctor_id=row.doctor_id)
