"""Order texts by how well each of them answers a question."""

from groq import Groq

client = Groq()

response = client.reranking.create(
    model="qwen3-reranker-4b",
    query="Where is the Eiffel Tower?",
    docs=["Big Ben is in London.", "Paris is where the Eiffel Tower is.", "A tower is a tall building."],
)
for result in sorted(response.results, key=lambda result: result.score, reverse=True):
    print(f"{result.score:.2f} {result.doc}")
