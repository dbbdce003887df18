"""Made-up nights that look and read like real ones, for tests and demonstrations.

``night(hours=8, seed=1).with_drop(at="02:10", depth=8, seconds=30).recording()``
"""

from oximetry.simulate.csv_shapes import SHAPES
from oximetry.simulate.night import Night, night

__all__ = ["SHAPES", "Night", "night"]
