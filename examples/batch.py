"""Run a batch: upload JSONL, wait, and match results by `custom_id`."""

import json
import time

from groq import Groq
from groq.types import BatchRequestInputParam

ENDED = ("completed", "failed", "expired", "cancelled")

questions = {
    "latency": "What is latency?",
    "throughput": "What is throughput?",
}
requests: list[BatchRequestInputParam] = [
    {
        "custom_id": name,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {
            "model": "openai/gpt-oss-20b",
            "messages": [{"role": "user", "content": question}],
        },
    }
    for name, question in questions.items()
]
lines = "\n".join(json.dumps(request) for request in requests)

client = Groq()

file = client.files.create(
    file=("questions.jsonl", lines.encode()),
    purpose="batch",
)
created = client.batches.create(
    input_file_id=file.id,
    endpoint="/v1/chat/completions",
    completion_window="24h",
)

# Poll with exponential backoff, up to a minute: 22 minutes in total.
batch = client.batches.retrieve(created.id)
for attempt in range(30):
    print(batch.status)
    if batch.status in ENDED:
        break
    time.sleep(min(0.1 * 2**attempt, 60))
    batch = client.batches.retrieve(created.id)
else:
    raise SystemExit(f"Batch {created.id} is still running; retrieve it later.")
if batch.status == "failed":
    raise SystemExit(f"The input file is invalid: {batch.errors}")

# Failed requests are in a file of their own. Results are in any order.
results = {}
for file_id in (batch.output_file_id, batch.error_file_id):
    if file_id:
        for line in client.files.content(file_id).content.splitlines():
            result = json.loads(line)
            results[result["custom_id"]] = result

for name, question in questions.items():
    response = results.get(name, {}).get("response")
    if response and response["status_code"] == 200:
        reply = response["body"]["choices"][0]["message"]["content"]
        print(f"{question} {reply}")
    else:
        print(f"{question} failed: {response and response['body']}")
