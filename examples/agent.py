"""Run an agent with three tools. After a crash, run it again to resume."""

import json
from pathlib import Path

from groq import Groq
from groq.lib.tools import ToolContext
from groq.types.chat import ChatCompletionMessageParam

NOTES = Path("notes")
STATE = Path("agent.json")


def list_notes() -> list[str]:
    """List the names of all notes."""
    return sorted(path.name for path in NOTES.glob("*.txt"))


def read_note(name: str) -> str:
    """Read a note."""
    return (NOTES / Path(name).name).read_text()


def delete_note(name: str) -> str:
    """Delete a note."""
    (NOTES / Path(name).name).unlink()
    return f"{name} is deleted"


def approve(call: ToolContext) -> bool:
    if call.name != "delete_note":
        return True
    return input(f"Delete {call.arguments['name']}? [y/n] ") == "y"


messages: list[ChatCompletionMessageParam] = [
    {"role": "user", "content": "Tidy up my notes."}
]
if STATE.exists():
    messages = json.loads(STATE.read_text())

run = Groq().chat.completions.run_tools(
    model="openai/gpt-oss-20b",
    messages=messages,
    tools=[list_notes, read_note, delete_note],
    approve=approve,
)
for _ in run:
    STATE.write_text(json.dumps(run.messages))  # the whole state
print(run.get_final_completion().choices[0].message.content)
print(run.usage.total_tokens, "tokens in", run.turns, "turns")
STATE.unlink()
