"""The frame around every screen: header, notices, and the place where a screen goes."""

from __future__ import annotations

import json

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from flask import has_request_context
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from i18n import LOCALES
from layouts import ids
from layouts.parts import attributes
from web import language

THEME = {
    "primaryColor": "ink",
    "primaryShade": {"light": 7, "dark": 4},
    "fontFamily": "inherit",
    "defaultRadius": "sm",
    "autoContrast": True,
    "colors": {
        "ink": [
            "#eaf3fb", "#d3e4f4", "#a4c8e8", "#6cb6ff", "#5aa6ee",
            "#2f7cc0", "#1a66aa", "#0b5394", "#084479", "#06345d",
        ]
    },
}  # fmt: skip


def shell() -> Component:
    """What stays while the doctor goes from screen to screen."""
    locale = language() if has_request_context() else "en"
    provider: Component = dmc.MantineProvider(
        html.Div(
            [
                dcc.Location(id=ids.LOCATION, refresh="callback-nav"),
                dcc.Store(id=ids.VIEW),
                dcc.Store(id=ids.ARRIVALS),
                dmc.NotificationContainer(id=ids.NOTICES, position="bottom-right", autoClose=8000),
                html.A(gettext("Skip to the content"), href=f"#{ids.PAGE}", className="skip"),
                _header(locale),
                _interruption(),
                html.Main(id=ids.PAGE, className="page", tabIndex=-1),
            ],
            id=ids.SHELL,
            lang=locale,
        ),
        theme=THEME,
        defaultColorScheme="auto",
    )
    return provider


def _header(locale: str) -> Component:
    return html.Header(
        [
            _brand(),
            html.Nav(
                dcc.Link(gettext("Nights"), href="/desk/"),
                **attributes(aria_label=gettext("Main")),
            ),
            html.Div([_account(), *_language_forms(locale), _logout_form()], className="account"),
        ],
        className="header",
    )


def _brand() -> Component:
    logo = html.Span(className="logo", **attributes(aria_hidden="true"))
    return dcc.Link([logo, "Oxinight"], href="/desk/", className="brand")


def _account() -> Component:
    """Who is logged in; Dash also makes a shell for nobody when it starts."""
    email = current_user.email if current_user and current_user.is_authenticated else ""
    return html.Span(email, className="email")


def _language_forms(locale: str) -> list[Component]:
    """A button for each language that is not the present one, named in itself."""
    return [
        html.Form(_submit(name, lang=other), action=f"/language/{other}", method="POST", className="language")
        for other, name in LOCALES.items()
        if other != locale
    ]


def _logout_form() -> Component:
    return html.Form(_submit(gettext("Log out")), action="/logout", method="POST")


def _submit(text: str, lang: str | None = None) -> Component:
    """A form's button, which carries the CSRF token as its own value."""
    token = generate_csrf() if has_request_context() else ""
    return html.Button(text, type="submit", name="csrf_token", value=token, className="plain", lang=lang)


def _interruption() -> Component:
    """The strip that desk.js shows when the server does not know the doctor any more, or does not answer."""
    texts = {
        "session": gettext("You are no longer logged in."),
        "login": gettext("Log in again"),
        "offline": gettext("The server does not answer. Check the connection and try again."),
    }
    return html.Div(
        className="interruption", hidden=True, role="alert", **attributes(data_texts=json.dumps(texts))
    )
