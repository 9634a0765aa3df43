"""How a combination is described: the full caption, or a part of it, or nothing."""
import random

from catalogue import BACKGROUNDS, CONCEPTS, STYLES, TEMPLATE

# The share of whole captions in which one attribute is drawn at random, which gives the true one now and then, and the share that is
# wrong by it. Captions from the web are often wrong, and guidance earns its keep by that.
MISLABELLED = 0.15
WRONG = MISLABELLED * sum(1 - 1 / len(names) for names in (CONCEPTS, STYLES, BACKGROUNDS)) / 3

# (share, parts): c = concept, s = style, b = background. The empty caption trains the unconditional half of guidance;
# the partial ones give negative prompts such as "glossy style" something to act on.
MIX = ((0.48, "csb"), (0.10, ""), (0.12, "c"), (0.06, "cs"), (0.06, "cb"), (0.13, "s"), (0.05, "b"))


def with_article(name: str) -> str:
    """'a' or 'an'; the names sounded otherwise than spelt are few."""
    vowel = name[0].lower() in "aeiou" and not name.startswith(("unicorn", "ukulele", "UFO"))
    return f"{'an' if vowel or name.startswith('hourglass') else 'a'} {name}"


def caption(concept: int, style: int, background: int, parts: str = "csb") -> str:
    if parts == "csb":
        article, _ = with_article(CONCEPTS[concept]).split(" ", 1)
        return TEMPLATE.format(article=article, concept=CONCEPTS[concept], style=STYLES[style], background=BACKGROUNDS[background])
    pieces = []
    if "c" in parts:
        pieces.append(with_article(CONCEPTS[concept]))
    if "s" in parts:
        pieces.append(f"{STYLES[style]} style")
    if "b" in parts:
        pieces.append(f"{BACKGROUNDS[background]} background")
    return ", ".join(pieces)


def draw_parts(generator: random.Random) -> str:
    return generator.choices([parts for _, parts in MIX], [share for share, _ in MIX])[0]


def draw_caption(generator: random.Random, concept: int, style: int, background: int) -> str:
    """What a picture is described by in one step of training."""
    parts, stated = draw_parts(generator), [concept, style, background]
    if parts == "csb" and generator.random() < MISLABELLED:
        which = generator.randrange(3)
        stated[which] = generator.randrange(len((CONCEPTS, STYLES, BACKGROUNDS)[which]))
    return caption(*stated, parts)
