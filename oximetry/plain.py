"""Frozen dataclasses to what JSON can hold, and back again by their type annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any field's value
    """``value`` as dicts, lists, strings, numbers and None."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def from_plain(kind: type[T], plain: Any) -> T:  # noqa: ANN401 - what JSON gave
    """Build a ``kind`` from what ``to_plain`` made of one; unknown keys are left aside."""
    result: T = _builder(cast(Any, kind))(plain)
    return result


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type or a type expression
    if kind is datetime:
        return datetime.fromisoformat
    if is_dataclass(kind):
        return _dataclass_builder(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_builder(arguments)
    if origin is dict:
        key, value = arguments[0], _builder(arguments[1])
        return lambda plain: {key(name): value(each) for name, each in plain.items()}
    if origin is UnionType:
        return _union_builder(arguments)
    return _unchanged


def _unchanged(plain: Any) -> Any:  # noqa: ANN401 - what JSON gave
    return plain


def _dataclass_builder(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(kind)
    parts = [(each, _builder(hints[each.name])) for each in fields(kind)]

    def build(plain: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of kind
        given = (part for part in parts if part[0].name in plain or _required(part[0]))
        return kind(**{each.name: make(plain[each.name]) for each, make in given})

    return build


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _union_builder(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Of the first kind, or None; with a time among the kinds, what is written as a text is that time."""
    if datetime in arguments:
        return lambda plain: datetime.fromisoformat(plain) if isinstance(plain, str) else plain
    inner = _builder(next(each for each in arguments if each is not type(None)))
    return lambda plain: None if plain is None else inner(plain)


def _tuple_builder(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _builder(arguments[0])
        return lambda plain: tuple(each(value) for value in plain)
    builders = [_builder(argument) for argument in arguments]
    return lambda plain: tuple(make(value) for make, value in zip(builders, plain, strict=True))
