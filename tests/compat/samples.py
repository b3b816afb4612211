"""What the tests ask for: a model, a tool, and an answer with a structure."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

MODEL = "openai/gpt-oss-20b"
QUESTION = "What is the weather in Paris?"
MESSAGES = [{"role": "user", "content": QUESTION}]
ANSWER = "It is 21 degrees and clear in Paris."


class City(BaseModel):
    """A city."""

    model_config = ConfigDict(extra="forbid")

    name: str
    people: int


PARIS = City(name="Paris", people=2_100_000)

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city, now.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def get_weather(city: str) -> str:
    """The weather in a city, now.

    Args:
        city (str): The name of the city.
    """
    return f"21 degrees and clear in {city}"


COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}],
}
