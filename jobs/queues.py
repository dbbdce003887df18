"""The queues of an engine with a broker: what is quick, what needs a browser, what reads printed pages.

So that a worker can be put beside each: a report of a hundred pages keeps nobody's first picture waiting.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Job, RecordingKind, RecordingRow

FAST, RENDER, OCR = "fast", "render", "ocr"
QUEUES = (FAST, RENDER, OCR)
RENDERED = ("render-night",)


def queue_of_job() -> ColumnElement[str]:
    """The name of a job's queue, in a query made by ``jobs_with_recordings``.

    By kind; an ingest by its recording, because a PDF is read by OCR where it has no text.
    """
    is_printed = and_(Job.kind == "ingest", RecordingRow.kind != RecordingKind.SAMPLES)
    return case((Job.kind.in_(RENDERED), RENDER), (is_printed, OCR), else_=FAST)


def jobs_with_recordings(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """A query about jobs that knows the recording of each job that is about one."""
    return select(*columns).select_from(Job).outerjoin(RecordingRow, RecordingRow.id == Job.subject_id)
