"""Extract typed data from 300 texts, 20 at a time, and list what failed."""

import asyncio

from pydantic import BaseModel

from groq import AsyncGroq, GroqError


class Invoice(BaseModel):
    number: str
    total: float
    currency: str = "EUR"


texts = [f"Invoice A-{n}: please pay {10 * n} euros." for n in range(300)]

client = AsyncGroq()
limit = asyncio.Semaphore(20)


async def extract(text: str) -> Invoice | GroqError | None:
    async with limit:
        try:
            completion = await client.chat.completions.parse(
                model="openai/gpt-oss-20b",
                messages=[{"role": "user", "content": text}],
                response_format=Invoice,
                max_attempts=2,
            )
        except GroqError as err:
            return err
    return completion.parsed


async def main() -> None:
    async with client:
        results = await asyncio.gather(*map(extract, texts))
    invoices = [result for result in results if isinstance(result, Invoice)]
    print(len(invoices), "invoices, total", sum(one.total for one in invoices))
    for text, result in zip(texts, results, strict=True):
        if isinstance(result, GroqError):
            print(f"{text} failed: {type(result).__name__}: {result}")


asyncio.run(main())
