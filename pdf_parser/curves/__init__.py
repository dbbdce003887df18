"""The curves of a report's picture, digitised: an approximation, and only where the axes can be read.

A chart is found by its title, its frame by its lines. Heights mean what the numbers beside the gridlines
say, columns what the printed start and end say, and what is printed of the curve's extremes must agree.
"""

from pdf_parser.curves.charts import digitise

__all__ = ["digitise"]
