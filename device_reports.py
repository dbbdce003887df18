"""Devices' printed reports as the doctor deals with them: what to look at, and her word on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from access import Doctor, recording_for
from context import Context
from db import audit
from db.models import (
    Pairing,
    PairingState,
    Patient,
    RecordingKind,
    RecordingRow,
    new_id,
    utc_now,
)
from errors import N_, Refused, TemporarilyDown
from oximetry.concordance import Concordance
from pairing import Decision, began_near, carry_out, compare, pairing_of, queue_picture, readable_recordings


def list_alerts(ctx: Context, doctor: Doctor) -> Sequence[Pairing]:
    """Reports that the doctor has to look at, the newest first, with their recordings and patients."""
    settled = (PairingState.PAIRED, PairingState.APART)
    with ctx.db.read() as session:
        query = (
            select(Pairing)
            .join(Pairing.report)
            .join(RecordingRow.patient)
            .where(
                RecordingRow.doctor_id == doctor.account_id,
                RecordingRow.erasing_at.is_(None),
                Patient.erasing_at.is_(None),
                Pairing.state.not_in(settled),
            )
            .options(*_with_their_rows())
            .order_by(Pairing.at.desc())
        )
        return session.scalars(query).all()


def keep_apart(ctx: Context, doctor: Doctor, report_id: str) -> None:
    """The doctor's word: this report belongs to no recording that is here; it is not looked for again."""
    with ctx.db.write() as session:
        row = _report(session, doctor, report_id, to_change=True)
        pairing = pairing_of(session, row)
        pairing.state, pairing.by_hand, pairing.at = PairingState.APART, True, utc_now()
        pairing.recording_id = pairing.concordance = None
        queue_picture(session, row, new_id())
        audit.record(session, doctor.actor, "report-kept-apart", report_id)
    ctx.ring()


def file_with(ctx: Context, doctor: Doctor, report_id: str, recording_id: str) -> None:
    """The doctor's word: this report belongs to that recording, whatever differs; it goes to its patient."""
    compared, patient_id = _compared(ctx, doctor, report_id, recording_id)
    decision = Decision(PairingState.PAIRED, recording_id, patient_id, compared)

    def conclude(session: Session, _row: RecordingRow) -> None:
        audit.record(session, doctor.actor, "report-filed", report_id, recording=recording_id)

    if not carry_out(ctx, report_id, decision, conclude, by_hand=True):
        raise TemporarilyDown


def compare_with(ctx: Context, doctor: Doctor, report_id: str, recording_id: str) -> Concordance:
    """How a report compares with a recording that the doctor chose; nothing is written down."""
    compared, _ = _compared(ctx, doctor, report_id, recording_id)
    return compared


def comparable(ctx: Context, doctor: Doctor, report_id: str) -> Sequence[RecordingRow]:
    """Recordings that a report may be held against: its patient's, and all that began when it did."""
    with ctx.db.read() as session:
        row = recording_for(session, doctor, report_id)
        query = (
            readable_recordings(doctor.account_id)
            .where(or_(RecordingRow.patient_id == row.patient_id, began_near(row)))
            .options(joinedload(RecordingRow.patient), defer(RecordingRow.analysis, raiseload=True))
            .order_by(RecordingRow.start)
        )
        return session.scalars(query).all()


def _compared(ctx: Context, doctor: Doctor, report_id: str, recording_id: str) -> tuple[Concordance, str]:
    """The comparison, and whose the recording is."""
    with ctx.db.read() as session:
        report = _report(session, doctor, report_id)
        recording = recording_for(session, doctor, recording_id)
        if recording.analysis is None:
            raise Refused(N_("This file is being read at the moment. Please try again in a minute."))
        return compare(report, recording), recording.patient_id


def _report(session: Session, doctor: Doctor, report_id: str, *, to_change: bool = False) -> RecordingRow:
    row = recording_for(session, doctor, report_id, to_change=to_change)
    if row.kind is not RecordingKind.REPORT or row.report is None:
        raise Refused(N_("This file is no report that was read, so it cannot be compared."))
    return row


def _with_their_rows() -> list[ORMOption]:
    """Both rows with their patients, without the numbers, which are large."""
    return [
        loaded
        for side in (Pairing.report, Pairing.recording)
        for loaded in (
            joinedload(side).joinedload(RecordingRow.patient),
            joinedload(side).defer(RecordingRow.analysis, raiseload=True),
            joinedload(side).defer(RecordingRow.report, raiseload=True),
        )
    ]
