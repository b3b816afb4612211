"""Transcribe a recording, with the start time of each segment."""

import tempfile
import wave
from pathlib import Path

from groq import Groq

client = Groq()

with tempfile.TemporaryDirectory() as folder:
    # Three seconds of silence; use a recording instead: Path("meeting.m4a")
    recording = Path(folder) / "silence.wav"
    with wave.open(str(recording), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(2 * 16_000 * 3))

    transcription = client.audio.transcriptions.create(
        model="whisper-large-v3-turbo",
        file=recording,
        response_format="verbose_json",  # the default format has only `text`
    )

print(f"{float(transcription.duration):g} s of {transcription.language}")
for segment in transcription.segments or []:
    print(f"{segment.start:5.2f} {segment.text.strip()}")
