"""Ask one question through the Responses API and print the answer."""

from groq import Groq

client = Groq()

response = client.responses.create(
    model="openai/gpt-oss-20b",
    instructions="You answer in one sentence.",
    input="Why does low latency matter for language models?",
)
print(response.output_text)
