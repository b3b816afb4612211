"""Reranking without a model: a document scores higher the more words it shares with the query. Pure."""

from __future__ import annotations

import operator
import re

from .answers import Answer, json_answer
from .call import ApiCall
from .spec import parse_body
from .text import count_tokens

_WORD = re.compile(r"[^\W_]+")
_DIGITS = 6
# Weight of the query's words in the score; the rest is for containing few other words.
_COVERAGE_WEIGHT = 0.9


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/reranking`: all documents, best first; equal scores keep their order."""
    body = parse_body(call.request, "RerankingRequest")
    query: str = body["query"]
    docs: list[str] = body["docs"]
    results = [{"doc": doc, "score": score(query, doc)} for doc in docs]
    results.sort(key=operator.itemgetter("score"), reverse=True)
    return json_answer({"results": results}, tokens=sum(map(count_tokens, [query, *docs])))


def score(query: str, doc: str) -> float:
    """Return 0 for no word of the query, up to 1 for its words and no others."""
    wanted, found = _words(query), _words(doc)
    shared = len(wanted & found)
    if not shared:
        return 0.0
    return round(_COVERAGE_WEIGHT * shared / len(wanted) + (1 - _COVERAGE_WEIGHT) * shared / len(found), _DIGITS)


def _words(text: str) -> set[str]:
    """Return the words in lower case, without a final "s"."""
    return {word if len(word) < 4 else word.removesuffix("s") for word in _WORD.findall(text.lower())}
