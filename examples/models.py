"""List the models that your key may use, and look at one of them."""

from groq import Groq

client = Groq()

for model in client.models.list().data:
    if model.active:
        print(model.id)

model = client.models.retrieve("openai/gpt-oss-20b")
print(f"{model.id} by {model.owned_by}: {model.context_window} tokens, {model.max_completion_tokens} of them answer")
