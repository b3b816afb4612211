"""Rank texts by their cosine similarity to a question."""

import math

from groq import Groq


def cosine(a: list[float], b: list[float]) -> float:
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    return dot / (math.hypot(*a) * math.hypot(*b))


client = Groq()

question = "How do I cook pancakes?"
texts = [
    "Stock prices fell on Monday.",
    "Cook pancakes in a hot pan.",
    "The bank opens at nine.",
]
response = client.embeddings.create(
    model="nomic-embed-text-v1_5",
    input=[question, *texts],
)

# Embeddings are in the order of the input. They are strings only with
# encoding_format="base64".
query, *vectors = [
    item.embedding
    for item in response.data
    if not isinstance(item.embedding, str)
]
scores = [cosine(query, vector) for vector in vectors]
for score, text in sorted(zip(scores, texts, strict=True), reverse=True):
    print(f"{score:.2f} {text}")
