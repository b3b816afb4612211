"""Handle each kind of error. The request is invalid, so it fails."""

import groq

# Connection errors, 429 and 5xx are retried before they are raised.
client = groq.Groq(max_retries=3)

try:
    client.chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": "Hello"}],
        temperature=9,
    )
except groq.RateLimitError as err:
    print(f"Rate limit on {err.type}: retry after {err.retry_after} s.")
except groq.BadRequestError as err:
    print(f"Invalid parameter {err.param}: {err.message}")
except groq.APIStatusError as err:
    print(f"Status {err.status_code}, request id {err.request_id}.")
except groq.APIConnectionError as err:
    print(f"No complete response: {err.message}")
