"""JSON schemas of Python types, in the form that the API accepts: pure."""

from .function_tool import pydantic_function_tool
from .json_schema import JsonSchema, Strict, json_schema_of
from .strict import StrictSchemaError

__all__ = ["JsonSchema", "Strict", "StrictSchemaError", "json_schema_of", "pydantic_function_tool"]
