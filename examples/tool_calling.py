"""Run the function calls of the model until it answers."""

import json

from groq import Groq
from groq.types.chat import (
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)


def get_weather(city: str) -> str:
    return json.dumps({"city": city, "temperature": 21, "sky": "clear"})


functions = {"get_weather": get_weather}
tools: list[ChatCompletionToolParam] = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Get the current weather in a city.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "examples": ["Paris"]}
                },
                "required": ["city"],
            },
        },
    }
]

client = Groq()
messages: list[ChatCompletionMessageParam] = [
    {"role": "user", "content": "What is the weather in Paris?"}
]

while True:
    completion = client.chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=messages,
        tools=tools,
    )
    message = completion.choices[0].message
    messages.append(message.to_param())
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        name, arguments = call.function.name, call.function.arguments
        print(f"{name}({arguments})")
        result = functions[name](**json.loads(arguments))
        messages.append(
            {"role": "tool", "tool_call_id": call.id, "content": result}
        )

print(message.content)
