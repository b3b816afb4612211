"""Ask one question and print the answer."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[
        {"role": "system", "content": "You answer in one sentence."},
        {"role": "user", "content": "Why does low latency matter for language models?"},
    ],
)
print(completion.choices[0].message.content)
