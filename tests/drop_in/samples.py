"""Sample requests and classes for the tests of the contract."""

from __future__ import annotations

import json

from groq import (
    NOT_GIVEN,
    NotGiven,
    Omit,
    not_given,
    omit,
)


def events(*ids: str) -> bytes:
    chunks = ({"id": one, "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []} for one in ids)
    return b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in chunks) + b"data: [DONE]\n\n"


# Module below groq.resources → the class of its resource.
RESOURCES = {
    "audio.audio": "Audio",
    "audio.speech": "Speech",
    "audio.transcriptions": "Transcriptions",
    "audio.translations": "Translations",
    "batches": "Batches",
    "chat.chat": "Chat",
    "chat.completions": "Completions",
    "embeddings": "Embeddings",
    "files": "Files",
    "fine_tunings": "FineTunings",
    "models": "Models",
    "reranking": "Reranking",
    "responses": "Responses",
}


SENTINELS = [NOT_GIVEN, not_given, omit, NotGiven(), Omit()]
