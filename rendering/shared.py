"""The one renderer of this process."""

from __future__ import annotations

import os
import threading

from rendering.renderer import Renderer

_lock = threading.Lock()
_renderer: Renderer | None = None


def renderer() -> Renderer:
    """Return this process's renderer; made at the first call, and anew in a forked child."""
    global _renderer
    with _lock:
        if _renderer is None or not _renderer.usable:
            _renderer = Renderer()
        return _renderer


def _unlock_in_child() -> None:
    """Replace the lock in a forked child: the thread that held it may not exist there."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_unlock_in_child)
