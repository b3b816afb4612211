"""`cached_property` without a lock. Code written for other Stainless-generated SDKs imports it from here."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from ._retry.failures import check_descriptors

__all__ = ["cached_property", "resource_property"]

if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = functools.cached_property
else:

    class cached_property(functools.cached_property):
        """`functools.cached_property` without its lock, which a fork could leave locked in the child."""

        @override
        def __get__(self, instance: Any, owner: Any = None) -> Any:
            return self if instance is None else instance.__dict__.setdefault(self.attrname, self.func(instance))


if TYPE_CHECKING:
    resource_property = cached_property
else:

    class resource_property(cached_property):
        """Cached resource of a client. Read on the class, it supports `unittest.mock.create_autospec(Groq)`."""

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self.func(owner)
            try:
                return super().__get__(instance, owner)
            except (OSError, ImportError) as err:  # the first use imports the module of the resource
                check_descriptors(err, "GET", instance.base_url)
                raise
