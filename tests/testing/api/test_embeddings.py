"""Embeddings without a model: similar texts are closer."""

from __future__ import annotations

import base64
import math
import struct
from typing import Any

import pytest

from groq.testing.api.embeddings import vector

from ..conftest import Api

EMBEDDINGS = "/openai/v1/embeddings"


MODEL = "nomic-embed-text-v1_5"


def similarity(left: str, right: str) -> float:
    return sum(a * b for a, b in zip(vector(left), vector(right), strict=True))


class TestEmbeddings:
    def test_embeds_one_text(self, api: Api) -> None:
        body = api.post(EMBEDDINGS, {"model": MODEL, "input": "The otter swims"}).json
        assert (body["object"], body["model"]) == ("list", MODEL)
        (item,) = body["data"]
        assert (item["object"], item["index"], len(item["embedding"])) == ("embedding", 0, 768)
        assert body["usage"]["prompt_tokens"] == body["usage"]["total_tokens"] == 3

    def test_keeps_order_of_texts(self, api: Api) -> None:
        texts = ["one", "two", "one"]
        data = api.post(EMBEDDINGS, {"model": MODEL, "input": texts}).json["data"]
        assert [item["index"] for item in data] == [0, 1, 2]
        assert [item["embedding"] for item in data] == [vector(text) for text in texts]

    def test_encodes_base64_as_little_endian_floats(self, api: Api) -> None:
        body = api.post(EMBEDDINGS, {"model": MODEL, "input": "The otter swims", "encoding_format": "base64"}).json
        numbers = struct.unpack("<768f", base64.b64decode(body["data"][0]["embedding"]))
        assert numbers == pytest.approx(vector("The otter swims"), abs=1e-6)

    @pytest.mark.parametrize("text", ["", " ", "a", "The otter swims", "🦦", "\ud800", "x" * 10_000])
    def test_vector_has_length_one(self, text: str) -> None:
        assert math.sqrt(sum(number * number for number in vector(text))) == pytest.approx(1, abs=1e-4)

    def test_similar_texts_are_closer(self) -> None:
        same = similarity("The otter swims in the river", "  the OTTER swims in the river ")
        near = similarity("The otter swims in the river", "Otters are swimming in a river")
        far = similarity("The otter swims in the river", "Quarterly tax forms, due by Monday")
        assert same == pytest.approx(1, abs=1e-4)
        assert 1 > near > 0.3 > far

    def test_embeds_two_thousand_texts(self, api: Api) -> None:
        texts = [f"Text number {number} speaks of otters and of rivers" for number in range(2048)]
        response = api.post(EMBEDDINGS, {"model": MODEL, "input": texts, "encoding_format": "base64"})
        assert len(response.json["data"]) == 2048

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"input": []}, "input"),
            ({"input": ["x"] * 2049}, "input"),
            ({"input": [1]}, "input"),
            ({"input": "x", "dimensions": 5}, "dimensions"),
            ({"input": "x", "encoding_format": "hex"}, "encoding_format"),
        ],
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str) -> None:
        response = api.post(EMBEDDINGS, {"model": MODEL, **params})
        assert response.status == 400
        assert response.error["param"].startswith(param)
