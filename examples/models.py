"""List the available models, and print the limits of one of them."""

from groq import Groq

client = Groq()

for model in client.models.list().data:
    if model.active:
        print(model.id)

model = client.models.retrieve("openai/gpt-oss-20b")
print(f"{model.id}, owned by {model.owned_by}")
print(f"Context window: {model.context_window} tokens")
print(f"Longest completion: {model.max_completion_tokens} tokens")
