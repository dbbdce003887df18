"""Every address of the app, asked for by everybody: a new one without an expectation fails here."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest

import accounts
import patient_links
from access import Doctor
from app_instance import Application
from context import Context
from tests.builders import Someone, a_night, expire, jobs_of, row_of, secret_of, tables_of
from tests.web.visitors import Visitor, in_short

LOGIN = "302 /login"
DESK = "302 /desk/"

PEOPLE = ("nobody", "radu", "ana", "mara", "expired", "revoked")
"""Nobody; another doctor; the patient's doctor; Mara, whose link is open; and two who opened links of hers
that have ended since."""

EXPECTED: dict[str, tuple[str, str, str, str, str, str]] = {
    # for everybody
    "GET /assets/<path:filename>": ("200",) * 6,
    "GET /vendor/plotly-<version>.min.js": ("200",) * 6,
    "GET /healthz": ("200",) * 6,
    "GET /readyz": ("200",) * 6,
    "GET /login": ("200",) * 6,
    "POST /login": ("401",) * 6,
    "POST /language/<locale>": (DESK,) * 6,
    "GET /files/<signature>": ("200",) * 6,
    # there is an admin
    "GET /setup": ("404",) * 6,
    "POST /setup": ("404",) * 6,
    # for doctors
    "GET /": (LOGIN, DESK, DESK, LOGIN, LOGIN, LOGIN),
    "POST /logout": (LOGIN,) * 6,
    "GET /desk/": (LOGIN, "200", "200", LOGIN, LOGIN, LOGIN),
    "GET /desk/<path:path>": (LOGIN, "200", "200", LOGIN, LOGIN, LOGIN),
    "GET /desk/assets/<path:filename>": (LOGIN, "200", "200", LOGIN, LOGIN, LOGIN),
    "GET /desk/_favicon.ico": (LOGIN, "200", "200", LOGIN, LOGIN, LOGIN),
    "GET /desk/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": (
        "401", "200", "200", "401", "401", "401"),
    "GET /desk/_dash-layout": ("401", "200", "200", "401", "401", "401"),
    "GET /desk/_dash-dependencies": ("401", "200", "200", "401", "401", "401"),
    "GET /desk/_reload-hash": ("401", "200", "200", "401", "401", "401"),
    "POST /desk/_dash-update-component": ("401", "200", "200", "401", "401", "401"),
    "POST /api/recordings": ("401", "202", "202", "401", "401", "401"),
    # for the doctor of this very recording
    "GET /api/recordings/<recording_id>": ("401", "404", "200", "401", "401", "401"),
    "GET /api/recordings/<recording_id>/crops/<field>.png": ("401", "404", "404", "401", "401", "401"),
    "GET /api/jobs/<job_id>": ("401", "404", "200", "401", "401", "401"),
    "GET /api/jobs/<job_id>/events": ("401", "404", "200", "401", "401", "401"),
    # for who holds a link; its last part is each one's own
    "GET /p/<secret>": ("200",) * 6,
    "POST /p/<secret>": (*("303 /patient/<token>",) * 4, "410", "410"),
    # for who has opened a link of this very patient, and her doctor
    "GET /patient/<token>": ("404", "404", "200", "200", "410", "410"),
    "GET /patient/<token>/nights/<recording_id>": ("404", "404", "200", "200", "410", "410"),
    "GET /patient/<token>/<any(csvs,binaries,pdfs,plots,reports,labels):resource_type>/<filename>": (
        "404", "404", "302 /files/…", "302 /files/…", "410", "410"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody at his browser, and what the addresses are filled in with."""

    people: dict[str, Visitor]
    secrets: dict[str, str]
    places: dict[str, str]

    def path(self, rule: str, person: str) -> str:
        """A real address under this rule."""
        values = self.places | {"secret": self.secrets.get(person, self.secrets["mara"])}
        if rule.startswith("/desk/assets"):
            values["filename"] = "desk.css"
        if rule.startswith("/patient/"):
            values["filename"] = self.places["csv"]
        return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda match: values[match.group(1)], rule)

    def ask(self, method: str, rule: str, person: str) -> str:
        """In short, what this person gets."""
        visitor, path = self.people[person], self.path(rule, person)
        if method == "GET":
            answer = visitor.get(path)
        elif rule == "/api/recordings":
            answer = visitor.upload(a_night(2), headers={"X-CSRFToken": visitor.form_token()})
        elif rule.endswith("_dash-update-component"):
            answer = visitor.call_back(show_page("/desk/"), **{"X-CSRFToken": visitor.form_token()})
        else:
            answer = visitor.post(path)
        return in_short(answer).replace(self.places["token"], "<token>")


def show_page(pathname: str) -> dict[str, Any]:
    """What Dash sends when the address of the desk changes."""
    return {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "location", "property": "pathname", "value": pathname}],
        "changedPropIds": ["location.pathname"],
        "state": [],
    }


