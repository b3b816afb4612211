"""Print the reasoning of a model and its answer."""

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="qwen/qwen3.8-27b",
    messages=[
        {"role": "user", "content": "How many r are there in strawberry?"},
    ],
    reasoning_effort="low",
    reasoning_format="parsed",
)
message = completion.choices[0].message
print(f"Reasoning: {message.reasoning}")
print(f"Answer: {message.content}")
