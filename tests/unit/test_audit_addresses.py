"""Of an address the audit keeps the network, which shows a pattern and not a person."""

from __future__ import annotations

import pytest

from db.audit import truncated


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.77", "::"),
    ],
)
def test_an_address_loses_its_end(address: str, network: str) -> None:
    assert truncated(address) == network


@pytest.mark.parametrize("said", [None, "", "unknown", "unix:", "203.0.113.77:4711", "a" * 200])
def test_what_is_no_address_is_not_kept(said: str | None) -> None:
    assert truncated(said) is None
