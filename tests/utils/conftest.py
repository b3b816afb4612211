"""A clean environment."""

from ..support.fixtures import clean_environment

__all__ = ["clean_environment"]
