"""The pages outside the desk, as templates: what a browser, a chat preview and a screen reader get."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from plotly.offline import get_plotlyjs

import accounts
from night_view import Explanation, Number
from patient_view import File, NightCard
from routes import auth, frame, vendor
from routes.auth import LoginForm, SetupForm
from routes.patient import OpenForm

HERE = Path(__file__).parents[2]
PAGES = sorted(path for path in (HERE / "templates").glob("*.html"))
CLINIC = "Clinica Sfânta Maria"

NIGHT = NightCard(
    recording_id="r1",
    heading="15 October 2025, 22:30 – 06:00",
    numbers=[Number("ODI 3 %", "4.2", "/h", "rule abc")],
    explanation=Explanation("What does the rule mean?", ["It counts falls.", "Source: Jung."]),
    warnings=[],
    figure_url="/patient/t/nights/r1",
    picture_url=None,
    files=[File("/patient/t/csvs/r1.csv", "Original data", "table")],
)


@pytest.fixture
def server() -> Flask:
    """The templates with what they need, and nothing behind them."""
    server = Flask("pages", root_path=str(HERE), static_folder="assets")
    server.config.update(SECRET_KEY="only for tests", TESTING=True)
    server.extensions["oxinight"] = SimpleNamespace(settings=SimpleNamespace(clinic_name=CLINIC))
    Babel(server, default_translation_directories=str(HERE / "i18n"), locale_selector=lambda: "en")
    CSRFProtect(server)
    for module in (auth, vendor):
        server.register_blueprint(module.blueprint)
    frame.init_app(server)
    vendor.init_app(server)
    return server


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def show(server: Flask, template: str, path: str = "/", **values: Any) -> str:
    """A page as it would be sent."""
    with server.test_request_context(path, **values.pop("request", {})):
        forms = {"login.html": LoginForm, "setup.html": SetupForm, "door.html": OpenForm}
        form = forms[template]() if template in forms else None
        return render_template(template, form=form, **values)


def show_patient(server: Flask, *nights: NightCard) -> str:
    page = SimpleNamespace(doctor_name="Dr. Ana Pop")
    return show(server, "patient.html", page=page, nights=nights, plotly_url="/vendor/p.js", open_minutes=30)


def all_pages(server: Flask) -> Iterator[str]:
    for name in ("login.html", "setup.html", "door.html", "closed.html"):
        yield show(server, name)
    yield show(server, "door.html", ask_pin=True, problem="Please enter the PIN.")
    yield show(server, "error.html", sentence="Not here.", status=404)
    yield show_patient(server, NIGHT)
    yield show_patient(server)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_and_fetch_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""\son\w+\s*=\s*["']|javascript:|\sstyle\s*=""", text)
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", text)


def test_every_page_says_its_language_and_asks_not_to_be_indexed(server: Flask) -> None:
    for page in all_pages(server):
        assert '<html lang="en">' in page
        assert '<meta name="robots" content="noindex, nofollow">' in page


def test_every_input_has_a_label(server: Flask) -> None:
    for page in all_pages(server):
        inputs = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="hidden"' not in tag]
        for tag in inputs:
            named = re.search(r'\bid="([^"]+)"', tag)
            assert named is not None, tag
            assert f'<label for="{named[1]}">' in page, tag


def test_a_chat_preview_of_a_link_shows_the_clinic_and_nothing_medical(server: Flask) -> None:
    page = show(server, "door.html", "/p/secret")
    assert f"<title>{CLINIC}</title>" in page
    assert not re.search(
        r"oxi(?!night)|saturation|sleep|apn|night(?!\.)|patient|doctor|medic", _seen(page), re.IGNORECASE
    )
    assert 'id="pin"' not in page


def test_the_door_asks_for_a_pin_where_the_link_has_one(server: Flask) -> None:
    page = show(server, "door.html", "/p/secret", ask_pin=True, problem="Please enter the PIN.")
    assert 'inputmode="numeric"' in page
    assert "Please enter the PIN." in page


def test_a_closed_link_looks_the_same_whoever_asks_and_why(server: Flask) -> None:
    one = show(server, "closed.html", "/p/unknown")
    other = show(server, "closed.html", "/patient/token", request={"headers": {"Cookie": "oxinight=x"}})
    assert one == other
    assert "csrf_token" not in one


def test_log_in_remembers_where_one_wanted_to_go(server: Flask) -> None:
    page = show(server, "login.html", "/login?next=/desk/nights/r1")
    assert '<input type="hidden" name="next" value="/desk/nights/r1">' in page
    assert 'autocomplete="current-password"' in page


def test_set_up_keeps_what_was_typed_but_never_the_password(server: Flask) -> None:
    typed = {"code": "aa-bb", "name": "Dr. Țop", "email": "a@b.example", "password": "do not show me"}
    page = show(server, "setup.html", "/setup", problem="No.", request={"method": "POST", "data": typed})
    assert all(f'value="{typed[field]}"' in page for field in ("code", "name", "email"))
    assert typed["password"] not in page
    assert f"At least {accounts.LEAST_PASSWORD} characters" in page


def test_a_night_whose_picture_is_not_made_yet_says_so(server: Flask) -> None:
    page = show_patient(server, NIGHT)
    assert "The picture is being made" in page
    assert "Picture (PNG)" not in page
    assert 'role="img"' in page


def test_what_the_rule_counts_can_be_opened(server: Flask) -> None:
    page = show_patient(server, NIGHT)
    assert re.search(r"<details[^>]*>\s*<summary>What does the rule mean\?</summary>", page)
    assert "<p>Source: Jung.</p>" in page


def test_a_patient_without_nights_is_told_what_will_happen(server: Flask) -> None:
    page = show_patient(server)
    assert "No night to show yet" in page
    assert "chart.js" not in page


def test_plotly_comes_gzipped_from_here_and_stays_in_the_cache(client: FlaskClient) -> None:
    with client.application.test_request_context():
        url = vendor.plotly_url()
    answer = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.data).decode() == get_plotlyjs()
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers["Vary"]
    assert client.get(url).data.decode() == get_plotlyjs()


def test_a_page_from_before_an_update_finds_the_new_plotly(client: FlaskClient) -> None:
    assert client.get("/vendor/plotly-0.0.0.min.js").status_code == 302


def _seen(page: str) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"<[^>]+>", " ", page)
