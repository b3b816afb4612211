"""Audio without a codec library: a quiet tone in the formats of the API, and the length of WAV files. Pure.

WAV, FLAC and µ-law contain the tone. MP3 and Ogg Opus contain silence of the same length, whose frames are a few fixed
bytes: a tone would need an encoder. Decoders accept all five.
"""

from __future__ import annotations

import functools
import hashlib
import io
import math
import struct
import wave
from collections.abc import Callable

_HERTZ = 440
_AMPLITUDE = 1_000
_FLAC_BLOCK = 4_096
_OPUS_HERTZ = 48_000
_OPUS_FRAME = 960
# A mono packet of 20 ms that decodes to silence.
_OPUS_SILENCE = b"\xf8\xff\xfe"
_OGG_SEGMENTS = 255
# Sample rate → (second byte of a frame, with the MPEG version; index of the rate; samples per frame; bits per second).
_MPEG_RATES = {
    **{rate: (0xFB, index, 1_152, 32_000) for index, rate in enumerate((44_100, 48_000, 32_000))},
    **{rate: (0xF3, index, 576, 8_000) for index, rate in enumerate((22_050, 24_000, 16_000))},
    **{rate: (0xE3, index, 576, 8_000) for index, rate in enumerate((11_025, 12_000, 8_000))},
}


@functools.lru_cache(maxsize=8)
def encode(kind: str, rate: int, milliseconds: int) -> bytes:
    """Return a sound of this length as `wav`, `flac`, `mulaw`, `mp3` or `ogg`, mono, `rate` samples a second."""
    return _ENCODERS[kind](rate, milliseconds)


def wav_seconds(data: bytes) -> float | None:
    """Return the length of a WAV file by its headers; `None` if it is not a complete one."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    at, byte_rate = 12, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"fmt " and size >= 12:
            byte_rate = int.from_bytes(data[at + 16 : at + 20], "little")
        if name == b"data":
            # Streamed files claim the maximum size: theirs is unknown when the header is written.
            return min(size, len(data) - at - 8) / byte_rate if byte_rate else None
        at += 8 + size + size % 2
    return None


def _tone(rate: int, milliseconds: int) -> list[int]:
    step = 2 * math.pi * _HERTZ / rate
    return [round(_AMPLITUDE * math.sin(step * at)) for at in range(rate * milliseconds // 1_000)]


def _wav(rate: int, milliseconds: int) -> bytes:
    samples = _tone(rate, milliseconds)
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", "not compressed"))
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return data.getvalue()


def _mulaw(rate: int, milliseconds: int) -> bytes:
    """Return G.711 bytes, one per sample, without a header."""
    return bytes(map(_mulaw_byte, _tone(rate, milliseconds)))


@functools.lru_cache(maxsize=2 * _AMPLITUDE + 1)
def _mulaw_byte(sample: int) -> int:
    size = min(abs(sample), 32_635) + 132
    exponent = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | size >> (exponent + 3) & 0x0F) & 0xFF


def _flac(rate: int, milliseconds: int) -> bytes:
    """Return FLAC without compression: one block of metadata, then frames of verbatim samples."""
    samples = _tone(rate, milliseconds)
    digest = hashlib.md5(struct.pack(f"<{len(samples)}h", *samples), usedforsecurity=False).digest()
    # Rate (20 bits), channels - 1 (3), bits per sample - 1 (5), samples (36).
    layout = rate << 44 | 0 << 41 | 15 << 36 | len(samples)
    info = struct.pack(">HHHIQ", _FLAC_BLOCK, _FLAC_BLOCK, 0, 0, layout) + digest
    blocks = [samples[at : at + _FLAC_BLOCK] for at in range(0, len(samples), _FLAC_BLOCK)]
    frames = [_flac_frame(number, block) for number, block in enumerate(blocks)]
    return b"".join((b"fLaC\x80", len(info).to_bytes(3, "big"), info, *frames))


def _flac_frame(number: int, samples: list[int]) -> bytes:
    # Sync code; block size at the end of the header; rate of the file; mono; 16 bits; number, below 128, in UTF-8.
    head = struct.pack(">4sBH", b"\xff\xf8\x70\x08", number, len(samples) - 1)
    head += bytes([_crc(head, 8, 0x07)])
    frame = head + b"\x02" + struct.pack(f">{len(samples)}h", *samples)
    return frame + _crc(frame, 16, 0x8005).to_bytes(2, "big")


def _mp3(rate: int, milliseconds: int) -> bytes:
    version, index, samples, bits = _MPEG_RATES[rate]
    size = samples // 8 * bits // rate
    # The lowest bit rate; mono. Zeros: no channel has data in this frame.
    frame = bytes([0xFF, version, 0x10 | index << 2, 0xC0]).ljust(size, b"\0")
    return frame * math.ceil(rate * milliseconds / 1_000 / samples)


def _ogg(rate: int, milliseconds: int) -> bytes:
    head = struct.pack("<8sBBHIHB", b"OpusHead", 1, 1, 0, rate, 0, 0)
    vendor = b"groq.testing"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + bytes(4)
    frames = [_OPUS_SILENCE] * math.ceil(milliseconds * _OPUS_HERTZ / 1_000 / _OPUS_FRAME)
    pages = [frames[at : at + _OGG_SEGMENTS] for at in range(0, len(frames), _OGG_SEGMENTS)]
    written = [_ogg_page(0, 0x02, 0, [head]), _ogg_page(1, 0, 0, [tags])]
    for number, page in enumerate(pages):
        last = 0x04 if number == len(pages) - 1 else 0
        until = (number * _OGG_SEGMENTS + len(page)) * _OPUS_FRAME
        written.append(_ogg_page(number + 2, last, until, page))
    return b"".join(written)


def _ogg_page(number: int, flags: int, until: int, packets: list[bytes]) -> bytes:
    """Return a page of packets, each below 255 bytes; `until` is the number of samples so far."""
    head = struct.pack("<4sBBQII", b"OggS", 0, flags, until, 1, number)
    rest = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    return head + _crc(head + bytes(4) + rest, 32, 0x04C11DB7).to_bytes(4, "little") + rest


def _crc(data: bytes, bits: int, polynomial: int) -> int:
    """Return a checksum, highest bit first, starting at zero, as FLAC and Ogg use."""
    table, mask, value = _crc_table(bits, polynomial), (1 << bits) - 1, 0
    for byte in data:
        value = (value << 8 & mask) ^ table[value >> (bits - 8) ^ byte]
    return value


@functools.lru_cache(maxsize=4)
def _crc_table(bits: int, polynomial: int) -> list[int]:
    table: list[int] = []
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            value = value << 1 ^ (polynomial if value >> (bits - 1) else 0)
            value &= (1 << bits) - 1
        table.append(value)
    return table


_ENCODERS: dict[str, Callable[[int, int], bytes]] = {
    "wav": _wav,
    "flac": _flac,
    "mulaw": _mulaw,
    "mp3": _mp3,
    "ogg": _ogg,
}
