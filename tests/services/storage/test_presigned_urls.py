"""A bucket's presigned URLs: the server refuses what was changed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from storage_service import MAX_EXPIRY_S, S3Store
from tests.services.storage.opening import open_url

KEY = "tok3n/csvs/17-night.csv"
OTHER = "tok3n/csvs/18-night.csv"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("17-night", "18-night"),
        ("X-Amz-Expires=60", "X-Amz-Expires=600"),
        ("response-content-disposition=attachment", "response-content-disposition=inline"),
        ("response-content-type=text%2Fcsv", "response-content-type=text%2Fhtml"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("&X-Amz-Signature=", "&Nothing="),
    ],
)
def test_a_changed_url_is_refused(bucket: S3Store, written: str, instead: str) -> None:
    bucket.put(KEY, b"what 17 holds", content_type="text/csv")
    bucket.put(OTHER, b"what 18 holds", content_type="text/csv")
    url = bucket.sign(KEY, expires_s=60, download_name="night.csv")
    assert written in url

    answer = open_url(url.replace(written, instead, 1))

    assert answer.status in (400, 403)
    assert b"holds" not in answer.body


def test_an_unsigned_url_opens_nothing(bucket: S3Store) -> None:
    bucket.put(KEY, b"what 17 holds", content_type="text/csv")

    assert open_url(bucket.sign(KEY, expires_s=60).partition("?")[0]).status == 403


def test_a_url_lives_seven_days_at_most(bucket: S3Store) -> None:
    query = parse_qs(urlsplit(bucket.sign(KEY, expires_s=MAX_EXPIRY_S * 2)).query)

    assert query["X-Amz-Expires"] == [str(7 * 24 * 3600)]
