"""Embeddings without a model, all pure: what two texts have in common in letters, their vectors have in common.

A text is cut into runs of three letters and into words; each adds to one of 768 numbers, up or down, both by its
checksum. The vector then has length 1, so that the dot product of two is their similarity, as it is with real ones.
"""

from __future__ import annotations

import base64
import functools
import math
import struct
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

from ._call import Call
from ._spec import parse_body
from ._text import count_tokens
from ._wire import Answer, is_array, json_answer

DIMENSIONS = 768

_RUN = 3
_DIGITS = 7
_WORD_WEIGHT = 2


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/embeddings`."""
    body = parse_body(call.request, "CreateEmbeddingRequest")
    if isinstance(body, Answer):
        return body
    given = body["input"]
    texts: list[str] = given if is_array(given) else [given]
    encode = _base64 if body.get("encoding_format") == "base64" else list[float]
    data = [
        {"object": "embedding", "index": index, "embedding": encode(vector(text))} for index, text in enumerate(texts)
    ]
    tokens = sum(map(count_tokens, texts))
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return replace(json_answer({"object": "list", "model": body["model"], "data": data, "usage": usage}), tokens=tokens)


def vector(text: str) -> list[float]:
    """768 numbers with the length 1; capitals and white space make no difference."""
    words = text.casefold().split()
    line = f" {' '.join(words)} "
    features = Counter(line[at : at + _RUN] for at in range(len(line) - _RUN + 1))
    for word in words:
        features[f" {word} "] += _WORD_WEIGHT
    numbers = [0.0] * DIMENSIONS
    for feature, count in features.items():
        index, sign = _place(feature)
        numbers[index] += sign * count
    # A text with nothing in it has a length too; and two features may cancel out.
    length = math.sqrt(sum(number * number for number in numbers))
    if not length:
        return [1.0, *[0.0] * (DIMENSIONS - 1)]
    return [round(number / length, _DIGITS) for number in numbers]


@functools.lru_cache(maxsize=65_536)
def _place(feature: str) -> tuple[int, int]:
    checksum = zlib.crc32(feature.encode("utf-8", "backslashreplace"))
    return checksum % DIMENSIONS, 1 if checksum & 0x8000_0000 else -1


def _base64(numbers: list[float]) -> Any:
    """32-bit floats, the lowest byte first, as the API packs them."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
