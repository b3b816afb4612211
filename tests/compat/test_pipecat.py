"""pipecat: its speech service parses each chunk of `iter_bytes()` as a separate WAV file."""

from __future__ import annotations

import pytest
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.groq.tts import GroqTTSService

from groq.testing import LocalServer

from .samples import ANSWER

pytestmark = pytest.mark.anyio


async def speak(text: str) -> list[Frame]:
    service = GroqTTSService(api_key="gsk_mine")
    return [frame async for frame in service.run_tts(text, "context")]


async def test_returns_speech_as_one_frame(server: LocalServer) -> None:
    [frame] = await speak(ANSWER)
    assert isinstance(frame, TTSAudioRawFrame)
    assert (frame.sample_rate, frame.num_channels) == (48_000, 1)
    assert len(frame.audio) > 1000
    sent = server.requests[0]
    assert sent.headers["authorization"] == "Bearer gsk_mine"
    assert (sent.json["input"], sent.json["response_format"], sent.json["speed"]) == (ANSWER, "wav", 1)


@pytest.mark.usefixtures("server")
async def test_returns_long_speech_as_one_frame() -> None:
    """The audio is longer than one read from the network."""
    [frame] = await speak("one two three four five " * 8)
    assert isinstance(frame, TTSAudioRawFrame)
    assert len(frame.audio) > 200_000


async def test_returns_error_frame_when_the_api_refuses(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key", path="/openai/v1/audio/speech")
    [frame] = await speak(ANSWER)
    assert isinstance(frame, ErrorFrame)
    assert "Error code: 401" in frame.error
