"""Stream a chat completion with asyncio."""

import asyncio

from groq import AsyncGroq


async def main() -> None:
    async with AsyncGroq() as client:
        stream = await client.chat.completions.create(
            model="openai/gpt-oss-20b",
            messages=[{"role": "user", "content": "Write a haiku."}],
            stream=True,
        )
        async for chunk in stream:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()


asyncio.run(main())
