"""Run many requests at a lower price: upload them as JSONL, wait, match the results to them by `custom_id`."""

import json
import time

from groq import Groq
from groq.types import BatchRequestInputParam

ENDED = ("completed", "failed", "expired", "cancelled")

questions = {"latency": "What is latency?", "throughput": "What is throughput?"}
requests: list[BatchRequestInputParam] = [
    {
        "custom_id": name,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": question}]},
    }
    for name, question in questions.items()
]
lines = "\n".join(json.dumps(request) for request in requests)

client = Groq()

file = client.files.create(file=("questions.jsonl", lines.encode()), purpose="batch")
assert file.id  # for type checkers: the API always gives one
created = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")

batch = client.batches.retrieve(created.id)
for attempt in range(30):  # longer and longer waits, up to a minute: 22 minutes in all
    print(batch.status)
    if batch.status in ENDED:
        break
    time.sleep(min(0.1 * 2**attempt, 60))
    batch = client.batches.retrieve(created.id)
else:
    raise SystemExit(f"The batch still runs; look at it later: client.batches.retrieve({created.id!r})")
if batch.status == "failed":
    raise SystemExit(f"The file is wrong: {batch.errors}")

results = {}
for file_id in (batch.output_file_id, batch.error_file_id):  # those that succeeded, those that failed
    if file_id:
        for line in client.files.content(file_id).content.splitlines():  # in any order
            result = json.loads(line)
            results[result["custom_id"]] = result

for name, question in questions.items():
    response = results.get(name, {}).get("response")
    if response and response["status_code"] == 200:
        print(f"{question} {response['body']['choices'][0]['message']['content']}")
    else:
        print(f"{question} (no answer: {response and response['body']})")
