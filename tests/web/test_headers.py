"""What every answer tells the browser: what it may run, keep, show in a frame, and pass on."""

from __future__ import annotations

import base64
import hashlib
import re
from http.cookies import Morsel, SimpleCookie

import pytest

from access import Doctor
from app_instance import create_app
from context import Context
from settings import Settings
from tests.builders import Someone, a_night, an_unknown_secret, audit_of, row_of
from tests.web.visitors import Visitor

EVERYWHERE = [
    "/login",
    "/healthz",
    "/readyz",
    "/assets/site/site.css",
    "/assets/nothing",
    "/nothing",
    "/api/nothing",
    "/p/x",
    "/patient/x",
    "/files/x",
    "/desk/",
]


def policy_of(visitor: Visitor, path: str) -> dict[str, list[str]]:
    header = visitor.get(path).headers["Content-Security-Policy"]
    parts = [part.split() for part in header.split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_guarded_also_errors_and_redirects(nobody: Visitor, ana: Doctor, path: str) -> None:
    headers = nobody.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    policy = policy_of(nobody, path)
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"]
    for source in policy["script-src"]:
        assert source == "'self'" or source.startswith("'sha256-")


def test_no_page_of_ours_needs_an_inline_script(nobody: Visitor, mara: Someone, maras_phone: Visitor) -> None:
    pages = [nobody.get("/login"), nobody.get(f"/p/{mara.secret}"), maras_phone.get(f"/patient/{mara.token}")]
    for page in pages:
        assert "<script>" not in page.text
        assert not re.search(r"\son[a-z]+=", page.text), "nor handlers in tags"
        assert "style=" not in page.text


def test_the_desks_own_start_line_is_allowed_by_its_hash_and_no_other(at_anas_desk: Visitor) -> None:
    page = at_anas_desk.get("/desk/").text
    without_comments = re.sub(r"<!--.*?-->", "", page, flags=re.S)
    inline = re.findall(
        r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", without_comments, re.S
    )
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inline
    }
    allowed = {*policy_of(at_anas_desk, "/desk/")["script-src"]} - {"'self'"}
    assert inline
    assert hashes <= allowed


def test_nothing_on_a_page_comes_from_elsewhere(
    nobody: Visitor, at_anas_desk: Visitor, maras_phone: Visitor, mara: Someone, night_of_mara: str
) -> None:
    pages = [nobody.get("/login"), nobody.get("/p/x"), at_anas_desk.get("/desk/")]
    pages.append(maras_phone.get(f"/patient/{mara.token}"))
    for page in pages:
        assert page.status_code == 200
        for address in re.findall(r"(?:src|href|action)=\"([^\"]+)\"", page.text):
            assert address.startswith(("/", "#", "?")), address
            assert not address.startswith("//"), address


def test_pages_of_patients_are_kept_nowhere_and_tell_nobody(
    maras_phone: Visitor, nobody: Visitor, ctx: Context, mara: Someone, night_of_mara: str
) -> None:
    row = row_of(ctx, night_of_mara)
    file = f"/patient/{row.object_key}"
    signed = maras_phone.get(file).headers["Location"]
    answers = [
        maras_phone.get(path)
        for path in (f"/p/{mara.secret}", f"/patient/{mara.token}", f"/patient/{mara.token}/nights/{row.id}")
    ]
    answers += [maras_phone.get(file), maras_phone.get(signed)]
    answers += [nobody.get(f"/patient/{mara.token}"), nobody.open_link(an_unknown_secret())]
    for answer in answers:
        assert "no-store" in answer.headers["Cache-Control"], answer.request.path
        assert "noindex" in answer.headers["X-Robots-Tag"], answer.request.path
        assert answer.headers["Referrer-Policy"] == "no-referrer", answer.request.path
    assert [answer.status_code for answer in answers] == [200, 200, 200, 302, 200, 404, 404]


def test_the_desk_and_its_data_are_not_kept_by_caches(at_anas_desk: Visitor, night_of_mara: str) -> None:
    for path in ("/desk/", f"/api/recordings/{night_of_mara}", "/desk/_dash-layout"):
        assert "no-store" in at_anas_desk.get(path).headers.get("Cache-Control", ""), path


def cookies(answer_headers: list[str]) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for header in answer_headers:
        found.update(SimpleCookie(header))
    return found


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_kept_from_scripts_other_sites_and_plain_lines(
    ctx: Context, environment: dict[str, str], ana: Doctor, mara: Someone, scheme: str
) -> None:
    base = f"{scheme}://nights.clinic.test"
    served = create_app(Settings.from_env(environment | {"OXINIGHT_PUBLIC_URL": base}))
    doctor, patient = (Visitor(served.server, base) for _ in range(2))
    opened = cookies(patient.open_link(mara.secret).headers.getlist("Set-Cookie"))
    logged_in = cookies(doctor.log_in("ana@clinic.test").headers.getlist("Set-Cookie"))
    desk = cookies(doctor.get("/desk/").headers.getlist("Set-Cookie"))
    language = cookies(patient.post("/language/ro").headers.getlist("Set-Cookie"))
    for cookie in (logged_in["oxinight"], opened["night"], language["language"]):
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax"
        assert bool(cookie["secure"]) == (scheme == "https"), cookie.key
    assert opened["night"]["path"] == f"/patient/{mara.token}"
    assert opened["night"]["max-age"] == "1800"
    token = desk["_csrf_token"]
    assert not token["httponly"], "Dash's script reads it"
    assert (token["samesite"], token["path"]) == ("Strict", "/desk/")
    assert bool(token["secure"]) == (scheme == "https")
    served.ctx.db.dispose()


def test_behind_tls_browsers_are_told_to_stay_there(
    ctx: Context, environment: dict[str, str], ana: Doctor
) -> None:
    served = create_app(
        Settings.from_env(
            environment
            | {"OXINIGHT_PUBLIC_URL": "https://nights.clinic.test", "OXINIGHT_TRUSTED_PROXIES": "1"}
        )
    )
    behind = Visitor(served.server, "http://10.0.0.1")
    plain = behind.get("/login")
    assert "Strict-Transport-Security" not in plain.headers
    secure = behind.get("/login", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    served.ctx.db.dispose()


def test_without_a_trusted_proxy_nobody_chooses_his_own_address(
    nobody: Visitor, ctx: Context, ana: Doctor
) -> None:
    token = nobody.form_token()
    nobody.send(
        "POST",
        "/login",
        data={"csrf_token": token, "email": "ana@clinic.test", "password": "wrong"},
        headers={"X-Forwarded-For": "198.51.100.7"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert [entry.ip for entry in audit_of(ctx, "login")] == ["203.0.113.0"]


def test_a_file_comes_as_what_it_is(
    at_anas_desk: Visitor, ctx: Context, mara: Someone, night_of_mara: str
) -> None:
    row = row_of(ctx, night_of_mara)
    csv, png = (
        at_anas_desk.get(at_anas_desk.get(f"/patient/{key}").headers["Location"])
        for key in (row.object_key, row.documents[0].object_key)
    )
    assert csv.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert csv.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Checkme%20O2%200417_20251015223000.csv" in csv.headers["Content-Disposition"]
    assert csv.data == a_night().content
    assert png.headers["Content-Type"] == "image/png"
    assert png.headers["Content-Disposition"] == 'inline; filename="oxinight-2025-10-15.png"'
