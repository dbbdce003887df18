"""Plotly's controls: nothing uploads a patient's night."""

from __future__ import annotations

from figures import GRAPH_CONFIG, graph_config


def test_nothing_offers_to_upload_the_chart() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["showEditInChartStudio"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""


def test_no_logo_and_the_page_sets_the_size() -> None:
    assert GRAPH_CONFIG["displaylogo"] is False
    assert GRAPH_CONFIG["responsive"] is True


def test_the_locale_is_the_callers_and_the_constant_stays_as_it_is() -> None:
    assert graph_config("ro")["locale"] == "ro"
    assert "locale" not in GRAPH_CONFIG


def test_a_compact_graph_has_no_buttons() -> None:
    assert graph_config("en", compact=True)["displayModeBar"] is False
