"""What can go wrong with an object; none of these sentences shows a key, a bucket or an address.

StorageError
├── ObjectMissing           no object under this key
├── ObjectExists            a conditional put found one there already
├── InvalidKey              a key that no store may hold
├── SignatureRejected       a file link that we did not sign, or that was changed
│   └── SignatureExpired    one that we signed, too long ago
└── StoreUnavailable        the store does not answer; nothing was taken
└── StoreRefused        it answers, and turns our access key or bucket down
"""

from __future__ import annotations

from errors import N_, OxinightError


class StorageError(OxinightError):
    """Root of everything that a store raises on purpose."""

    key, status = "storage", 500
    sentence = N_("This file could not be handled. Please try again; nothing was lost.")


class ObjectMissing(StorageError):
    """No object under this key."""

    key, status = "object-missing", 404
    sentence = N_("This file is not in the store (any more).")


class ObjectExists(StorageError):
    """A conditional put lost: another object holds the key, and it was left as it is."""

    key, status = "object-exists", 409
    sentence = N_("Another file is already stored under this name; it was left unchanged.")


class InvalidKey(StorageError):
    """Refused before any store is asked."""

    key, status = "invalid-key", 422
    sentence = N_("This file name cannot be stored.")


class SignatureRejected(StorageError):
    """Not signed by us, or changed on the way."""

    key, status = "signature-rejected", 404
    sentence = N_("This file link is not valid. Please go back to the page and open the file again.")


class SignatureExpired(SignatureRejected):
    """Signed by us, and past its time."""

    key, status = "signature-expired", 410
    sentence = N_("This file link has expired. Please go back to the page and open the file again.")


class StoreUnavailable(StorageError):
    """No answer, or an answer that says to come back later: worth another try."""

    key, status = "store-unavailable", 503
    sentence = N_(
        "The file store does not answer at the moment. Nothing was lost; please try again in a minute."
    )


class StoreRefused(StoreUnavailable):
    """Trying again does not help until the settings are right."""

    key = "store-refused"
    sentence = N_(
        "The file store does not accept this server's access key or bucket. Nothing was lost; "
        "please tell the person who looks after the server."
    )
