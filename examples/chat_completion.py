"""Send a chat completion and print the reply."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[
        {"role": "system", "content": "Answer in one sentence."},
        {"role": "user", "content": "Why is low latency useful?"},
    ],
)
print(completion.choices[0].message.content)
