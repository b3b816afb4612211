"""The name that code written for other clients of this shape imports from here."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from typing_extensions import override

__all__ = ["cached_property"]

if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):
        """`functools.cached_property` without its lock, which a fork could leave locked in the child."""

        @override
        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            return instance.__dict__.setdefault(self.attrname, self.func(instance))
