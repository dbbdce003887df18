"""The one place that turns a figure into a picture. Nothing else may call Kaleido."""

from rendering.errors import (
    BrowserLostError,
    FigureRefusedError,
    RendererClosedError,
    RendererUnavailable,
    RenderingError,
    RenderTimeoutError,
)
from rendering.renderer import Renderer
from rendering.shared import renderer
from rendering.worker import Limits

__all__ = [
    "BrowserLostError",
    "FigureRefusedError",
    "Limits",
    "RenderTimeoutError",
    "Renderer",
    "RendererClosedError",
    "RendererUnavailable",
    "RenderingError",
    "renderer",
]
