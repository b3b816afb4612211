"""`groq embed` and `groq rerank`: vectors of texts, and texts by relevance."""

from __future__ import annotations

import click

from .ask import read_stdin
from .base import TEXT, Command, json_option, model_option
from .clients import open_client
from .output import say, say_json


def _texts(given: tuple[str, ...], what: str) -> list[str]:
    """Return the arguments, or else the lines of the standard input."""
    texts = list(given) or [line for line in read_stdin().replace("\r\n", "\n").split("\n") if line.strip()]
    if not texts:
        raise click.UsageError(f"expected {what}, as arguments or as lines of the standard input")
    return texts


@click.command(cls=Command)
@click.argument("texts", nargs=-1, type=TEXT)
@model_option("nomic-embed-text-v1_5")
@json_option
def embed(texts: tuple[str, ...], model: str, as_json: bool) -> None:
    """Print the vectors of texts. Each is a JSON list.

    Without arguments, the texts are the lines of the standard input.
    """
    with open_client() as client:
        response = client.embeddings.create(model=model, input=_texts(texts, "texts"))
    if as_json:
        say_json(response)
        return
    for item in sorted(response.data, key=lambda one: one.index):
        say_json(item.embedding, indent=None)


@click.command(cls=Command)
@click.argument("query", type=TEXT)
@click.argument("documents", nargs=-1, type=TEXT)
@model_option("qwen3-reranker-4b")
@click.option("-n", "--top", type=click.IntRange(1), metavar="N", help="Print the best N only.")
@click.option("--instruction", type=TEXT, metavar="TEXT", help="Instructions for the comparison.")
@json_option
def rerank(
    query: str, documents: tuple[str, ...], model: str, top: int | None, instruction: str | None, as_json: bool
) -> None:
    """Sort texts by their relevance to a query. Without texts as arguments, the lines of the standard input."""
    from .. import omit  # imported here: makes the start faster

    with open_client() as client:
        response = client.reranking.create(
            model=model, query=query, docs=_texts(documents, "texts to rank"), instruction=instruction or omit
        )
    best = sorted(response.results, key=lambda result: -result.score)[:top]
    if as_json:
        say_json(best)
        return
    for result in best:
        say(f"{result.score:.4f}  {result.doc}")
