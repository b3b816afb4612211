"""End the answer before a string of your choice; the string itself is not part of it."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "Repeat after me: 1, 2, 3, 4, 5, 6, 7, 8"}],
    stop=[", 6"],
)
choice = completion.choices[0]
print(choice.message.content)
print(f"(finish_reason: {choice.finish_reason})")
