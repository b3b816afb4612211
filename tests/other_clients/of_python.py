"""Make calls of every kind with `groq` or `openai`, the first argument, and print the results as JSON.

Runs in the environment of that client, without this package.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

name = sys.argv[1]
library: Any = importlib.import_module(name)
url, model = os.environ["SERVER_URL"], os.environ["MODEL"]
if name == "groq":
    client = library.Groq(base_url=url, api_key="gsk_mine", max_retries=0)
else:
    client = library.OpenAI(base_url=f"{url}/openai/v1", api_key="gsk_mine", max_retries=0)
ask: dict[str, Any] = {"model": model, "messages": [{"role": "user", "content": "Hi"}]}
parameters = {"type": "object", "properties": {"city": {"type": "string"}}}
tools = [{"type": "function", "function": {"name": "get_weather", "parameters": parameters}}]


def status_of(call: Callable[[], object]) -> list[Any] | None:
    try:
        call()
    except library.APIStatusError as err:
        return [type(err).__name__, err.status_code]
    return None


def tool_call_of(chunks: Iterable[Any]) -> list[str]:
    deltas = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
    return [deltas[0].function.name, "".join(delta.function.arguments or "" for delta in deltas)]


chat, files, batches = client.chat.completions, client.files, client.batches
seen: dict[str, Any] = {"version": library.__version__}
seen["completion"] = chat.create(**ask).choices[0].message.content
seen["stream"] = "".join(chunk.choices[0].delta.content or "" for chunk in chat.create(**ask, stream=True))
function = chat.create(**ask, tools=tools).choices[0].message.tool_calls[0].function
seen["tool call"] = [function.name, function.arguments]
seen["streamed tool call"] = tool_call_of(chat.create(**ask, tools=tools, stream=True))
seen["errors"] = [status_of(lambda: chat.create(**ask)) for _ in range(3)]
seen["unknown model"] = status_of(lambda: client.models.retrieve("none"))
seen["models"] = model in [one.id for one in client.models.list().data]
seen["embedding"] = len(client.embeddings.create(model="nomic-embed-text-v1_5", input="Hi").data[0].embedding)

line = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": ask}
uploads = [files.create(file=(f"{n}.jsonl", json.dumps(line).encode()), purpose="batch") for n in range(3)]
pages = files.list(limit=2) if name == "openai" else files.list().data
seen["files"] = [one.filename for one in pages]
batch = batches.create(input_file_id=uploads[0].id, endpoint="/v1/chat/completions", completion_window="24h")
for _ in range(5):
    if batch.status != "completed":
        batch = batches.retrieve(batch.id)
seen["batch"] = batch.status
result = json.loads(files.content(batch.output_file_id).read())
seen["batch result"] = result["response"]["body"]["choices"][0]["message"]["content"]
seen["batches"] = [one.id for one in (batches.list(limit=1) if name == "openai" else batches.list().data)] == [batch.id]
seen["deleted"] = [files.delete(one.id).deleted for one in uploads]

audio = client.audio
speech = audio.speech.create(
    model="canopylabs/orpheus-v1-english", voice="autumn", input="Hi", response_format="wav"
).read()
seen["speech"] = speech[:4].decode()
whisper = {"model": "whisper-large-v3", "file": ("hi.wav", speech)}
seen["transcription"] = "hi.wav" in audio.transcriptions.create(**whisper).text
seen["verbose transcription"] = audio.transcriptions.create(**whisper, response_format="verbose_json").language
seen["translation"] = "hi.wav" in audio.translations.create(**whisper).text
if name == "openai":
    seen["response"] = client.responses.create(model=model, input="Hi").output_text
    events = client.responses.create(model=model, input="Hi", stream=True)
    seen["streamed response"] = "".join(event.delta for event in events if event.type == "response.output_text.delta")
sys.stdout.write(json.dumps(seen))
