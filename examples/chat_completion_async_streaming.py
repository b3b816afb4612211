"""Print an answer while it is being written, with asyncio."""

import asyncio

from groq import AsyncGroq


async def main() -> None:
    async with AsyncGroq() as client:
        stream = await client.chat.completions.create(
            model="openai/gpt-oss-20b",
            messages=[{"role": "user", "content": "Why does low latency matter for language models?"}],
            stream=True,
        )
        async for chunk in stream:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()


asyncio.run(main())
