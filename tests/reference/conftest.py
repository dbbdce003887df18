"""The toolbox, made ready once; the tests are skipped where there is no Python that it runs on."""

from __future__ import annotations

import pytest

from tests.reference.toolbox import Ask, NoToolbox, ask_toolbox, make_environment


@pytest.fixture(scope="session")
def ask() -> Ask:
    try:
        make_environment()
    except NoToolbox as reason:
        pytest.skip(str(reason))
    return ask_toolbox
