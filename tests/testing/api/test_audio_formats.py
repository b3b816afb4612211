"""The audio formats, checked against their specifications."""

from __future__ import annotations

import hashlib
import math
import struct

import pytest

from groq.testing.api.audio_formats import encode, wav_seconds

from .recordings import wav

KINDS = ["wav", "flac", "mp3", "ogg", "mulaw"]


RATES = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]


class TestSound:
    """Checks the fields that decoders read. libsndfile decoded all formats when these tests were written."""

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("rate", RATES)
    def test_encodes_same_sound_each_time(self, kind: str, rate: int) -> None:
        first = encode(kind, rate, 250)
        encode.cache_clear()
        assert encode(kind, rate, 250) == first

    @pytest.mark.parametrize("rate", RATES)
    def test_mp3_has_whole_frames_of_its_length(self, rate: int) -> None:
        data = encode("mp3", rate, 1_000)
        frame = data[: data.index(data[:4], 4)]
        samples = 1_152 if frame[1] == 0xFB else 576
        assert data == frame * math.ceil(rate / samples)
        assert len(frame) >= 4 + (17 if frame[1] == 0xFB else 9)

    def test_ogg_has_numbered_pages_with_checksums_and_its_length(self) -> None:
        pages = encode("ogg", 24_000, 5_000).split(b"OggS")[1:]
        heads = [struct.unpack("<BBQIII", page[:22]) for page in pages]
        assert [head[1] for head in heads] == [2, 0, 4]
        assert [head[4] for head in heads] == [0, 1, 2]
        assert heads[-1][2] == 5 * 48_000
        assert pages[0].endswith(struct.pack("<8sBBHIHB", b"OpusHead", 1, 1, 0, 24_000, 0, 0))
        for page in pages:
            whole = b"OggS" + page
            assert remainder(whole[:22] + bytes(4) + whole[26:], 32, 0x04C11DB7) == int.from_bytes(
                whole[22:26], "little"
            )

    @pytest.mark.parametrize("rate", RATES)
    def test_flac_has_the_samples_of_the_wav(self, rate: int) -> None:
        milliseconds = 700
        data = encode("flac", rate, milliseconds)
        expected = encode("wav", rate, milliseconds)[44:]
        assert data[:8] == b"fLaC\x80\x00\x00\x22"
        layout = int.from_bytes(data[18:26], "big")
        assert (layout >> 44, layout >> 36 & 0xFF, layout & (1 << 36) - 1) == (rate, 15, len(expected) // 2)
        assert data[26:42] == hashlib.md5(expected).digest()
        samples: list[int] = []
        at = 42
        for number in range(math.ceil(len(expected) / 2 / 4_096)):
            assert data[at : at + 5] == b"\xff\xf8\x70\x08" + bytes([number])
            assert remainder(data[at : at + 8], 8, 0x07) == 0
            size = int.from_bytes(data[at + 5 : at + 7], "big") + 1
            end = at + 9 + 2 * size
            samples += struct.unpack(f">{size}h", data[at + 9 : end])
            assert remainder(data[at : end + 2], 16, 0x8005) == 0
            at = end + 2
        assert at == len(data)
        assert struct.pack(f"<{len(samples)}h", *samples) == expected

    def test_mulaw_is_close_to_the_samples_of_the_wav(self) -> None:
        expected = struct.unpack("<8000h", encode("wav", 8_000, 1_000)[44:])
        for byte, sample in zip(encode("mulaw", 8_000, 1_000), expected, strict=True):
            assert expand(byte) == pytest.approx(sample, abs=max(8, abs(sample) / 16))

    @pytest.mark.parametrize(
        ("data", "seconds"),
        [
            (b"", None),
            (b"RIFF", None),
            (b"ID3 an mp3 file of some length", None),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", None),
            (wav(2.5), 2.5),
            (wav(0.25, 44_100), 0.25),
            (wav(1)[:-8_000], 0.5),
            (wav(1)[:40] + b"\xff\xff\xff\xff" + wav(1)[44:], 1),
            (wav(1)[:36] + b"LIST\3\0\0\0abc\0" + wav(1)[36:], 1),
            (wav(1)[:28] + bytes(4) + wav(1)[32:], None),
        ],
    )
    def test_reads_length_of_wav_file(self, data: bytes, seconds: float | None) -> None:
        assert wav_seconds(data) == seconds


def remainder(data: bytes, bits: int, polynomial: int) -> int:
    """Return a checksum computed bit by bit, as its standard defines it."""
    value = 0
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = value << 1 ^ (polynomial if value >> (bits - 1) & 1 else 0)
        value &= (1 << bits) - 1
    return value


def expand(byte: int) -> int:
    """Return the sample of a µ-law byte, as G.711 defines it."""
    byte = ~byte & 0xFF
    size = ((byte & 0x0F) << 3 | 0x84) << (byte >> 4 & 0x07)
    return (0x84 - size) if byte & 0x80 else size - 0x84
