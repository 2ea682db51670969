"""Token ids of CLIP's tokenizer for texts that are easy to get wrong, cut to 77 with the end kept.

    pip install transformers==4.57.* && python scripts/build-models/clip_token_ids.py ../shared/data/clip-tokenizer

Writes src/platform/models/clip-token-ids.json. The slow tokenizer (merges.txt, vocab.json) and the fast one (tokenizer.json)
are compared; where they differ (Japanese, emoji) it says so and takes the fast one, which is the one that the hub ships.
"""

import json
import sys
from pathlib import Path

from transformers import CLIPTokenizer, CLIPTokenizerFast

TARGET = Path(__file__).resolve().parents[2] / "src/platform/models/clip-token-ids.json"
TEXTS = [
    "a photo of a cat",
    "A Photo Of A CAT.",
    "",
    "   two   spaces\tand\na line ",
    "it's the dog's, we'll see; they've won't",
    "1234567890 and 3.14",
    "bell-pepper_(red) & \"quotes\" #1!",
    "naïve café Zürich",
    "日本語の写真",
    "фото кота",
    "a 🐱 and a 👩‍🚀",
    "snow-capped mountain/lake: 50% cloud",
    "<|endoftext|> in a text",
    "fish &amp; chips &lt;b&gt;fresh&lt;/b&gt; &#39;n&#39; caf&eacute;",
    "ÉCOLE İstanbul ΑΘΗΝΑ STRASSE ẞ",
    "ﬁne ½ cup, 2nd of 1\u00a0000 Ⅷ",
    "supercalifragilisticexpialidocious",
    " ".join(["dog"] * 75),
    " ".join(["dog"] * 76),
    "a very long caption that goes on " * 20,
]

folder = sys.argv[1]
slow, fast = CLIPTokenizer.from_pretrained(folder), CLIPTokenizerFast.from_pretrained(folder)
rows = []
for text in TEXTS:
    ids, other = (t(text, truncation=True, max_length=77).input_ids for t in (slow, fast))
    if ids != other:
        print("slow and fast differ, fast is taken:", repr(text))
    rows.append({"text": text, "ids": other, "cut": len(fast(text).input_ids) > 77})
TARGET.write_text(json.dumps({"texts": rows}, ensure_ascii=False, indent=1) + "\n")
