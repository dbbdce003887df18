"""The folder's signed addresses: what they open, for how long, and what opens nothing."""

from __future__ import annotations

import time

import pytest

import recordings
from app_instance import create_app
from context import Context
from settings import Settings
from tests.builders import Someone, a_night, row_of
from tests.web.visitors import Visitor


@pytest.fixture
def signed(maras_phone: Visitor, ctx: Context, night_of_mara: str) -> str:
    """The address to which Mara's phone is sent for her picture: good for a minute."""
    picture = row_of(ctx, night_of_mara).documents[0]
    return str(maras_phone.get(f"/patient/{picture.object_key}").headers["Location"])


def test_the_signature_opens_for_whoever_holds_it(nobody: Visitor, signed: str, ctx: Context) -> None:
    answer = nobody.get(signed)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\x89PNG")


def test_after_its_minute_it_opens_nothing(
    nobody: Visitor, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr("stores.signing.time.time", lambda: now + 55)
    assert nobody.get(signed).status_code == 200
    monkeypatch.setattr("stores.signing.time.time", lambda: now + 65)
    gone = nobody.get(signed)
    assert gone.status_code == 404
    assert "We cannot find this page" in gone.text


def test_a_signature_that_was_changed_opens_nothing(nobody: Visitor, signed: str) -> None:
    path, signature = signed.rsplit("/", 1)
    for wrong in (signature[:-1], signature[:-3] + "abc", signature[1:], "x", ".", "a.b", "é", "%00"):
        answer = nobody.get(f"{path}/{wrong}")
        assert answer.status_code == 404, wrong
        assert "We cannot find this page" in answer.text


def test_a_signature_of_another_installation_opens_nothing(
    nobody: Visitor, signed: str, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = environment | {"OXINIGHT_SECRET_KEY": "s" * 40}
    other = create_app(Settings.from_env(elsewhere))
    assert Visitor(other.server).get(signed).status_code == 404
    other.ctx.db.dispose()


def test_what_was_erased_meanwhile_is_not_found(
    nobody: Visitor, signed: str, ctx: Context, night_of_mara: str
) -> None:
    ctx.store.delete(row_of(ctx, night_of_mara).documents[0].object_key)
    assert nobody.get(signed).status_code == 404


def test_an_installation_that_streams_gives_the_bytes_themselves(
    ctx: Context, environment: dict[str, str], mara: Someone, night_of_mara: str
) -> None:
    served = create_app(Settings.from_env(environment | {"OXINIGHT_STREAM_FILES": "yes"}))
    phone = Visitor(served.server)
    phone.open_link(mara.secret)
    row = row_of(ctx, night_of_mara)
    answer = phone.get(f"/patient/{row.object_key}")
    assert (answer.status_code, answer.data) == (200, a_night().content)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in answer.headers["Cache-Control"]
    assert phone.send("HEAD", f"/patient/{row.object_key}").status_code == 200
    ctx.store.delete(row.object_key)
    assert phone.get(f"/patient/{row.object_key}").status_code == 404
    served.ctx.db.dispose()


def test_only_what_a_row_vouches_for_is_signed(
    maras_phone: Visitor, ctx: Context, mara: Someone, night_of_mara: str
) -> None:
    ctx.store.put(f"{mara.token}/plots/stray.png", b"not confirmed", content_type="image/png")
    assert maras_phone.get(f"/patient/{mara.token}/plots/stray.png").status_code == 404
    known = {one.key for one in recordings.expected_objects(ctx)}
    assert f"{mara.token}/plots/stray.png" not in known
