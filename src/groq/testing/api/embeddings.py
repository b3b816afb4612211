"""Embeddings without a model: the more letters two texts share, the more similar are their vectors. Pure.

A text is split into words and runs of three letters. The checksum of each selects one of 768 numbers, and whether to
add or subtract. The vector is normalised to length 1, so the dot product of two is their similarity, as with a model.
"""

from __future__ import annotations

import base64
import functools
import math
import struct
import zlib
from collections import Counter
from typing import Any

from .._strict_json import is_array
from .answers import Answer, json_answer
from .call import ApiCall
from .spec import parse_body
from .text import count_tokens

DIMENSIONS = 768

_RUN = 3
_DIGITS = 7
_WORD_WEIGHT = 2


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/embeddings`."""
    body = parse_body(call.request, "CreateEmbeddingRequest")
    given = body["input"]
    texts: list[str] = given if is_array(given) else [given]
    encode = _base64 if body.get("encoding_format") == "base64" else list[float]
    data = [
        {"object": "embedding", "index": index, "embedding": encode(vector(text))} for index, text in enumerate(texts)
    ]
    tokens = sum(map(count_tokens, texts))
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return json_answer({"object": "list", "model": body["model"], "data": data, "usage": usage}, tokens=tokens)


def vector(text: str) -> list[float]:
    """Return 768 numbers of length 1. Case and white space make no difference."""
    words = text.casefold().split()
    line = f" {' '.join(words)} "
    features = Counter(line[at : at + _RUN] for at in range(len(line) - _RUN + 1))
    for word in words:
        features[f" {word} "] += _WORD_WEIGHT
    numbers = [0.0] * DIMENSIONS
    for feature, count in features.items():
        index, sign = _place(feature)
        numbers[index] += sign * count
    length = math.sqrt(sum(number * number for number in numbers))
    if not length:  # An empty text, or features that cancel out.
        return [1.0, *[0.0] * (DIMENSIONS - 1)]
    return [round(number / length, _DIGITS) for number in numbers]


@functools.lru_cache(maxsize=65_536)
def _place(feature: str) -> tuple[int, int]:
    checksum = zlib.crc32(feature.encode("utf-8", "backslashreplace"))
    return checksum % DIMENSIONS, 1 if checksum & 0x8000_0000 else -1


def _base64(numbers: list[float]) -> Any:
    """Encode as little-endian 32-bit floats, as the API does."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
