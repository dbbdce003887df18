"""What both twins promise."""

from __future__ import annotations

import hashlib
import io
import threading
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import IO, cast

import pytest

from storage_service import InvalidKey, ObjectExists, ObjectMissing, ObjectStore, content_sha256
from tests.services.storage.big import BigSource

CSV = "text/csv; charset=utf-8"
KEY = "tok3n/csvs/17-night.csv"
CONTENT = "Time,SpO2\n22:14,96\nȘerban,–\n".encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return [found.key for found in store.list(prefix)]


def test_what_is_put_is_got_back(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    assert store.get(KEY) == CONTENT


def test_put_answers_what_head_says_later(store: ObjectStore) -> None:
    stored = store.put(KEY, CONTENT, content_type=CSV)
    found = store.head(KEY)

    assert (stored.key, stored.size, stored.sha256) == (KEY, len(CONTENT), sha256(CONTENT))
    assert (found.key, found.size, found.sha256) == (KEY, len(CONTENT), sha256(CONTENT))
    assert stored.content_type == found.content_type == CSV
    assert found.name == "17-night.csv"


def test_the_time_of_an_object_is_in_utc_and_now(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    for modified in (store.head(KEY).modified, next(store.list()).modified):
        assert modified.utcoffset() == timedelta(0)
        assert abs(datetime.now(UTC) - modified) < timedelta(seconds=30)


def test_a_content_type_that_the_name_does_not_tell_is_kept(store: ObjectStore) -> None:
    store.put("tok3n/binaries/17-night.vld", b"\x03", content_type="application/x-viatom")

    assert store.head("tok3n/binaries/17-night.vld").content_type == "application/x-viatom"


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    store.put(KEY, b"", content_type=CSV)

    assert store.get(KEY) == b""
    assert store.head(KEY).size == 0


def test_a_second_put_takes_the_place_of_the_first(store: ObjectStore) -> None:
    store.put(KEY, b"first", content_type=CSV)
    store.put(KEY, b"the second", content_type="text/plain")

    assert store.get(KEY) == b"the second"
    assert store.head(KEY).sha256 == sha256(b"the second")
    assert store.head(KEY).content_type == "text/plain"


def test_a_stream_is_stored_from_its_start_wherever_it_stands(store: ObjectStore) -> None:
    stream = io.BytesIO(CONTENT)
    stream.read()

    store.put(KEY, stream, content_type=CSV)

    assert store.get(KEY) == CONTENT
    assert not stream.closed


def test_a_stream_that_cannot_seek_is_stored_too(store: ObjectStore) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0) -> int:
            raise io.UnsupportedOperation

    store.put(KEY, Pipe(CONTENT), content_type=CSV)

    assert store.get(KEY) == CONTENT


def test_an_object_is_read_as_a_stream_in_pieces(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    with store.open(KEY) as stream:
        pieces = [stream.read(4), stream.readline(), stream.read()]

    assert b"".join(pieces) == CONTENT
    assert pieces[0] == b"Time"
    assert pieces[1].endswith(b"\n")


def test_a_stream_may_be_left_before_its_end(store: ObjectStore) -> None:
    store.put(KEY, b"x" * 3_000_000, content_type=CSV)

    with store.open(KEY) as stream:
        assert stream.read(10) == b"x" * 10

    assert store.head(KEY).size == 3_000_000


@pytest.mark.parametrize("ask", [ObjectStore.get, ObjectStore.head, ObjectStore.open])
def test_asking_for_what_is_not_there_is_object_missing(
    store: ObjectStore, ask: Callable[[ObjectStore, str], object]
) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    for absent in ("tok3n/csvs/18-night.csv", "tok3n/csvs", "tok3n", f"{KEY}/deeper"):
        with pytest.raises(ObjectMissing):
            getattr(store, ask.__name__)(absent)


def test_exists_says_whether(store: ObjectStore) -> None:
    assert not store.exists(KEY)

    store.put(KEY, CONTENT, content_type=CSV)

    assert store.exists(KEY)


def test_a_conditional_put_stores_what_was_absent(store: ObjectStore) -> None:
    assert store.put(KEY, CONTENT, content_type=CSV, if_absent=True).sha256 == sha256(CONTENT)

    assert store.get(KEY) == CONTENT


def test_a_conditional_put_leaves_what_is_there(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    with pytest.raises(ObjectExists):
        store.put(KEY, b"other", content_type="text/plain", if_absent=True)

    assert store.get(KEY) == CONTENT
    assert store.head(KEY).content_type == CSV


@pytest.mark.parametrize("round_", range(2))
def test_of_eight_writers_at_once_exactly_one_wins(store: ObjectStore, round_: int) -> None:
    start = threading.Barrier(8)

    def write(writer: int) -> bool:
        start.wait()
        try:
            store.put(KEY, f"writer {writer}".encode(), content_type=CSV, if_absent=True)
        except ObjectExists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))

    assert sum(won) == 1
    assert store.get(KEY) == f"writer {won.index(True)}".encode()
    assert store.head(KEY).sha256 == sha256(store.get(KEY))


def test_whoever_writes_last_the_hash_is_that_of_the_content(store: ObjectStore) -> None:
    def write(writer: int) -> None:
        store.put(KEY, f"writer {writer}".encode(), content_type=CSV)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [*range(8)] * 4))

    assert store.head(KEY).sha256 == content_sha256(store, KEY)


