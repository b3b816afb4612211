"""See what a model thought before it answered."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="qwen/qwen3.8-27b",
    messages=[{"role": "user", "content": "How many r are there in strawberry?"}],
    reasoning_effort="low",
    reasoning_format="parsed",  # in a field of its own; "hidden" leaves it out
)
message = completion.choices[0].message
print(f"Thought: {message.reasoning}")
print(f"Answer: {message.content}")
