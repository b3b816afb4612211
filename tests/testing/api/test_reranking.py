"""Reranking without a model: shared words increase the score."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing.api.reranking import score

from ..conftest import Api

RERANKING = "/openai/v1/reranking"


class TestReranking:
    DOCS = ("The bread is fresh", "The shop opens at nine", "When does it open? The shop opens at 9")

    def test_ranks_best_first(self, api: Api) -> None:
        body = api.post(RERANKING, {"model": "m", "query": "When does the shop open", "docs": list(self.DOCS)}).json
        results = body["results"]
        assert [result["doc"] for result in results] == [self.DOCS[2], self.DOCS[1], self.DOCS[0]]
        scores = [result["score"] for result in results]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= value <= 1 for value in scores)

    def test_keeps_order_of_equal_scores(self, api: Api) -> None:
        docs = ["b otter", "a otter", "none", "also none"]
        body = api.post(RERANKING, {"model": "m", "query": "otter", "docs": docs, "instruction": "x"}).json
        assert [result["doc"] for result in body["results"]] == docs

    @pytest.mark.parametrize(
        ("query", "doc", "expected"),
        [("otters swim", "Swim, otter!", 1), ("otter", "river", 0), ("", "river", 0), ("a b", "a", 0.55)],
    )
    def test_scores_shared_words(self, query: str, doc: str, expected: float) -> None:
        assert score(query, doc) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("params", "param"), [({"docs": []}, "docs"), ({"docs": ["x"] * 101}, "docs"), ({"doc": ["x"]}, "docs")]
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str) -> None:
        response = api.post(RERANKING, {"model": "m", "query": "x", **params})
        assert (response.status, response.error["param"]) == (400, param)
