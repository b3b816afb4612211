"""Run questions as a batch: at a lower price, with answers within a day."""

from groq import Groq

questions = ["What is latency?", "What is throughput?"]

# With a handle file, a second run resumes an interrupted one.
results = Groq().batches.run(
    questions,
    model="openai/gpt-oss-20b",
    handle="questions.json",
    on_progress=lambda progress: print(progress.statuses),
)

for question, result in zip(questions, results, strict=True):
    if result.completion:
        print(question, result.completion.choices[0].message.content)
    else:
        print(f"{question} failed: {result.error}")