@pytest.fixture
def stage(
    application: Application,
    ctx: Context,
    elena: Doctor,
    ana: Doctor,
    mara: Someone,
    night_of_mara: str,
    nobody: Visitor,
    at_radus_desk: Visitor,
    at_anas_desk: Visitor,
    maras_phone: Visitor,
) -> Stage:
    secrets = {"mara": mara.secret}
    people = {"nobody": nobody, "radu": at_radus_desk, "ana": at_anas_desk, "mara": maras_phone}
    for name in ("expired", "revoked"):
        link = patient_links.create_link(ctx, ana, mara.id, label=name)
        secrets[name] = secret_of(ctx, link)
        people[name] = Visitor(application.server)
        assert people[name].open_link(secrets[name]).status_code == 303
        if name == "expired":
            expire(ctx, link.id)
        else:
            patient_links.revoke_link(ctx, ana, link.id)
    row = row_of(ctx, night_of_mara)
    script = re.search(r"/desk/_dash-component-suites/([^/]+)/([^\"?]+\.js)", at_anas_desk.get("/desk/").text)
    assert script is not None
    signed = at_anas_desk.get(f"/patient/{row.object_key}").headers["Location"]
    plotly = re.search(r"/vendor/plotly-(.+)\.min\.js", at_anas_desk.get(f"/patient/{mara.token}").text)
    assert plotly is not None
    places = {
        "filename": "site/site.css",
        "version": plotly.group(1),
        "locale": "ro",
        "signature": signed.rpartition("/")[2],
        "package_name": script.group(1),
        "fingerprinted_path": script.group(2),
        "path": f"nights/{row.id}",
        "recording_id": row.id,
        "job_id": jobs_of(ctx, row.id)[0].id,
        "token": mara.token,
        "resource_type": "csvs",
        "field": "spo2_min",
        "csv": row.object_key.rpartition("/")[2],
    }
    return Stage(people, secrets, places)


def rules_of(application: Application) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in application.server.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_address_has_an_expectation_here(application: Application) -> None:
    assert rules_of(application) == EXPECTED.keys()


@pytest.mark.parametrize("asked", sorted(EXPECTED))
def test_everybody_gets_what_is_his(stage: Stage, asked: str) -> None:
    method, rule = asked.split(" ", 1)
    got = {person: stage.ask(method, rule, person) for person in PEOPLE}
    assert got == dict(zip(PEOPLE, EXPECTED[asked], strict=True))


def test_asking_for_the_head_alone_is_no_way_around(stage: Stage) -> None:
    for asked, answers in EXPECTED.items():
        method, rule = asked.split(" ", 1)
        for person, expected in zip(PEOPLE, answers, strict=True):
            if method == "GET":
                answer = stage.people[person].send("HEAD", stage.path(rule, person))
                assert in_short(answer).replace(stage.places["token"], "<token>") == expected, (asked, person)
                assert answer.data == b"", (asked, person)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_method_that_an_address_does_not_take_is_refused_to_everybody(stage: Stage, method: str) -> None:
    for asked in EXPECTED:
        rule = asked.split(" ", 1)[1]
        if f"{method} {rule}" in EXPECTED:
            continue
        for person in PEOPLE:
            answer = stage.people[person].send(method, stage.path(rule, person))
            assert answer.status_code in (302, 401, 404, 405), f"{person}: {method} {rule}"
            assert answer.status_code != 302 or answer.location.startswith("/login"), f"{person}: {rule}"


@pytest.mark.parametrize(
    ("path", "stranger", "doctor"),
    [
        ("/nothing", LOGIN, "404"),
        ("/admin", LOGIN, "404"),
        ("/.env", LOGIN, "404"),
        ("/patient", LOGIN, "404"),
        ("/patient/x/secrets/y", LOGIN, "404"),
        ("/api/nothing", "401", "404"),
        ("/api/", "401", "404"),
        ("/desk/_dash-nothing", "401", "200"),
        ("/desk/nothing", LOGIN, "200"),
        ("/p/", LOGIN, "404"),
        ("/files/", LOGIN, "404"),
        ("/assets/nothing.css", "404", "404"),
        ("/assets/../settings.py", "404", "404"),
        ("/assets/%2e%2e/settings.py", "404", "404"),
    ],
)
def test_what_is_not_there_is_not_there_and_strangers_are_asked_to_log_in_first(
    nobody: Visitor, at_anas_desk: Visitor, path: str, stranger: str, doctor: str
) -> None:
    assert in_short(nobody.get(path)) == stranger
    assert in_short(at_anas_desk.get(path)) == doctor


