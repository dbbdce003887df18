"""Where a recording's file lies: put it under a patient's token, take away what no row names any more."""

from __future__ import annotations

import logging
from typing import IO

from context import Context
from errors import TemporarilyDown
from storage_service import ResourceType, StorageError, safe_name, upload_patient_file

log = logging.getLogger(__name__)


def put(
    ctx: Context,
    token: str,
    kind: ResourceType,
    source: IO[bytes],
    recording_id: str,
    filename: str,
    *,
    copy: str = "",
) -> str:
    """Store a recording's file under a patient's token; its key. ``copy``: a name that nobody else puts."""
    name = "-".join(part for part in (recording_id, copy, safe_name(filename)) if part)
    try:
        return upload_patient_file(token, kind, source, name, store=ctx.store).key
    except StorageError as error:
        code = error.params.get("code", "-")  # its chain of causes would show keys with file names
        log.warning("recording %s is not taken: %s (%s)", recording_id, error.key, code)
        raise TemporarilyDown from error


def drop(ctx: Context, recording_id: str, key: str) -> None:
    """Delete an object that no row names (any more); if the store is away, the file itself is safe."""
    try:
        ctx.store.delete(key)
    except StorageError as error:
        log.warning("recording %s: an object without a row is left: %s", recording_id, error.key)
