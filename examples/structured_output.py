"""Generate JSON that follows a pydantic model, and validate it."""

from pydantic import BaseModel, ConfigDict

from groq import Groq


class Recipe(BaseModel):
    model_config = ConfigDict(extra="forbid")  # required by strict schemas

    title: str
    minutes: int
    ingredients: list[str]


client = Groq()

completion = client.chat.completions.create(
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "A recipe for pancakes."}],
    response_format={
        "type": "json_schema",
        "json_schema": {
            "name": "recipe",
            "schema": Recipe.model_json_schema(),
            "strict": True,
        },
    },
)
content = completion.choices[0].message.content or ""
recipe = Recipe.model_validate_json(content)
print(f"{recipe.title}, {recipe.minutes} minutes")
print(", ".join(recipe.ingredients))
