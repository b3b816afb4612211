"""Tests of tools from functions."""
