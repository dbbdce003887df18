"""Signed links of the folder twin: the key, what the browser is told, and the time that it ends."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from stores.errors import SignatureExpired, SignatureRejected

_SALT = "oxinight.files"


@dataclass(frozen=True, slots=True)
class SignedClaim:
    """What a signature says: serve this key, in this way."""

    key: str
    content_disposition: str


class Signer:
    """Writes and reads the last part of ``/files/<signature>``."""

    def __init__(self, secret: str | bytes) -> None:
        if not secret:
            raise ValueError("the key that signs file links must not be empty")
        self._serializer = URLSafeSerializer(
            secret, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256}
        )

    def sign(self, claim: SignedClaim, expires_s: int) -> str:
        """Return a signature that is good until ``expires_s`` seconds from now."""
        until = time.time() + expires_s
        return str(self._serializer.dumps([claim.key, claim.content_disposition, until]))

    def read(self, signature: str) -> SignedClaim:
        """Return what was signed; raise SignatureRejected or SignatureExpired."""
        try:
            key, disposition, until = self._serializer.loads(signature)
        except (BadData, UnicodeEncodeError) as error:
            raise SignatureRejected from error
        if time.time() >= until:
            raise SignatureExpired
        return SignedClaim(key, disposition)
