"""Upload a file, list the files, download it and delete it."""

import json

from groq import Groq

client = Groq()

request = {
    "custom_id": "greeting",
    "method": "POST",
    "url": "/v1/chat/completions",
    "body": {
        "model": "openai/gpt-oss-20b",
        "messages": [{"role": "user", "content": "Hello"}],
    },
}
# Bytes with a file name; for a file on disk: file=Path("requests.jsonl")
uploaded = client.files.create(
    file=("requests.jsonl", json.dumps(request).encode()),
    purpose="batch",
)

for file in client.files.list().data:
    print(f"{file.filename}: {file.bytes} bytes, purpose {file.purpose}")

content = client.files.content(uploaded.id)
print(content.text())

deleted = client.files.delete(uploaded.id)
print(f"Deleted: {deleted.deleted}")
