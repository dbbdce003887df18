"""Both twins, each test in a place of its own; S3 is a real server, started once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage_service import FolderStore, ObjectStore, S3Store, s3_store
from tests.seaweed import Seaweed, seaweed
from tests.services.storage.opening import Opener, open_folder_url, open_url
from tests.services.storage.wire import Wire, wire

SIGN_KEY = "a secret for tests only, 32 characters"


@pytest.fixture(scope="session")
def server() -> Iterator[Seaweed]:
    with seaweed() as running:
        yield running


@pytest.fixture
def place(server: Seaweed) -> Seaweed:
    """The server's bucket with a prefix that nobody else uses."""
    return replace(server, prefix=f"test-{secrets.token_hex(8)}")


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "objects", sign_key=SIGN_KEY)


@pytest.fixture
def bucket(place: Seaweed) -> S3Store:
    return s3_store(place)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    """Each twin in turn: what is asked of ``store`` is asked of both."""
    chosen = request.getfixturevalue(request.param)
    assert isinstance(chosen, ObjectStore)
    return chosen


@pytest.fixture
def opened(store: ObjectStore) -> Opener:
    """Opens a signed URL as a browser would."""
    return open_folder_url(store) if isinstance(store, FolderStore) else open_url


@pytest.fixture
def on_the_wire(place: Seaweed) -> Iterator[tuple[Wire, S3Store]]:
    """A bucket behind a forwarder that writes down what passes, and can misbehave."""
    with wire(place.endpoint_url) as forwarder:
        yield forwarder, s3_store(replace(place, endpoint_url=forwarder.endpoint_url))


@pytest.fixture
def made_of(folder: FolderStore, bucket: S3Store) -> Callable[[str], ObjectStore]:
    """A twin by its name, for tests that need both."""
    return {"folder": folder, "bucket": bucket}.__getitem__
