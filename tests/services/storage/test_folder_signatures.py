"""The folder's own signatures: what was signed is what is served, until its time is over."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from itsdangerous import URLSafeSerializer

from storage_service import MAX_EXPIRY_S, FolderStore, ObjectMissing, SignatureExpired, SignatureRejected

KEY = "tok3n/csvs/17-night.csv"
OTHER = "tok3n/csvs/18-night.csv"
ROMANIAN = "Înregistrare Șerban – ziua 1.csv"


@pytest.fixture(autouse=True)
def _two_objects(folder: FolderStore) -> None:
    folder.put(KEY, b"what 17 holds", content_type="text/csv; charset=utf-8")
    folder.put(OTHER, b"what 18 holds", content_type="text/csv; charset=utf-8")


def signature_of(folder: FolderStore, key: str = KEY, *, expires_s: int = 60) -> str:
    return folder.sign(key, expires_s=expires_s).removeprefix("/files/")


def test_the_url_is_a_path_of_the_app_with_one_last_part(folder: FolderStore) -> None:
    url = folder.sign(KEY, expires_s=60, download_name=ROMANIAN)

    assert url.startswith("/files/")
    assert set(url.removeprefix("/files/")).isdisjoint("/?#% ")


def test_resolving_says_what_to_serve(folder: FolderStore) -> None:
    url = folder.sign(KEY, expires_s=60, download_name=ROMANIAN)

    found = folder.resolve_signed(url.removeprefix("/files/"))

    assert found.path.read_bytes() == b"what 17 holds"
    assert (found.key, found.content_type) == (KEY, "text/csv; charset=utf-8")
    assert found.content_disposition.startswith("attachment;")


def test_a_signature_of_what_is_not_there_finds_nothing(folder: FolderStore) -> None:
    with pytest.raises(ObjectMissing):
        folder.resolve_signed(signature_of(folder, "tok3n/csvs/19-night.csv"))


def test_a_signature_lives_seven_days_at_most(folder: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    signature = signature_of(folder, expires_s=MAX_EXPIRY_S * 2)
    now = time.time()

    monkeypatch.setattr("stores.signing.time.time", lambda: now + MAX_EXPIRY_S - 60)
    assert folder.resolve_signed(signature).key == KEY
    monkeypatch.setattr("stores.signing.time.time", lambda: now + MAX_EXPIRY_S + 60)
    with pytest.raises(SignatureExpired):
        folder.resolve_signed(signature)


@pytest.mark.parametrize(
    "claim",
    [
        [OTHER, "attachment", 4_000_000_000],
        [KEY, "inline", 4_000_000_000],
        [KEY, 'attachment; filename="17-night.csv"', 4_000_000_000],
    ],
)
def test_another_claim_under_an_old_signature_is_refused(folder: FolderStore, claim: list[object]) -> None:
    old = signature_of(folder).rpartition(".")[2]
    forged = URLSafeSerializer("not the secret").dump_payload(claim).decode()

    with pytest.raises(SignatureRejected):
        folder.resolve_signed(f"{forged}.{old}")


def test_every_changed_letter_is_noticed(folder: FolderStore) -> None:
    signature = signature_of(folder)

    for at, letter in enumerate(signature[:-1]):  # the last one has bits that base64 does not use
        forged = f"{signature[:at]}{'A' if letter != 'A' else 'B'}{signature[at + 1 :]}"
        with pytest.raises(SignatureRejected):
            folder.resolve_signed(forged)


@pytest.mark.parametrize("nonsense", ["", ".", "a.b", "\x00", "../../etc/passwd", "é.é", "\ud800"])
def test_nonsense_is_no_signature(folder: FolderStore, nonsense: str) -> None:
    with pytest.raises(SignatureRejected):
        folder.resolve_signed(nonsense)


def test_another_servers_signature_opens_nothing(folder: FolderStore, tmp_path: Path) -> None:
    other = FolderStore(tmp_path / "objects", sign_key="the secret of another server, also long")

    with pytest.raises(SignatureRejected):
        folder.resolve_signed(signature_of(other))


def test_an_empty_secret_signs_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        FolderStore(tmp_path, sign_key="")
