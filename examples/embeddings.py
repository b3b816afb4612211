"""Find which of a few texts is closest in meaning to a question: the cosine of the angle between their vectors."""

import math

from groq import Groq


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True)) / (math.hypot(*a) * math.hypot(*b))


client = Groq()

question = "How do I cook pancakes?"
texts = ["Stock prices fell on Monday.", "Cook pancakes in a hot pan.", "The bank opens at nine."]
response = client.embeddings.create(model="nomic-embed-text-v1_5", input=[question, *texts])

# In the order of the texts. Only with encoding_format="base64" is a vector a `str`.
wanted, *vectors = [item.embedding for item in response.data if not isinstance(item.embedding, str)]
similarity = {text: cosine(wanted, vector) for text, vector in zip(texts, vectors, strict=True)}
for text in sorted(texts, key=lambda text: similarity[text], reverse=True):
    print(f"{similarity[text]:.2f} {text}")
