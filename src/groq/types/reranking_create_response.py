# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List

from .._models import BaseModel

__all__ = ["RerankingCreateResponse", "Result"]


class Result(BaseModel):
    """A text with its score."""

    doc: str
    """The text."""

    score: float
    """Relevance to the query, from 0 to 1. Higher is better."""


class RerankingCreateResponse(BaseModel):
    """Texts with their scores."""

    results: List[Result]
    """One item for each text."""
