"""Strings built from patterns."""

from __future__ import annotations

import re

import pytest

from groq.testing.schema.instances import instance
from groq.testing.schema.pattern_samples import PatternError, samples


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern",
        [
            "",
            "abc",
            "^[A-Z]{3}-[0-9]{4}$",
            r"^\d{3}[-.]?\d{4}$",
            r"^(?:red|green|blue)$",
            r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
            r"^(?P<year>\d{4})-(?<month>\d\d)$",
            r"^\w+(?:\.\w+)*?$",
            r"^\$\{\}\[\]\(\)$",
            r"^[\w.-]+$",
            r"^[]a]$",
            r"^[^]a]$",
            r"^a{0}b{2,3}c{1,}$",
            r"^\x41\u0042\t$",
            r"^\S\D\W$",
            r"^.$",
            r"\bword\b",
            "^#(?:[0-9a-fA-F]{3}){1,2}$",
            "^a|b$",
        ],
    )
    @pytest.mark.parametrize("nth", [0, 1])
    def test_samples_match(self, pattern: str, nth: int) -> None:
        text = instance({"type": "string", "pattern": pattern}, nth=nth)
        assert re.search(re.sub(r"\(\?<(?=\w)", "(?P<", pattern), text)

    @pytest.mark.parametrize(("least", "most"), [(8, 8), (1, 3), (20, 40)])
    def test_meets_length(self, least: int, most: int) -> None:
        schema = {"type": "string", "pattern": "^[a-z]+$", "minLength": least, "maxLength": most}
        assert least <= len(instance(schema)) <= most

    @pytest.mark.parametrize("pattern", ["^((a{100}){100}){100}$", "(((){9999}){9999}){9999}"])
    def test_rejects_too_many_repetitions(self, pattern: str) -> None:
        with pytest.raises(PatternError, match="repeats too much"):
            list(samples(pattern))

    def test_builds_unique_texts_of_a_pattern(self) -> None:
        item = {"type": "string", "pattern": "^[a-z]{2}$"}
        assert len(set(instance({"type": "array", "minItems": 10, "uniqueItems": True, "items": item}))) == 10

    @pytest.mark.parametrize(
        "pattern", ["(", "a)", "[", "[a", "*", r"(?=a)", r"(?<!a)", r"\1", r"\pL", "a{x}", "[z-a]", "\\", r"\xzz"]
    )
    def test_rejects_unsupported_pattern(self, pattern: str) -> None:
        with pytest.raises(PatternError, match="not understood"):
            next(samples(pattern))
