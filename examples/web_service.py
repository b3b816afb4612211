"""Stream answers to browsers: `pip install groq starlette uvicorn`."""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from groq import AsyncGroq, GroqError
from groq.types.chat import ChatCompletionMessageParam

log = logging.getLogger(__name__)


def event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


async def answer(
    client: AsyncGroq, messages: list[ChatCompletionMessageParam]
) -> AsyncIterator[str]:
    # Starlette cancels this if the browser disconnects: the stream is closed.
    try:
        async with client.chat.completions.stream(
            model="openai/gpt-oss-20b", messages=messages
        ) as stream:
            async for text in stream.text:
                yield event("text", text)
        yield event("done", stream.request_id or "")
    except GroqError as err:
        log.warning("No complete answer: %s", err)  # may have internal details
        yield event("error", type(err).__name__)


async def chat(request: Request) -> StreamingResponse:
    messages = (await request.json())["messages"]
    return StreamingResponse(
        answer(request.app.state.client, messages),
        media_type="text/event-stream",
    )


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncGenerator[None, None]:
    async with AsyncGroq() as client:
        app.state.client = client
        yield


app = Starlette(
    routes=[Route("/chat", chat, methods=["POST"])], lifespan=lifespan
)

if __name__ == "__main__":
    uvicorn.run(app, port=8000)
