"""`cached_property` without a lock. Code written for other Stainless-generated SDKs imports it from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._retry.failures import check_descriptors
from ._utils._forks import cached_property

__all__ = ["cached_property", "resource_property"]

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
