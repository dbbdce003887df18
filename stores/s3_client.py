"""The S3 client, made once for each account in a process, with settings that are not a matter of taste.

R2 turns down checksums in trailers, which newer clients send unasked: ``when_required`` keeps them off. A
body's own SHA-256 is signed instead, and ``Content-MD5`` goes with it and with a bulk deletion: every store
understands and checks that. No request carries an ACL.
"""

from __future__ import annotations

import io
import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import boto3
from botocore.config import Config

from stores.streams import digest

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

CONNECT_TIMEOUT_S = 5
READ_TIMEOUT_S = 20
ATTEMPTS = 5
CONNECTIONS = 25


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a store is asked, and how long each time, before it is said to be away."""

    attempts: int
    connect_s: float
    read_s: float


INTERACTIVE = Patience(attempts=2, connect_s=3, read_s=8)
"""Somebody is waiting, and a thread of the web server with him: at most some twenty seconds in all."""
PROBE = Patience(attempts=1, connect_s=2, read_s=2)
"""Whether the store answers at all."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the server is and who we are there."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    region: str
    addressing_style: str
    patience: Patience | None = None  # of somebody who has time: a worker, a command


_clients: dict[Account, S3Client] = {}
_making = threading.Lock()


def client_for(account: Account) -> S3Client:
    """Return this process's client; clients may be shared by threads, but not be made by two at once."""
    with _making:
        if account not in _clients:
            _clients[account] = _make(account)
        return _clients[account]


def _forget_parents_clients() -> None:
    """A forked child must not share its parent's connections, nor wait for a lock that was held there."""
    global _making
    _making = threading.Lock()
    _clients.clear()


os.register_at_fork(after_in_child=_forget_parents_clients)


def _make(account: Account) -> S3Client:
    session = boto3.session.Session(
        aws_access_key_id=account.access_key_id, aws_secret_access_key=account.secret_access_key
    )
    client = session.client(
        "s3",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        config=_config(
            cast(Literal["auto", "path", "virtual"], account.addressing_style),
            account.patience or Patience(ATTEMPTS, CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
        ),
    )
    client.meta.events.register("before-call.s3.DeleteObjects", _with_md5)
    return client


def _config(addressing_style: Literal["auto", "path", "virtual"], patience: Patience) -> Config:
    return Config(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        connect_timeout=patience.connect_s,
        read_timeout=patience.read_s,
        max_pool_connections=CONNECTIONS,
        s3={"addressing_style": addressing_style, "payload_signing_enabled": True},
    )


def _with_md5(params: dict[str, Any], **_: object) -> None:
    """Replace the client's own checksum of a bulk deletion by the header that S3 had from the beginning."""
    params["context"].pop("checksum", None)
    params["headers"]["Content-MD5"] = digest(io.BytesIO(params["body"])).md5_base64
