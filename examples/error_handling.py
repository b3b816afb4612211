"""Tell errors apart, and say what to do about each. The request has a mistake, so it fails."""

import groq

client = groq.Groq(max_retries=3)  # connection errors, 429 and 5xx are retried before they get here

try:
    client.chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": "Hello"}],
        temperature=9,
    )
except groq.RateLimitError as err:
    print(f"Too fast ({err.type}): wait {err.response.headers.get('retry-after', '60')} s, or send less.")
except groq.BadRequestError as err:
    print(f"Fix the request, parameter {err.param}. {err.message}")
except groq.APIStatusError as err:
    print(f"Status {err.status_code}, code {err.code}; report it with request id {err.request_id}.")
except groq.APIConnectionError as err:
    print(f"Nothing came back; check the network. {err.message}")
