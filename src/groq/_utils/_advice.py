"""What raises errors with the advice of `_misuse`: missing attributes and special methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class _Unsupported:
    """A special method that its class lacks: the syntax raises a `TypeError` with advice, `hasattr` returns `False`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        from ..lib._misuse import unsupported_syntax  # imported here: rarely needed

        raise unsupported_syntax(owner, self._name)


def unsupported() -> Any:
    """Return a special method that does not exist, for type checkers `None`."""
    return _Unsupported()


class Advising:
    """Mixin whose `AttributeError` says what to write instead."""

    if not TYPE_CHECKING:  # type checkers would take every attribute for one that exists

        def __getattr__(self, name: str) -> Any:
            if hasattr(type(self), name):  # a property, which raised an `AttributeError`
                return object.__getattribute__(self, name)
            from ..lib._misuse import missing_attribute  # imported here: rarely needed

            result = getattr(vars(self).get("_cast_to"), "__name__", "result")
            raise missing_attribute(self, name, result)


class Field(tuple[str, Any], Advising):
    """Name and value of a field of a model, as iterating over the model yields them."""
