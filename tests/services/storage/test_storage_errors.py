"""Every storage error has a key, a status and a sentence of its own, and stands in the drawn tree."""

from __future__ import annotations

import stores.errors
from storage_service import StorageError, StoreUnavailable
from stores.errors import SignatureExpired


def family(root: type[StorageError]) -> list[type[StorageError]]:
    return [root] + [one for child in root.__subclasses__() for one in family(child)]


def test_the_tree_at_the_top_of_the_file_is_complete() -> None:
    drawn = stores.errors.__doc__ or ""

    for error in family(StorageError):
        if error.__module__ == stores.errors.__name__:
            assert error.__name__ in drawn


def test_no_two_errors_share_a_key() -> None:
    keys = [error.key for error in family(StorageError)]

    assert len(set(keys)) == len(keys)


def test_every_error_tells_a_person_something() -> None:
    for error in family(StorageError):
        assert str(error()).endswith(".")
        assert 400 <= error.status < 600


def test_parameters_do_not_disturb_the_sentence() -> None:
    assert str(StoreUnavailable(code="SlowDown")) == StoreUnavailable.sentence
    assert str(SignatureExpired()) == SignatureExpired.sentence
