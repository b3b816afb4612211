"""Ask about an image. It goes as a data URL here; an `https://` URL works too."""

import base64

from groq import Groq

# A red square, 64 by 64 pixels. For a file of your own: Path("photo.png").read_bytes()
image = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000004000000040010300000090a7e39d00000003504c5445dc143c22285a5c"
    "0000000f4944415478da63601805a3807c000002400001e04d1d440000000049454e44ae426082"
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
