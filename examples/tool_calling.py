"""Let the model call a Python function, and answer with what it returns."""

import json

from groq import Groq
from groq.types.chat import ChatCompletionMessage, ChatCompletionMessageParam, ChatCompletionToolParam


def get_weather(city: str) -> str:
    return json.dumps({"city": city, "temperature": 21, "sky": "clear"})


functions = {"get_weather": get_weather}
tools: list[ChatCompletionToolParam] = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather in a city, now.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string", "examples": ["Paris"]}},
                "required": ["city"],
            },
        },
    }
]

client = Groq()
messages: list[ChatCompletionMessageParam | ChatCompletionMessage] = [
    {"role": "user", "content": "What is the weather in Paris?"}
]

while True:
    completion = client.chat.completions.create(
        model="openai/gpt-oss-20b", messages=messages, tools=tools, tool_choice="auto"
    )
    message = completion.choices[0].message
    messages.append(message)  # goes back as it came
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        print(f"{call.function.name}({call.function.arguments})")
        result = functions[call.function.name](**json.loads(call.function.arguments))
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})

print(message.content)
