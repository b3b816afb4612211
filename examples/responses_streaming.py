"""Stream a response as typed events, distinguished by `event.type`."""

from groq import Groq

client = Groq()

stream = client.responses.create(
    model="openai/gpt-oss-20b",
    input="Why is low latency useful?",
    reasoning={"effort": "low"},
    stream=True,
)
for event in stream:
    if event.type == "response.output_item.added":
        print(f"[{event.item.type}] ", end="")
    elif (
        event.type == "response.reasoning_text.delta"
        or event.type == "response.output_text.delta"
    ):
        print(event.delta, end="", flush=True)
    elif event.type == "response.output_item.done":
        print()
    elif event.type == "response.completed" and event.response.usage:
        print(f"{event.response.usage.output_tokens} tokens")
