"""A byte-pair tokenizer in CLIP's format, learnt from the captions: every word of them becomes one token."""
import json
import re
from collections import Counter
from pathlib import Path

from captions import caption
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES

CONTEXT = 24  # tokens, start and end included
START, END, WORD_END = "<|startoftext|>", "<|endoftext|>", "</w>"
# CLIP's pre-tokenizer; [^\W\d_] is Python's \p{L}
WORDS = re.compile(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+", re.IGNORECASE)


def byte_symbols() -> dict[int, str]:
    """The printable character that stands for each byte, as in GPT-2 and CLIP."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    rest = [b for b in range(256) if b not in plain]
    return {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(rest)}


SYMBOLS = byte_symbols()


def split_word(word: str) -> list[str]:
    symbols = [SYMBOLS[b] for b in word.encode("utf-8")]
    return symbols[:-1] + [symbols[-1] + WORD_END]


def join_pair(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    joined, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            joined.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            joined.append(symbols[i])
            i += 1
    return joined


class Tokenizer:
    def __init__(self, merges: list[tuple[str, str]]) -> None:
        self.merges = merges
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        alphabet = list(SYMBOLS.values())
        tokens = alphabet + [s + WORD_END for s in alphabet] + ["".join(pair) for pair in merges] + [START, END]
        self.vocabulary = {token: i for i, token in enumerate(tokens)}
        self.start, self.end = self.vocabulary[START], self.vocabulary[END]

    @classmethod
    def learn(cls) -> "Tokenizer":
        """Merges the commonest pair of the captions' words until each word is whole (ties: alphabetically)."""
        counts = Counter(
            word
            for c in range(len(CONCEPTS)) for s in range(len(STYLES)) for b in range(len(BACKGROUNDS))
            for word in WORDS.findall(caption(c, s, b).lower())
        )
        words = {word: split_word(word) for word in counts}
        merges = []
        while True:
            pairs = Counter()
            for word, symbols in words.items():
                for pair in zip(symbols, symbols[1:]):
                    pairs[pair] += counts[word]
            if not pairs:
                return cls(merges)
            pair = min(pairs, key=lambda p: (-pairs[p], p))
            merges.append(pair)
            words = {word: join_pair(symbols, pair) for word, symbols in words.items()}

    def encode(self, text: str) -> list[int]:
        """Ids of CONTEXT tokens: start, text, end, padded with the end token."""
        ids = [self.start]
        for word in WORDS.findall(" ".join(text.lower().split())):
            symbols = split_word(word)
            while len(symbols) > 1:
                pair = min(zip(symbols, symbols[1:]), key=lambda p: self.ranks.get(p, len(self.ranks)))
                if pair not in self.ranks:
                    break
                symbols = join_pair(symbols, pair)
            ids += [self.vocabulary[s] for s in symbols]
        ids = ids[: CONTEXT - 1] + [self.end]
        return ids + [self.end] * (CONTEXT - len(ids))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)

        def write(name: str, content: object) -> None:
            (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=None if name == "vocab.json" else 2) + "\n", encoding="utf-8")

        write("vocab.json", self.vocabulary)
        (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in self.merges), encoding="utf-8")
        special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": END}
        write("special_tokens_map.json", special)
        write("tokenizer_config.json", {"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, "do_lower_case": True,
                                        "add_prefix_space": False, "errors": "replace", **special})


if __name__ == "__main__":
    tokenizer = Tokenizer.learn()
    tokenizer.save(MODEL / "tokenizer")
    print(f"{len(tokenizer.vocabulary)} tokens")
