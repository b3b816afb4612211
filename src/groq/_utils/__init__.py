"""Type guards and bridges between blocking and async code."""

from ._compatibility import async_maybe_transform, lru_cache, maybe_transform
from ._guards import is_given, is_json_array, is_json_object, is_mapping, is_subclass, is_tuple
from ._sync import async_sleep, asyncify, sleep

# Names that callers of similar SDKs import.
is_dict, is_list = is_json_object, is_json_array

# fmt: off
__all__ = [
    "async_maybe_transform", "async_sleep", "asyncify", "is_dict", "is_given", "is_json_array", "is_json_object",
    "is_list", "is_mapping", "is_subclass", "is_tuple", "lru_cache", "maybe_transform", "sleep",
]
# fmt: on
