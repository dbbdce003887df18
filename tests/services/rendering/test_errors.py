"""The error tree at the top of the module is the one there is."""

from __future__ import annotations

import rendering.errors as errors


def test_the_docstring_draws_every_error() -> None:
    own = {
        name
        for name, error in vars(errors).items()
        if isinstance(error, type) and issubclass(error, Exception)
    }
    assert errors.__doc__ is not None
    drawn = {word for line in errors.__doc__.splitlines() for word in line.split() if word in own}
    assert drawn == own
    assert all(issubclass(vars(errors)[name], errors.RenderingError) for name in own)
