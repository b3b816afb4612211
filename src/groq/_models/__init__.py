"""Models of API responses, parsed leniently inside pydantic-core.

Unknown fields and values of an unexpected type are kept; missing fields read as `None`. Each type gets a second
validator, built on first use from its core schema, in which every field falls back to "any". Only a body of the wrong
kind, such as a list for a model, is an error.
"""

from .._options import FinalRequestOptions
from .base import BaseModel, async_prepare, construct_type, is_error_model, json_parser, prepare
from .json_decoding import is_error_body, parse_plain_json, repaired_json
from .request_form import request_form, with_plain_text
from .validators import is_prepared

# fmt: off
__all__ = [
    "BaseModel", "FinalRequestOptions", "async_prepare", "construct_type", "is_error_body", "is_error_model",
    "is_prepared", "json_parser", "parse_plain_json", "prepare", "repaired_json", "request_form", "with_plain_text",
]
# fmt: on
