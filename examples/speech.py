"""Synthesise speech and write it to a WAV file while it arrives."""

from pathlib import Path

from groq import Groq

client = Groq()

target = Path("speech.wav")
with client.audio.speech.with_streaming_response.create(
    model="canopylabs/orpheus-v1-english",
    voice="hannah",
    input="Low latency makes a conversation feel natural.",
    response_format="wav",
) as response:
    response.stream_to_file(target)
print(f"{target}: {target.stat().st_size} bytes")
