"""The name that code written for other clients of this shape imports from here."""

from functools import cached_property

__all__ = ["cached_property"]
