"""The application's own errors, raised low and shown once at the seam as a translated sentence.

    OxinightError
    ├── NotFound            what was asked for is not there, or not yours
    ├── Refused             the request can not be taken as it is (422)
    ├── LoginRefused        wrong e-mail or password (401)
    ├── TooManyAttempts     wait a while (429)
    ├── LinkClosed          an unknown, expired or revoked link, all alike (404, 410)
    ├── PinNeeded           a real link that asks for its PIN (401)
    ├── TooManyStreams      as many are open as there may be (503)
    └── TemporarilyDown     the store or the database does not answer (503)

Errors about recordings live in ``oximetry.errors``, about objects in ``storage_service``.
"""

from __future__ import annotations

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802  the usual name of gettext's marker
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return text


class OxinightError(Exception):
    """Root: ``key`` is stable, ``sentence`` an English msgid with ``%(name)s`` places."""

    key = "error"
    status = 500
    sentence = N_("Something went wrong on our side. Please try again; nothing was lost.")

    def __init__(self, sentence: str | None = None, **params: object) -> None:
        self.sentence = sentence or type(self).sentence
        self.params: Mapping[str, object] = params
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(OxinightError):
    """Not there, or not for the one who asks: the same answer, so that nothing is revealed."""

    key, status = "not-found", 404
    sentence = N_("We cannot find this page. It may have been deleted, or it belongs to somebody else.")


class Refused(OxinightError):
    """Understood, and not accepted."""

    key, status = "refused", 422
    sentence = N_("This request could not be accepted. Please check what you entered.")


class LoginRefused(OxinightError):
    """Which of the two was wrong is not said."""

    key, status = "login-refused", 401
    sentence = N_("E-mail or password is wrong. Please try again.")


class TooManyAttempts(OxinightError):
    """Slows down guessing."""

    key, status = "too-many-attempts", 429
    sentence = N_("Too many attempts. Please wait 15 minutes and try again.")


class LinkClosed(OxinightError):
    """A link that opens nothing; ``proved`` when the visitor held a real one (410 instead of 404)."""

    key, status = "link-closed", 404
    sentence = N_("This link does not open anything (any more).")

    def __init__(self, *, proved: bool = False) -> None:
        super().__init__()
        self.status = 410 if proved else 404


class PinNeeded(OxinightError):
    """The link is real and asks for its PIN; ``wrong`` when one was given and did not fit."""

    key, status = "pin-needed", 401
    sentence = N_("Please enter the 6-digit PIN that the clinic gave you.")

    def __init__(self, *, wrong: bool = False) -> None:
        super().__init__(N_("This PIN does not fit. Please check it and try again.") if wrong else None)


class TooManyStreams(OxinightError):
    """Each holds a thread of the server; what it would tell can be asked for from time to time, too."""

    key, status = "too-many-streams", 503
    sentence = N_(
        "Too many windows are following files at this moment. Your files are being read all the same; "
        "please look again in a few seconds."
    )


class TemporarilyDown(OxinightError):
    """The store or the database does not answer: nothing was taken, so nothing is lost."""

    key, status = "temporarily-down", 503
    sentence = N_(
        "The storage does not answer at the moment. Nothing was lost; please try again in a minute."
    )
