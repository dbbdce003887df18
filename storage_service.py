"""Objects: the one way in which the app keeps and finds the files of patients.

Two twins keep the same promises: a folder on this machine (``FolderStore``) and an S3 bucket (``S3Store``).
If a bucket is configured and does not answer, ``StoreUnavailable`` is raised: nothing falls back to the disk.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from stores.base import MAX_EXPIRY_S, ObjectStore, StoredObject
from stores.errors import (
    InvalidKey,
    ObjectExists,
    ObjectMissing,
    SignatureExpired,
    SignatureRejected,
    StorageError,
    StoreRefused,
    StoreUnavailable,
)
from stores.folder import FolderStore, SignedFile
from stores.names import check_key, content_disposition, content_type_of, safe_name
from stores.s3 import S3Store
from stores.s3_client import INTERACTIVE, PROBE, Patience
from stores.streams import digest, rewound

__all__ = [
    "INTERACTIVE",
    "MAX_EXPIRY_S",
    "PROBE",
    "FolderStore",
    "InvalidKey",
    "ObjectExists",
    "ObjectMissing",
    "ObjectStore",
    "Patience",
    "ResourceType",
    "S3Store",
    "SignatureExpired",
    "SignatureRejected",
    "SignedFile",
    "StorageError",
    "StoreRefused",
    "StoreUnavailable",
    "StoredObject",
    "content_disposition",
    "content_sha256",
    "content_type_of",
    "delete_patient_folder",
    "download_patient_file",
    "folder_store",
    "generate_presigned_url",
    "list_patient_files",
    "make_store",
    "open_patient_file",
    "patient_key",
    "s3_store",
    "safe_name",
    "upload_patient_csv",
    "upload_patient_file",
    "upload_patient_pdf",
    "upload_patient_plot",
    "with_patience",
]


class ResourceType(StrEnum):
    """What a patient has, and the folder under his token that holds it."""

    CSV = "csvs"
    BINARY = "binaries"
    PDF = "pdfs"
    PLOT = "plots"
    REPORT = "reports"
    LABEL = "labels"

    @property
    def is_original(self) -> bool:
        """Whether it came from a device: originals are written once and never over."""
        return self in (ResourceType.CSV, ResourceType.BINARY, ResourceType.PDF)


class S3Place(Protocol):
    """The settings of an S3 store, as ``settings.S3Settings`` has them."""

    @property
    def endpoint_url(self) -> str: ...
    @property
    def bucket(self) -> str: ...
    @property
    def access_key_id(self) -> str: ...
    @property
    def secret_access_key(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def addressing_style(self) -> str: ...
    @property
    def prefix(self) -> str: ...


class StoreSettings(Protocol):
    """What ``make_store`` reads of the app's settings."""

    @property
    def store_kind(self) -> str: ...
    @property
    def objects_dir(self) -> Path: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def s3(self) -> S3Place | None: ...


def make_store(settings: StoreSettings) -> ObjectStore:
    """Return the twin that the settings name; no request is made and no folder written yet."""
    if settings.store_kind == "folder":
        return folder_store(settings)
    if settings.store_kind == "s3" and settings.s3 is not None:
        return s3_store(settings.s3)
    raise ValueError(f"store_kind must be 'folder', or 's3' with its settings, not {settings.store_kind!r}")


def folder_store(settings: StoreSettings) -> FolderStore:
    """Return the folder twin of these settings, whichever is in use (a migration needs both)."""
    return FolderStore(settings.objects_dir, sign_key=settings.secret_key)


def s3_store(place: S3Place) -> S3Store:
    """Return the S3 twin of these settings."""
    return S3Store(
        endpoint_url=place.endpoint_url,
        bucket=place.bucket,
        access_key_id=place.access_key_id,
        secret_access_key=place.secret_access_key,
        region=place.region,
        addressing_style=place.addressing_style,
        prefix=place.prefix,
    )


def with_patience(store: ObjectStore, patience: Patience | None) -> ObjectStore:
    """Return the same store, which gives up after this long; a folder answers at once, or not at all."""
    return store.with_patience(patience) if isinstance(store, S3Store) else store


def patient_key(token: str, resource_type: ResourceType | str, filename: str) -> str:
    """Return ``{token}/{folder}/{safe name}``; the same arguments give the same key."""
    return check_key(f"{_folder(token, resource_type)}{safe_name(filename)}")


def upload_patient_file(
    token: str,
    resource_type: ResourceType | str,
    content: bytes | IO[bytes],
    filename: str,
    *,
    store: ObjectStore,
) -> StoredObject:
    """Store a patient's file; an original sent twice is answered, another in its place is ObjectExists."""
    key = patient_key(token, resource_type, filename)
    original = ResourceType(resource_type).is_original
    with rewound(content) as stream:
        try:
            return store.put(key, stream, content_type=content_type_of(key), if_absent=original)
        except ObjectExists:
            stream.seek(0)
            if digest(stream).sha256 != content_sha256(store, key):
                raise
            return store.head(key)


def upload_patient_csv(
    token: str, content: bytes | IO[bytes], filename: str, *, store: ObjectStore
) -> StoredObject:
    """Store a recording's CSV file."""
    return upload_patient_file(token, ResourceType.CSV, content, filename, store=store)


def upload_patient_pdf(
    token: str, content: bytes | IO[bytes], filename: str, *, store: ObjectStore
) -> StoredObject:
    """Store a device's own PDF report."""
    return upload_patient_file(token, ResourceType.PDF, content, filename, store=store)


def upload_patient_plot(
    token: str, content: bytes | IO[bytes], filename: str, *, store: ObjectStore
) -> StoredObject:
    """Store a picture of a night; drawn again, it takes the place of the old one."""
    return upload_patient_file(token, ResourceType.PLOT, content, filename, store=store)


def download_patient_file(
    token: str, resource_type: ResourceType | str, filename: str, *, store: ObjectStore
) -> bytes:
    """Return the whole file."""
    return store.get(patient_key(token, resource_type, filename))


def open_patient_file(
    token: str, resource_type: ResourceType | str, filename: str, *, store: ObjectStore
) -> BinaryIO:
    """Return the file as a stream, to be used in ``with``."""
    return store.open(patient_key(token, resource_type, filename))


def list_patient_files(
    token: str, resource_type: ResourceType | str, *, store: ObjectStore
) -> list[StoredObject]:
    """Return a patient's files of one kind, in the order of their names."""
    return list(store.list(_folder(token, resource_type)))


def delete_patient_folder(token: str, *, store: ObjectStore) -> int:
    """Remove all that a patient has and return how many objects that was."""
    return store.delete_prefix(f"{_checked_token(token)}/")


def generate_presigned_url(key: str, expiration: int = 300, *, store: ObjectStore) -> str:
    """Return a URL that opens the object for ``expiration`` seconds."""
    return store.sign(key, expires_s=expiration)


def content_sha256(store: ObjectStore, key: str) -> str:
    """Return the hash of what the store really holds, read from beginning to end."""
    with store.open(key) as stream:
        return digest(stream).sha256


def _folder(token: str, resource_type: ResourceType | str) -> str:
    return f"{_checked_token(token)}/{ResourceType(resource_type)}/"


def _checked_token(token: str) -> str:
    """Return the token, which must be a whole first segment: a key of its own would reach too far."""
    if "/" in token:
        raise InvalidKey
    return check_key(token)
