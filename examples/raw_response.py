"""Read the headers of a response: the request id and the rate limits."""

from groq import Groq

client = Groq()

response = client.chat.completions.with_raw_response.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "Hello"}],
)
headers = response.headers
print(f"Status {response.status_code}, request {response.request_id}")
print(f"Retries: {response.retries_taken}")
print(f"Requests left today: {headers['x-ratelimit-remaining-requests']}")
print(f"Tokens left this minute: {headers['x-ratelimit-remaining-tokens']}")

completion = response.parse()
print(completion.choices[0].message.content)
