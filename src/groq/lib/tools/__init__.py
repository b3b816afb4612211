"""Tools from functions, and the loop that runs what the model calls.

from groq import Groq
from groq.lib.tools import run_tools, tool

@tool
def get_weather(city: str) -> dict[str, object]:
    '''Get the current weather in a city.'''
    return {"city": city, "temperature": 21}

run = run_tools(
    Groq().chat.completions.create,
    model="openai/gpt-oss-20b",
    messages=[{"role": "user", "content": "What is the weather in Paris?"}],
    tools=[get_weather],
)
print(run.get_final_completion().choices[0].message.content)
"""

from .calls import Approve, AsyncApprove
from .context import ToolContext
from .errors import MaxTurnsError, ToolError
from .functions import OnError, Tool, tool
from .offered_tools import OfferedTool
from .run import run_tools, run_tools_async
from .runner import AsyncToolRunner, ToolRunner
from .streaming import AsyncStreamingToolRunner, StreamingToolRunner

__all__ = [
    "Approve",
    "AsyncApprove",
    "AsyncStreamingToolRunner",
    "AsyncToolRunner",
    "MaxTurnsError",
    "OfferedTool",
    "OnError",
    "StreamingToolRunner",
    "Tool",
    "ToolContext",
    "ToolError",
    "ToolRunner",
    "run_tools",
    "run_tools_async",
    "tool",
]