def test_a_listing_gives_the_keys_under_a_prefix_in_order_within_each_folder(store: ObjectStore) -> None:
    names = [
        "a/csvs/1.csv",
        "a/csvs/10.csv",
        "a/csvs/2.csv",
        "a/plots/1.png",
        "a-b/csvs/1.csv",
        "b/csvs/1.csv",
    ]
    for name in names:
        store.put(name, b"x", content_type=CSV)

    assert sorted(keys(store)) == sorted(names)
    assert keys(store, "a/") == sorted(names[:4])
    assert keys(store, "a/csvs/1") == ["a/csvs/1.csv", "a/csvs/10.csv"]
    assert sorted(keys(store, "a")) == sorted(names[:5])
    assert keys(store, "nobody/") == []
    assert keys(store, "a/csvs/1.csv/") == []


def test_a_listing_tells_sizes_and_the_type_by_the_name(store: ObjectStore) -> None:
    store.put("a/plots/1.png", b"12345", content_type="image/png")

    (found,) = store.list("a/plots/")

    assert (found.size, found.content_type, found.sha256) == (5, "image/png", None)


def test_eleven_hundred_objects_are_listed_and_deleted(store: ObjectStore) -> None:
    names = [f"tok3n/plots/{number:04}.png" for number in range(1100)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: store.put(name, b"png", content_type="image/png"), names))
    store.put("tok3n-of-another/plots/1.png", b"png", content_type="image/png")

    assert keys(store, "tok3n/plots/") == names
    assert store.delete_prefix("tok3n") == 1100
    assert keys(store) == ["tok3n-of-another/plots/1.png"]


def test_deleting_takes_the_object_and_nothing_else(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)
    store.put("tok3n/csvs/18-night.csv", CONTENT, content_type=CSV)

    store.delete(KEY)

    assert keys(store) == ["tok3n/csvs/18-night.csv"]


def test_deleting_twice_is_as_good_as_once(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    store.delete(KEY)
    store.delete(KEY)
    store.delete("nobody/csvs/nothing.csv")

    assert not store.exists(KEY)


def test_what_was_deleted_may_be_stored_again(store: ObjectStore) -> None:
    store.put(KEY, CONTENT, content_type=CSV)
    store.delete(KEY)

    store.put(KEY, b"again", content_type=CSV, if_absent=True)

    assert store.get(KEY) == b"again"


def test_a_prefix_within_a_folder_deletes_what_begins_so(store: ObjectStore) -> None:
    for name in ("17-night.png", "17-w01.png", "171-night.png"):
        store.put(f"tok3n/plots/{name}", b"png", content_type="image/png")

    assert store.delete_prefix("tok3n/plots/17-") == 2
    assert keys(store) == ["tok3n/plots/171-night.png"]


@pytest.mark.parametrize("prefix", ["", "/", "..", "../", "tok3n//", " "])
def test_an_empty_or_crooked_prefix_deletes_nothing(store: ObjectStore, prefix: str) -> None:
    store.put(KEY, CONTENT, content_type=CSV)

    with pytest.raises(InvalidKey):
        store.delete_prefix(prefix)

    assert store.exists(KEY)


BAD_KEYS = [
    "", "/", "/tok3n/a", "tok3n/", "tok3n//a", "../a", "tok3n/../a", "tok3n/.", "tok3n/.hidden", ".in/a",
    "tok3n/a\nb", "tok3n/a\x00b", "tok3n/a b", "tok3n/Șerban.csv", "tok3n\\a", "tok3n/a\n", "C:/a", "a" * 201,
    "/".join(["a" * 100] * 8), "tok3n/%2e%2e/a",
]  # fmt: skip


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_bad_key_is_refused_by_every_method(store: ObjectStore, key: str) -> None:
    asks: list[Callable[[], object]] = [
        lambda: store.put(key, b"x", content_type=CSV),
        lambda: store.get(key),
        lambda: store.open(key),
        lambda: store.head(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
        lambda: store.sign(key, expires_s=60),
    ]
    for ask in asks:
        with pytest.raises(InvalidKey):
            ask()


def test_twenty_megabytes_pass_without_being_in_memory(store: ObjectStore) -> None:
    source = cast(IO[bytes], BigSource(20 * 1024 * 1024))
    store.put("tok3n/csvs/warm-up.csv", b"x", content_type=CSV)
    tracemalloc.start()
    try:
        stored = store.put(KEY, source, content_type=CSV)
        read_back = content_sha256(store, KEY)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert stored.size == 20 * 1024 * 1024
    assert stored.sha256 == read_back
    assert peak < 8 * 1024 * 1024
