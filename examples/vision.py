"""Ask about an image, sent as a data URL. An `https://` URL also works."""

import base64

from groq import Groq

# A red square of 64 by 64 pixels; for a file: Path("photo.png").read_bytes()
image = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000004000000040010300000090a7e39d"
    "00000003504c5445dc143c22285a5c0000000f4944415478da63601805a3807c00"
    "0002400001e04d1d440000000049454e44ae426082"
)
data_url = f"data:image/png;base64,{base64.b64encode(image).decode()}"

client = Groq()

completion = client.chat.completions.create(
    model="meta-llama/llama-4-scout-17b-16e-instruct",
    messages=[
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What colour is this?"},
                {"type": "image_url", "image_url": {"url": data_url}},
            ],
        }
    ],
)
print(completion.choices[0].message.content)
