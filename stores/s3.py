"""The S3 twin: Cloudflare R2 and every store that speaks as it does."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from stores.base import ObjectStore, StoredObject, clamped_expiry
from stores.errors import ObjectExists, ObjectMissing, StorageError, StoreRefused, StoreUnavailable
from stores.names import (
    BINARY,
    check_key,
    check_prefix,
    content_disposition,
    content_type_of,
    folder_prefix,
)
from stores.s3_client import Account, Patience, client_for
from stores.streams import digest, rewound

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

_BULK = 1000
_NO_BULK = frozenset({400, 403, 405, 501})
_REFUSALS = frozenset(
    {"NoSuchBucket", "InvalidBucketName", "PermanentRedirect", "AuthorizationHeaderMalformed"}
)


class S3Store(ObjectStore):
    """Objects in one bucket, all under one prefix that callers never see."""

    def __init__(
        self,
        *,
        endpoint_url: str,
        bucket: str,
        access_key_id: str,
        secret_access_key: str,
        region: str = "auto",
        addressing_style: str = "path",
        prefix: str = "",
        patience: Patience | None = None,
    ) -> None:
        self._account = Account(
            endpoint_url, access_key_id, secret_access_key, region, addressing_style, patience
        )
        self._bucket = bucket
        self._prefix = f"{check_key(prefix.strip('/'))}/" if prefix.strip("/") else ""

    def __repr__(self) -> str:
        """Name the place, never the keys."""
        return f"S3Store({self.location})"

    def with_patience(self, patience: Patience | None) -> S3Store:
        """Return the same place, asked by somebody with more or less time; None is a worker's."""
        other = copy.copy(self)
        other._account = replace(self._account, patience=patience)
        return other

    @property
    def location(self) -> str:
        """Name endpoint, bucket and prefix."""
        return f"s3:{self._account.endpoint_url}/{self._bucket}/{self._prefix}"

    def put(
        self, key: str, source: bytes | IO[bytes], *, content_type: str, if_absent: bool = False
    ) -> StoredObject:
        """Send the body in one request that the server takes whole or not at all."""
        check_key(key)
        with rewound(source) as body:
            seen = digest(body)
            body.seek(0)
            stored = StoredObject(key, seen.size, seen.sha256, datetime.now(UTC), content_type)
            self._send(stored, body, seen.md5_base64, if_absent=if_absent)
        return stored

    def open(self, key: str) -> BinaryIO:
        """Return the body of the answer, read as it arrives."""
        full = self._full(key)
        with _translated():
            answer = self._client().get_object(Bucket=self._bucket, Key=full)
        return io.BufferedReader(_Body(answer["Body"]), 256 * 1024)

    def head(self, key: str) -> StoredObject:
        """Return size, type and the hash that ``put`` left in the object's metadata."""
        full = self._full(key)
        with _translated():
            answer = self._client().head_object(Bucket=self._bucket, Key=full)
        return StoredObject(
            key,
            answer["ContentLength"],
            answer["Metadata"].get("sha256"),
            answer["LastModified"].astimezone(UTC),
            answer.get("ContentType", BINARY),
        )

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Ask page by page."""
        full = f"{self._prefix}{check_prefix(prefix)}"
        with _translated():
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=full)
            for page in pages:
                for found in page.get("Contents", ()):
                    key = found["Key"].removeprefix(self._prefix)
                    yield StoredObject(
                        key, found["Size"], None, found["LastModified"].astimezone(UTC), content_type_of(key)
                    )

    def delete(self, key: str) -> None:
        """Remove the object."""
        full = self._full(key)
        with _translated():
            self._client().delete_object(Bucket=self._bucket, Key=full)

    def delete_prefix(self, prefix: str) -> int:
        """Remove a thousand at a time, or one by one where the store takes no bulk deletion."""
        count = 0
        keys = (f"{self._prefix}{found.key}" for found in self.list(folder_prefix(prefix)))
        while batch := [*islice(keys, _BULK)]:
            with _translated():
                self._delete_batch(batch)
            count += len(batch)
        return count

    def sign(
        self, key: str, *, expires_s: int, download_name: str | None = None, inline: bool = False
    ) -> str:
        """Return a presigned URL; no request is made."""
        name = download_name or key.rpartition("/")[2]
        params = {
            "Bucket": self._bucket,
            "Key": self._full(key),
            "ResponseCacheControl": "no-store",
            "ResponseContentDisposition": content_disposition(name, inline=inline),
        }
        known = content_type_of(key)
        if known != BINARY:
            params["ResponseContentType"] = known
        return self._client().generate_presigned_url(
            "get_object", Params=params, ExpiresIn=clamped_expiry(expires_s)
        )

    def _full(self, key: str) -> str:
        return f"{self._prefix}{check_key(key)}"

    def _send(self, stored: StoredObject, body: IO[bytes], md5_base64: str, *, if_absent: bool) -> None:
        request: PutObjectRequestTypeDef = {
            "Bucket": self._bucket,
            "Key": self._full(stored.key),
            "Body": body,
            "ContentLength": stored.size,
            "ContentMD5": md5_base64,
            "ContentType": stored.content_type,
            "Metadata": {"sha256": stored.sha256 or ""},
        }
        if if_absent:
            request["IfNoneMatch"] = "*"
        try:
            with _translated():
                self._client().put_object(**request)
        except ObjectExists as refusal:
            self._look_who_was_first(stored, refusal)

    def _look_who_was_first(self, stored: StoredObject, refusal: ObjectExists) -> None:
        """Raise the refusal, unless what is there is this very put, whose first answer was lost."""
        if not self.exists(stored.key):
            raise StoreUnavailable(
                code=refusal.params["code"]
            ) from refusal  # two at once, and neither got in
        there = self.head(stored.key)
        if not refusal.params["retried"] or (there.sha256, there.size) != (stored.sha256, stored.size):
            raise refusal

    def _delete_batch(self, keys: Sequence[str]) -> None:
        client = self._client()
        try:
            answer = client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
            )
            left: Sequence[str] = [error["Key"] for error in answer.get("Errors", ())]
        except ClientError as error:
            if _status(error) not in _NO_BULK:
                raise
            left = keys
        for key in left:
            client.delete_object(Bucket=self._bucket, Key=key)

    def _client(self) -> S3Client:
        return client_for(self._account)


class _Body(io.RawIOBase):
    """The body of an answer as a raw stream, with the connection's troubles in our own words."""

    def __init__(self, body: StreamingBody) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  as the base class has it
        with _translated():
            return int(self._body.readinto(buffer))

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()


@contextmanager
def _translated() -> Iterator[None]:
    """Say in our own words what the store or the way to it refuses."""
    try:
        yield
    except ClientError as error:
        raise _meaning(error) from error
    except (HTTPClientError, NoConnection, IncompleteReadError, ResponseParserError) as error:
        raise StoreUnavailable(code=type(error).__name__) from error


def _meaning(error: ClientError) -> StorageError:
    status, code = _status(error), error.response["Error"].get("Code", "")
    retried = error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
    if status in (401, 403) or code in _REFUSALS:
        return StoreRefused(code=code)
    if status == 404:
        return ObjectMissing(code=code)
    if status in (409, 412):
        return ObjectExists(code=code, retried=retried)
    return StoreUnavailable(code=code)


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]
