"""Look at the headers of a response: the request id, and how much of the rate limits is left."""

from groq import Groq

client = Groq()

response = client.chat.completions.with_raw_response.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "Hello"}],
)
print(f"Status {response.status_code}, request {response.request_id}, retries {response.retries_taken}")
print(f"Requests left today: {response.headers['x-ratelimit-remaining-requests']}")
print(f"Tokens left this minute: {response.headers['x-ratelimit-remaining-tokens']}")

completion = response.parse()
print(completion.choices[0].message.content)
