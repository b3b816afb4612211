"""Generate a JSON object without a schema; name the keys in the prompt."""

import json

from groq import Groq

client = Groq()

prompt = "List the primary colours as a JSON object with the key `colours`."
completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": prompt}],
    response_format={"type": "json_object"},
)
reply = json.loads(completion.choices[0].message.content or "")
print(json.dumps(reply, indent=2))
