"""Tests of the generator, of openapi.yml and of what is generated."""
