"""Tests of tools of MCP servers."""
