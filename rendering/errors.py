"""Everything that can go wrong on the way from a figure to a picture.

RenderingError
├── RendererUnavailable    no browser that could draw; says what to install
├── BrowserLostError       the browser died, and died again after a restart
├── RenderTimeoutError     the picture took too long, or waited too long for its turn
├── FigureRefusedError     the figure itself cannot be drawn: trying again is no use
└── RendererClosedError    this renderer has been closed
"""

from __future__ import annotations


class RenderingError(Exception):
    """Root of what this package raises on purpose."""


class RendererUnavailable(RenderingError):
    """There is no browser that could draw: a state of the machine, and the message says what to install."""


class BrowserLostError(RenderingError):
    """The browser died while drawing, and again after it was started anew."""


class RenderTimeoutError(RenderingError):
    """The picture was not ready in time."""


class FigureRefusedError(RenderingError):
    """The drawing library refused the figure."""


class RendererClosedError(RenderingError):
    """The renderer was closed before the picture was drawn."""