def test_options_tell_a_stranger_nothing_about_what_needs_a_login(nobody: Visitor, ana: Doctor) -> None:
    assert in_short(nobody.send("OPTIONS", "/api/recordings")) == "401"
    assert in_short(nobody.send("OPTIONS", "/desk/")) == LOGIN


class TestAnothersRecords:
    """Whatever radu's browser sends to the desk's callbacks, Ana's patient stays hers."""

    def body(self, callback: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
        """What Dash would send for this callback, with these values in its components."""
        output = callback["output"]
        inputs, state = (self.filled(callback[part], known) for part in ("inputs", "state"))
        return {
            "output": output,
            "outputs": self.outputs(output),
            "inputs": inputs,
            "state": state,
            "changedPropIds": [f"{one['id']}.{one['property']}" for one in callback["inputs"]][:1],
        }

    def filled(self, parts: list[dict[str, Any]], known: dict[str, Any]) -> list[dict[str, Any]]:
        values = {"n_clicks": 1, "n_intervals": 1, "value": "Mine", "pathname": known["pathname"]}
        return [
            {**part, "value": known.get(part["id"], values.get(part["property"]))}
            for part in parts
        ]  # fmt: skip

    def outputs(self, output: str) -> Any:
        if output.startswith(".."):
            return [self.outputs(one) for one in output.strip(".").split("...")]
        id, _, property = output.partition(".")
        return {"id": id, "property": property.partition("@")[0]}

    def known(self, mara: Someone, recording_id: str) -> dict[str, Any]:
        return {
            "recording-id": recording_id,
            "patient-id": mara.id,
            "link-id": mara.link_id,
            "arrivals": [{"recording": recording_id}],
            "view": {"compact": False, "dark": False},
            "pathname": f"/desk/nights/{recording_id}",
        }

    def callbacks(self, visitor: Visitor) -> list[dict[str, Any]]:
        found = visitor.get("/desk/_dash-dependencies").get_json()
        return [one for one in found if not one.get("clientside_function")]

    def test_no_callback_shows_or_changes_them(
        self, at_radus_desk: Visitor, ctx: Context, mara: Someone, night_of_mara: str
    ) -> None:
        callbacks = self.callbacks(at_radus_desk)
        assert len(callbacks) >= 8
        before = self.records(ctx)
        for callback in callbacks:
            answer = at_radus_desk.call_back(self.body(callback, self.known(mara, night_of_mara)))
            assert answer.status_code in (200, 204), callback["output"]
            for secret in (mara.token, mara.secret, "Mara", "Checkme"):
                assert secret not in answer.text, callback["output"]
            assert self.records(ctx) == before, callback["output"]

    def test_the_same_callbacks_do_work_at_anas_desk(
        self, at_anas_desk: Visitor, ctx: Context, mara: Someone, night_of_mara: str
    ) -> None:
        """So that the test before does not pass because it asks in a wrong way."""
        before, shown = self.records(ctx), ""
        for callback in self.callbacks(at_anas_desk):
            answer = at_anas_desk.call_back(self.body(callback, self.known(mara, night_of_mara)))
            shown += answer.text
        after = self.records(ctx)
        assert "Checkme" in shown
        assert '"figure"' in shown
        assert {name for name in before if before[name] != after[name]} == {
            "job",
            "link",
            "patient",
            "recording",
        }

    def records(self, ctx: Context) -> dict[str, Any]:
        return {
            name: rows
            for name, rows in tables_of(ctx).items()
            if name in ("patient", "link", "recording", "document", "job")
        }


def test_an_opened_page_closes_after_half_an_hour(
    maras_phone: Visitor, mara: Someone, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    assert maras_phone.get(f"/patient/{mara.token}").status_code == 200
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 31 * 60)
    assert maras_phone.get(f"/patient/{mara.token}").status_code == 404


def test_a_cookie_that_was_changed_opens_nothing(
    application: Application, maras_phone: Visitor, mara: Someone
) -> None:
    path = f"/patient/{mara.token}"
    cookie = maras_phone.client.get_cookie("night", path=path)
    assert cookie is not None
    forger = Visitor(application.server)
    for value in (cookie.value[:-2] + "xx", "", "x.y.z", f'["{mara.link_id}","{mara.token}"]'):
        forger.client.set_cookie("night", value, path=path)
        assert forger.get(path).status_code == 404


def test_a_session_that_was_ended_by_a_new_password_is_over(
    at_anas_desk: Visitor, ctx: Context, ana: Doctor
) -> None:
    assert at_anas_desk.get("/desk/").status_code == 200
    accounts.set_password(ctx, "ana@clinic.test", "another moon over Cluj")
    assert in_short(at_anas_desk.get("/desk/")) == LOGIN


def test_logging_out_ends_the_session(at_anas_desk: Visitor) -> None:
    assert in_short(at_anas_desk.post("/logout")) == LOGIN
    assert in_short(at_anas_desk.get("/desk/")) == LOGIN
