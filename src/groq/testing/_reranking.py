"""Reranking without a model, all pure: the more words of the query a document has, the better it is."""

from __future__ import annotations

import re
from dataclasses import replace

from ._call import Call
from ._spec import parse_body
from ._text import count_tokens
from ._wire import Answer, json_answer

_WORD = re.compile(r"[^\W_]+")
_DIGITS = 6
# How much of the score is for having the words of the query; the rest is for having little else.
_FOUND = 0.9


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/reranking`: all documents, best first; those that are as good stay in their order."""
    body = parse_body(call.request, "RerankingRequest")
    if isinstance(body, Answer):
        return body
    query: str = body["query"]
    docs: list[str] = body["docs"]
    scored = [(score(query, doc), doc) for doc in docs]
    results = [{"doc": doc, "score": value} for value, doc in sorted(scored, key=lambda pair: -pair[0])]
    return replace(json_answer({"results": results}), tokens=sum(map(count_tokens, [query, *docs])))


def score(query: str, doc: str) -> float:
    """From 0, no word of the query, to 1, its words and nothing else."""
    wanted, found = _words(query), _words(doc)
    shared = len(wanted & found)
    if not shared:
        return 0.0
    return round(_FOUND * shared / len(wanted) + (1 - _FOUND) * shared / len(found), _DIGITS)


def _words(text: str) -> set[str]:
    """The words in small letters, without a final "s"."""
    return {word if len(word) < 4 else word.removesuffix("s") for word in _WORD.findall(text.lower())}
