"""Clients of either kind that send to `wire`, which each module defines, and a local server."""

from ..support.fixtures import clean_environment, client, server

__all__ = ["clean_environment", "client", "server"]
