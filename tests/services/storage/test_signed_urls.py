"""A signed URL opens one object for a while, as what it was signed, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from werkzeug.http import parse_options_header

from storage_service import ObjectStore
from tests.services.storage.opening import Opener

KEY = "tok3n/csvs/17-night.csv"
ROMANIAN = "Înregistrare Șerban – ziua 1.csv"


@pytest.fixture(autouse=True)
def _one_object(store: ObjectStore) -> None:
    store.put(KEY, b"night 17", content_type="text/csv; charset=utf-8")


def wait_for(ask: Callable[[], bool], within_s: float) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if ask():
            return True
        time.sleep(0.05)
    return False


def test_a_signed_url_opens_its_object(store: ObjectStore, opened: Opener) -> None:
    answer = opened(store.sign(KEY, expires_s=60))

    assert (answer.status, answer.body) == (200, b"night 17")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_romanian_name_arrives_as_it_was_written(store: ObjectStore, opened: Opener) -> None:
    answer = opened(store.sign(KEY, expires_s=60, download_name=ROMANIAN))

    kind, names = parse_options_header(answer.headers["Content-Disposition"])
    assert (kind, names["filename"]) == ("attachment", ROMANIAN)
    assert 'filename="Inregistrare-Serban-ziua-1.csv"' in answer.headers["Content-Disposition"]


def test_a_download_without_a_name_has_that_of_its_key(store: ObjectStore, opened: Opener) -> None:
    answer = opened(store.sign(KEY, expires_s=60))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="17-night.csv"'


def test_a_picture_is_shown_in_the_page(store: ObjectStore, opened: Opener) -> None:
    store.put("tok3n/plots/17.png", b"png", content_type="image/png")

    answer = opened(store.sign("tok3n/plots/17.png", expires_s=60, inline=True))

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ('a"b.csv', 'a"b.csv'),
        ("a\r\nSet-Cookie: x=1.csv", "aSet-Cookie: x=1.csv"),
        ("..\\..\\evil.csv", "evil.csv"),
        ("/etc/passwd", "passwd"),
        ("a;b=c.csv", "a;b=c.csv"),
        ("😀.csv", "😀.csv"),
    ],
)
def test_no_name_breaks_out_of_its_header(
    store: ObjectStore, opened: Opener, name: str, arrives: str
) -> None:
    answer = opened(store.sign(KEY, expires_s=60, download_name=name))

    kind, names = parse_options_header(answer.headers["Content-Disposition"])
    assert (answer.status, kind, names["filename"]) == (200, "attachment", arrives)
    assert "Set-Cookie" not in answer.headers


def test_a_signed_url_ends(store: ObjectStore, opened: Opener) -> None:
    url = store.sign(KEY, expires_s=1)

    assert wait_for(lambda: opened(url).status in (403, 410), within_s=5)
    assert opened(url).body != b"night 17"


@pytest.mark.parametrize("expires_s", [0, -1])
def test_a_life_of_nothing_is_refused(store: ObjectStore, expires_s: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        store.sign(KEY, expires_s=expires_s)


def test_a_signature_whose_object_is_gone_opens_nothing(store: ObjectStore, opened: Opener) -> None:
    url = store.sign(KEY, expires_s=60)
    store.delete(KEY)

    assert opened(url).status == 404
