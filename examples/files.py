"""Upload a file, find it, read it back, delete it."""

import json

from groq import Groq

client = Groq()

request = {
    "custom_id": "greeting",
    "method": "POST",
    "url": "/v1/chat/completions",
    "body": {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Hello"}]},
}
# From memory here. A file on disk: file=Path("requests.jsonl")
uploaded = client.files.create(file=("requests.jsonl", json.dumps(request).encode()), purpose="batch")
assert uploaded.id  # for type checkers: the API always gives one

for file in client.files.list().data:
    print(f"{file.filename}: {file.bytes} bytes, purpose {file.purpose}")

content = client.files.content(uploaded.id)
print(content.text())

deleted = client.files.delete(uploaded.id)
print(f"Deleted: {deleted.deleted}")
