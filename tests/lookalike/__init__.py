"""Reports that look like ViHealth's, drawn from simulated nights; the reader is measured with them."""

from tests.lookalike.report import Lookalike, lookalike

__all__ = ["Lookalike", "lookalike"]
