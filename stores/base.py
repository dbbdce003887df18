"""What both twins promise: the contract suite in ``tests/services/storage`` holds them to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO

from stores.errors import ObjectMissing

MAX_EXPIRY_S = 7 * 24 * 3600
"""Longest life of a signed URL: signature version 4 knows no longer one."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a store knows of an object; a listing knows no ``sha256`` and tells the type by the name."""

    key: str
    size: int
    sha256: str | None
    modified: datetime
    content_type: str

    @property
    def name(self) -> str:
        """Last part of the key."""
        return self.key.rpartition("/")[2]


class ObjectStore(ABC):
    """Objects under keys such as ``{token}/csvs/{name}``; what goes wrong is a StorageError."""

    @property
    @abstractmethod
    def location(self) -> str:
        """Name this place for logs and journals, without secrets."""

    @abstractmethod
    def put(
        self, key: str, source: bytes | IO[bytes], *, content_type: str, if_absent: bool = False
    ) -> StoredObject:
        """Store the bytes whole or not at all; ``if_absent`` raises ObjectExists where a key is taken."""

    @abstractmethod
    def open(self, key: str) -> BinaryIO:
        """Return a stream of the content, to be used in ``with``."""

    @abstractmethod
    def head(self, key: str) -> StoredObject:
        """Return what the store knows of the object."""

    @abstractmethod
    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield every object whose key begins with the prefix; within one folder in the order of keys."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Remove the object; one that is gone already is no error."""

    @abstractmethod
    def delete_prefix(self, prefix: str) -> int:
        """Remove every object under the prefix and return how many; a bare token means just its folder."""

    @abstractmethod
    def sign(
        self, key: str, *, expires_s: int, download_name: str | None = None, inline: bool = False
    ) -> str:
        """Return a URL that anybody may open for ``expires_s`` seconds (at most seven days)."""

    def get(self, key: str) -> bytes:
        """Return the whole content."""
        with self.open(key) as stream:
            return stream.read()

    def exists(self, key: str) -> bool:
        """Tell whether there is an object under this key."""
        try:
            self.head(key)
        except ObjectMissing:
            return False
        return True


def clamped_expiry(expires_s: int) -> int:
    """Return seconds within what a signature can carry; refuse a life of nothing."""
    if expires_s <= 0:
        raise ValueError(f"expires_s must be at least 1, not {expires_s}")
    return min(expires_s, MAX_EXPIRY_S)
