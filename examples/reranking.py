"""Rank documents by their relevance to a query."""

from groq import Groq

client = Groq()

response = client.reranking.create(
    model="qwen3-reranker-4b",
    query="Where is the Eiffel Tower?",
    docs=[
        "Big Ben is in London.",
        "Paris is where the Eiffel Tower is.",
        "A tower is a tall building.",
    ],
)
results = sorted(response.results, key=lambda one: one.score, reverse=True)
for result in results:
    print(f"{result.score:.2f} {result.doc}")
