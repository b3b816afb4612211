"""Stop generation at a string, which is not part of the reply."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "Repeat: 1, 2, 3, 4, 5, 6, 7, 8"}],
    stop=[", 6"],
)
choice = completion.choices[0]
print(choice.message.content)
print(f"finish_reason: {choice.finish_reason}")
