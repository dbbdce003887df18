"""What one recording can be at the most."""

from __future__ import annotations

from datetime import datetime

from oximetry.messages import refusal

HOUR_S = 3600
MOST_ROWS = 200_000  # 48 h at one row a second, and room
_SLOWEST_S = 10  # no number may cross 10 s without a sample, so none can come of slower readings
_LONGEST_GAP_S = 12 * HOUR_S
_LONGEST_S = 48 * HOUR_S


def check_period(period_s: float) -> None:
    """Refuse readings too far apart (``too_sparse``)."""
    if period_s > _SLOWEST_S:
        raise refusal("too_sparse", period=f"{period_s:g}")


def check_span(span_s: float) -> None:
    """Refuse more than one recording can last (``too_long``)."""
    if span_s > _LONGEST_S:
        raise refusal("too_long", hours=int(span_s // HOUR_S))


def check_gap(before: datetime, gap_s: float) -> None:
    """Refuse a gap between two recordings in one file (``long_gap``); ``before`` is its last row's time."""
    if gap_s > _LONGEST_GAP_S:
        raise refusal("long_gap", time=f"{before:%Y-%m-%d %H:%M:%S}", hours=int(gap_s // HOUR_S))
