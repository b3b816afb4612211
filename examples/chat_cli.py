"""Chat in the terminal: Ctrl-C stops an answer, Ctrl-D ends the program."""

from groq import Groq, GroqError
from groq.types.chat import ChatCompletionMessageParam

client = Groq()
messages: list[ChatCompletionMessageParam] = []

while True:
    try:
        question = input("> ")
    except (EOFError, KeyboardInterrupt):
        print("Bye.")
        break
    messages.append({"role": "user", "content": question})
    stream = client.chat.completions.stream(
        model="openai/gpt-oss-20b", messages=messages
    )
    try:
        with stream:
            for text in stream.text:
                print(text, end="", flush=True)
    except KeyboardInterrupt:
        print(" (stopped)", end="")
    except GroqError as err:
        print(f" (failed: {err})", end="")
    print()
    # Keep the text that arrived, even of a stopped answer.
    messages.extend(
        {"role": "assistant", "content": choice.message.content or ""}
        for choice in stream.snapshot.choices
    )
