"""What the API sends, read leniently without leaving pydantic-core.

A response is not ours to refuse: unknown fields are kept, a value of an unexpected type is kept as it came, a missing
field reads as `None`. So each type gets a second validator, built on first use from the core schema that pydantic made
for it, in which every field falls back to "anything". Only a body of another kind is an error.
"""

from .._options import FinalRequestOptions
from .base import BaseModel, construct_type, is_prepared, json_parser, prepare, says_only_error
from .json import is_error_body, parse_plain_json

# fmt: off
__all__ = [
    "BaseModel", "FinalRequestOptions", "construct_type", "is_error_body", "is_prepared", "json_parser",
    "parse_plain_json", "prepare", "says_only_error",
]
# fmt: on
