"""What goes over the wire to a bucket, and what is said when the wire or the store fails."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from storage_service import (
    ObjectExists,
    S3Store,
    StoreRefused,
    StoreUnavailable,
    s3_store,
    upload_patient_csv,
)
from tests.seaweed import Seaweed, free_ports
from tests.services.storage.wire import Wire

KEY = "tok3n/csvs/17-night.csv"
CONTENT = b"Time,SpO2\n22:14,96\n"
Wired = tuple[Wire, S3Store]


def test_a_put_signs_the_real_hash_of_its_body(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, CONTENT, content_type="text/csv")

    headers = wire.only("PUT").headers
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test-access-key/")
    assert headers["x-amz-content-sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert headers["x-amz-meta-sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert headers["Content-MD5"] == base64.b64encode(hashlib.md5(CONTENT).digest()).decode()
    assert headers["Content-Length"] == str(len(CONTENT))
    assert headers["Content-Type"] == "text/csv"
    assert wire.only("PUT").body == CONTENT


def test_no_request_carries_what_r2_turns_down(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, CONTENT, content_type="text/csv")
    store.put("tok3n/csvs/18-night.csv", CONTENT, content_type="text/csv", if_absent=True)
    store.get(KEY)
    store.head(KEY)
    store.delete(KEY)
    store.delete_prefix("tok3n")

    assert {request.method for request in wire.requests} == {"PUT", "GET", "HEAD", "DELETE", "POST"}
    for request in wire.requests:
        assert not {"x-amz-acl", "x-amz-trailer", "transfer-encoding"} & request.header_names
        assert not [name for name in request.header_names if "checksum" in name]
        assert "aws-chunked" not in str(request.headers.get("Content-Encoding"))
        assert "STREAMING" not in request.headers["x-amz-content-sha256"]
        assert "UNSIGNED" not in request.headers["x-amz-content-sha256"]


def test_only_a_conditional_put_says_if_none_match(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, CONTENT, content_type="text/csv")
    store.put("tok3n/csvs/18-night.csv", CONTENT, content_type="text/csv", if_absent=True)

    assert [request.headers.get("If-None-Match") for request in wire.requests] == [None, "*"]


def test_a_bulk_deletion_carries_its_md5(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, CONTENT, content_type="text/csv")

    assert store.delete_prefix("tok3n") == 1

    assert "delete" in wire.only("POST").path
    assert wire.only("POST").headers["Content-MD5"]


def test_where_bulk_is_refused_every_key_is_deleted_by_itself(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    wire.refuse_bulk = True
    for number in range(3):
        store.put(f"tok3n/csvs/{number}.csv", CONTENT, content_type="text/csv")

    assert store.delete_prefix("tok3n") == 3

    assert len([request for request in wire.requests if request.method == "DELETE"]) == 3
    assert list(store.list()) == []


def test_the_location_stands_before_every_key_and_is_not_seen(place: Seaweed) -> None:
    everything, within = s3_store(place), s3_store(replace(place, prefix=f"{place.prefix}/clinic-a/"))
    within.put(KEY, CONTENT, content_type="text/csv")

    assert [found.key for found in within.list()] == [KEY]
    assert [found.key for found in everything.list()] == [f"clinic-a/{KEY}"]
    assert everything.get(f"clinic-a/{KEY}") == within.get(KEY)
    assert within.delete_prefix("tok3n") == 1


def test_a_put_whose_answer_was_lost_is_not_taken_for_another_ones(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    wire.lose_answers = 1

    stored = store.put(KEY, CONTENT, content_type="text/csv", if_absent=True)

    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert len([request for request in wire.requests if request.method == "PUT"]) == 2


def test_a_lost_answer_does_not_make_another_content_ours(on_the_wire: Wired, bucket: S3Store) -> None:
    wire, store = on_the_wire
    bucket.put(KEY, b"somebody else's", content_type="text/csv")
    wire.lose_answers = 1

    with pytest.raises(ObjectExists):
        store.put(KEY, CONTENT, content_type="text/csv", if_absent=True)

    assert bucket.get(KEY) == b"somebody else's"


def test_a_conflict_of_two_writers_of_whom_neither_got_in_is_worth_another_try(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    wire.say_first = [(409, "ConditionalRequestConflict")]

    with pytest.raises(StoreUnavailable) as refusal:
        store.put(KEY, CONTENT, content_type="text/csv", if_absent=True)

    assert refusal.value.params["code"] == "ConditionalRequestConflict"


def test_a_conflict_of_two_writers_is_lost_where_the_other_got_in(
    on_the_wire: Wired, bucket: S3Store
) -> None:
    wire, store = on_the_wire
    bucket.put(KEY, b"somebody else's", content_type="text/csv")
    wire.say_first = [(409, "ConditionalRequestConflict")]

    with pytest.raises(ObjectExists):
        store.put(KEY, CONTENT, content_type="text/csv", if_absent=True)


def test_a_server_error_is_tried_again_five_times_in_all(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    wire.say_first = [(500, "InternalError")] * 5

    with pytest.raises(StoreUnavailable) as refusal:
        store.put(KEY, CONTENT, content_type="text/csv")
    store.put(KEY, CONTENT, content_type="text/csv")

    assert refusal.value.params["code"] == "InternalError"
    assert len(wire.requests) == 6
    assert {request.body for request in wire.requests} == {CONTENT}


def test_threads_share_one_client_and_a_forked_child_has_its_own(bucket: S3Store) -> None:
    bucket.put(KEY, CONTENT, content_type="text/csv")
    with ThreadPoolExecutor(8) as pool:
        clients = {id(client) for client in pool.map(lambda _: bucket._client(), range(16))}
    assert len(clients) == 1

    child = os.fork()
    if child == 0:
        os._exit(0 if bucket.get(KEY) == CONTENT and id(bucket._client()) not in clients else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert bucket.get(KEY) == CONTENT


def test_a_body_that_breaks_off_is_store_unavailable(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, b"x" * 500_000, content_type="text/csv")
    wire.cut_bodies = 1

    with store.open(KEY) as stream, pytest.raises(StoreUnavailable):
        list(stream)


def test_a_body_that_changed_on_the_way_is_not_stored(on_the_wire: Wired, bucket: S3Store) -> None:
    wire, store = on_the_wire
    wire.garble_bodies = True

    with pytest.raises(StoreUnavailable):
        store.put(KEY, CONTENT, content_type="text/csv")

    assert not bucket.exists(KEY)


def test_a_passing_trouble_is_tried_again(on_the_wire: Wired) -> None:
    wire, store = on_the_wire
    store.put(KEY, CONTENT, content_type="text/csv")
    wire.lose_answers = 2

    assert store.get(KEY) == CONTENT


def test_a_store_that_is_down_is_named_soon_and_nothing_lands_on_this_machine(
    place: Seaweed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    down = s3_store(replace(place, endpoint_url=f"http://127.0.0.1:{free_ports(1)[0]}"))
    began = time.monotonic()

    with pytest.raises(StoreUnavailable) as refusal:
        upload_patient_csv("tok3n", CONTENT, "night.csv", store=down)
    with pytest.raises(StoreUnavailable):
        next(down.list("tok3n/"))

    assert time.monotonic() - began < 10
    assert (refusal.value.key, refusal.value.status) == ("store-unavailable", 503)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody who takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_store_that_never_answers_is_given_up(
    place: Seaweed, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stores.s3_client.READ_TIMEOUT_S", 0.2)
    silent = s3_store(replace(place, endpoint_url=f"http://127.0.0.1:{silent_port}"))
    began = time.monotonic()

    with pytest.raises(StoreUnavailable):
        silent.head(KEY)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("key_id", ["test-access-key", "nobody"])
def test_a_wrong_access_key_is_the_administrators_matter(place: Seaweed, key_id: str) -> None:
    stranger = s3_store(replace(place, access_key_id=key_id, secret_access_key="not it"))

    for ask in (lambda: stranger.get(KEY), lambda: stranger.exists(KEY), lambda: list(stranger.list())):
        with pytest.raises(StoreRefused):
            ask()
    with pytest.raises(StoreRefused):
        stranger.put(KEY, CONTENT, content_type="text/csv")


def test_a_bucket_that_does_not_exist_is_not_an_empty_one(place: Seaweed) -> None:
    nowhere = s3_store(replace(place, bucket="no-such-bucket"))

    with pytest.raises(StoreRefused):
        list(nowhere.list())
    with pytest.raises(StoreRefused):
        nowhere.get(KEY)


def test_no_refusal_shows_a_key_or_a_secret(place: Seaweed) -> None:
    down = s3_store(replace(place, endpoint_url="http://127.0.0.1:9"))

    with pytest.raises(StoreUnavailable) as refusal:
        down.get(KEY)

    assert "tok3n" not in str(refusal.value)
    assert place.secret_access_key not in repr(down)
