"""Tests of the generator, openapi.yml and the generated files."""
