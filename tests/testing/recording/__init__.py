"""Tests of cassettes."""
