"""Send a request to the Responses API and print the reply."""

from groq import Groq

client = Groq()

response = client.responses.create(
    model="openai/gpt-oss-20b",
    instructions="Answer in one sentence.",
    input="Why is low latency useful?",
)
print(response.output_text)
