"""Send two chat completions concurrently with asyncio."""

import asyncio

from groq import AsyncGroq


async def ask(client: AsyncGroq, question: str) -> str | None:
    completion = await client.chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": question}],
    )
    return completion.choices[0].message.content


async def main() -> None:
    async with AsyncGroq() as client:
        replies = await asyncio.gather(
            ask(client, "What is latency?"),
            ask(client, "What is throughput?"),
        )
    print(*replies, sep="\n")


asyncio.run(main())
