"""Get an answer that follows a pydantic model, and parse it."""

from pydantic import BaseModel, ConfigDict

from groq import Groq


class Recipe(BaseModel):
    model_config = ConfigDict(extra="forbid")  # strict schemas allow no other properties

    title: str
    minutes: int
    ingredients: list[str]


client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",  # strict schemas: this one and openai/gpt-oss-120b
    messages=[{"role": "user", "content": "A recipe for pancakes."}],
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "recipe", "schema": Recipe.model_json_schema(), "strict": True},
    },
)
recipe = Recipe.model_validate_json(completion.choices[0].message.content or "")
print(f"{recipe.title}, {recipe.minutes} minutes: {', '.join(recipe.ingredients)}")
