"""Tools and messages that the tests of chat share."""

from __future__ import annotations

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the weather of a city",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["location"],
        },
    },
}
TIME = {"type": "function", "function": {"name": "local_time", "description": "Tell the time of day in a city"}}


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}
