"""Get an answer that is valid JSON; say in the prompt which keys you want."""

import json

from groq import Groq

client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "The primary colours, as a JSON object with the key `colours`."}],
    response_format={"type": "json_object"},
)
answer = json.loads(completion.choices[0].message.content or "")
print(json.dumps(answer, indent=2))
