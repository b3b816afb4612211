"""`groq models`."""

from __future__ import annotations

import click

from .base import Command, json_option
from .clients import open_client
from .output import say_json, say_table


@click.command(cls=Command)
@click.option("--all", "with_inactive", is_flag=True, help="List inactive models, too.")
@json_option
def models(with_inactive: bool, as_json: bool) -> None:
    """List the models."""
    with open_client() as client:
        found = client.models.list()
    listed = sorted((model for model in found.data if with_inactive or model.active is not False), key=lambda m: m.id)
    if as_json:
        say_json(listed)
        return
    head = ("MODEL", "OWNER", "CONTEXT", "MAX OUTPUT")
    say_table(head, ((one.id, one.owned_by, one.context_window, one.max_completion_tokens) for one in listed))
