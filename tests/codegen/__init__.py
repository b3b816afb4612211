"""Tests of the generator, of openapi.yml and of the generated files."""
