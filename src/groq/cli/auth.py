"""`groq auth`: which key is used, and which models it may use."""

from __future__ import annotations

import click

from .base import Group, json_option
from .clients import open_client
from .keys import find_key
from .output import say, say_json


@click.group(cls=Group)
def auth() -> None:
    """Show which API key is used."""


@auth.command()
@json_option
def check(as_json: bool) -> None:
    """Show where the key was found, masked, and the models that it may use."""
    key = find_key()
    with open_client() as client:
        url = str(client.base_url)
        models = sorted(model.id for model in client.models.list().data if model.active is not False)
    if as_json:
        say_json({"source": key.source, "key": key.masked, "base_url": url, "models": models})
        return
    say(f"key     {key.masked} from {key.source}")
    say(f"server  {url}")
    say(f"models  {len(models)}: {', '.join(models)}")
