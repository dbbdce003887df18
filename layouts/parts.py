"""Small pieces that several screens use."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from layouts import ids
from night_view import Explanation


def attributes(**values: str) -> dict[str, Any]:
    """HTML's ``data-`` and ``aria-`` attributes from Python's names: ``data_title`` for ``data-title``."""
    return {name.replace("_", "-"): value for name, value in values.items()}


def screen(title: str, children: list[Any], class_name: str = "") -> Component:
    """One screen; desk.js writes its title into the browser's tab."""
    return html.Div(
        children, className=f"screen {class_name}".strip(), **attributes(data_title=f"{title} · Oxinight")
    )


def sign(name: str) -> Component:
    """A sign from assets/desk/icons, in the colour of the text; desk.css knows its name."""
    return html.Span(className=f"sign sign-{name}", **attributes(aria_hidden="true"))


def unbroken(text: str) -> str:
    """The text with no line break before a percent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def button_link(text: str, href: str, sign_name: str, *, new_tab: bool = False) -> Component:
    """An address that looks like a button."""
    target: dict[str, Any] = {"target": "_blank", "rel": "noopener"} if new_tab else {}
    return html.A([sign(sign_name), text], href=href, className="button", **target)


def card(title: str, children: list[Any], class_name: str = "") -> Component:
    """A titled section."""
    return html.Section([html.H2(title), *children], className=f"card {class_name}".strip())


def disclosure(explanation: Explanation) -> Component:
    """A question that opens its answer."""
    answer = html.Div([html.P(sentence) for sentence in explanation.sentences])
    return html.Details([html.Summary(explanation.question), answer], className="explained")


def asking_button(
    what: str, text: str, sign_name: str, *, of: str | None = None, class_name: str = "button"
) -> Component:
    """A button that first asks."""
    return html.Button(
        [sign(sign_name), text], id=ids.ask(what, of), type="button", n_clicks=0, className=class_name
    )


def danger_button(what: str, text: str, sign_name: str = "trash") -> Component:
    """A button that first asks, since there is no way back."""
    return asking_button(what, text, sign_name, class_name="button danger")


def confirmation(
    what: str, title: str, explanation: list[str], verb: str, *, of: str | None = None
) -> Component:
    """The dialog behind such a button: says what will happen before it does."""
    modal: Component = dmc.Modal(
        [
            *[html.P(line) for line in explanation],
            html.Div(
                [
                    _dialog_button(gettext("Cancel"), ids.cancel(what, of), ""),
                    _dialog_button(verb, ids.confirm(what, of), "primary" if of else "danger solid"),
                ],
                className="choices",
            ),
        ],
        id=ids.dialog(what, of),
        title=title,
        centered=True,
        closeButtonProps={"aria-label": gettext("Close")},
    )
    return modal


def _dialog_button(text: str, id: ids.Part, class_name: str) -> Component:
    return html.Button(text, id=id, type="button", n_clicks=0, className=f"button {class_name}".strip())


def notice(text: str) -> dict[str, Any]:
    """A short message that something was done."""
    return {"action": "show", "message": text, "color": "teal"}


def problem(text: str) -> dict[str, Any]:
    """A short message that something was not done."""
    title = gettext("That did not work")
    return {"action": "show", "title": title, "message": text, "color": "red", "autoClose": False}


def sentence_page(text: str) -> Component:
    """A screen that holds one sentence, e.g. that there is nothing here."""
    back = html.A(gettext("Back to the nights"), href="/desk/", className="button")
    return screen(gettext("Nothing here"), [html.H1(gettext("Nothing here")), html.P(text), back], "sentence")
