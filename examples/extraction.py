"""Extract typed data from 300 texts, and list the failures."""

from pydantic import BaseModel

from groq import Groq


class Invoice(BaseModel):
    number: str
    total: float
    currency: str = "EUR"


texts = [f"Invoice A-{n}: please pay {10 * n} euros." for n in range(300)]

invoices = []
for result in Groq().chat.completions.map(
    texts, model="openai/gpt-oss-20b", response_format=Invoice
):
    if result.parsed:
        invoices.append(result.parsed)
    else:
        print(f"{result.input} failed: {result.error!r}")

print(len(invoices), "invoices, total", sum(one.total for one in invoices))
