"""Writes the model card from what was measured: evaluation.json, the checkpoints and the exported files. No result is typed in."""
import hashlib
import json
import statistics

import torch

from captions import WRONG
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES, WORK, combinations
from classifier import CHECKPOINT as CLASSIFIER
from cost import components
from dataset import MAX_SHIFT, SIDES, SIZE
from text_encoder import HEADS, LAYERS, WIDTH
from tokenizer import CONTEXT, Tokenizer
from train_diffusion import AUTOENCODER, FINAL
from train_vae import BATCH
from unet import CHANNELS, HEAD
from vae import FACTOR, LATENT_CHANNELS, LATENT_DEVIATION

RECOGNISED = 0.75


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def margin(share: float, n: int) -> str:
    """Half of a 95 % interval, in points (normal approximation)."""
    return f"{100 * 1.96 * (share * (1 - share) / n) ** 0.5:.1f}"


def joined(words: list[str]) -> str:
    return ", ".join(words)


def quality(result: dict) -> str:
    rows = [f"| {w} | {percent(r['all'])} | {percent(r['concept'])} | {percent(r['style'])} | {percent(r['background'])} | {percent(r['named'])} "
            f"| {r['saturation']:.3f} | {percent(r['clipped'])} | {percent(result['seen'][w]['all']) if result['seen'] else '-'} |"
            for w, r in result["held_out"].items()]
    return "\n".join(["| guidance | all three right | concept | style | background | named by the second judge | saturation | clipped | all right, seen combinations |",
                      "|---|---|---|---|---|---|---|---|---|", *rows])


def steps(result: dict) -> str:
    counts = result["steps"]
    return "\n".join(["| steps | " + " | ".join(counts) + " |", "|" + "---|" * (len(counts) + 1),
                      "| RMSE | " + " | ".join(f"{v:.3f}" for v in counts.values()) + " |"])


def negatives(result: dict) -> str:
    rows = [f"| {negative or '(none)'} | " + " | ".join(str(v) for v in row.values()) + " |" for negative, row in result["negative"].items()]
    return "\n".join(["| negative prompt | " + " | ".join(STYLES) + " | a cat |", "|" + "---|" * (len(STYLES) + 2), *rows])


def goals(result: dict) -> str:
    guided, plain, high = (result["held_out"][w] for w in ("3", "1", "15"))
    five = result["held_out"]["5"]
    distances = list(result["steps"].values())
    stated = [
        (f"All three right at guidance 3 in at least 95 % ({percent(guided['all'])})", guided["all"] >= 0.95),
        (f"At guidance 1 in at most 75 %, and at least 20 points fewer than at 3 ({percent(plain['all'])})", plain["all"] <= 0.75 and guided["all"] - plain["all"] >= 0.2),
        (f"Concept named by the second judge at guidance 3 in at least 97 % ({percent(guided['named'])})", guided["named"] >= 0.97),
        (f"Autoencoder at least 31 dB on held-out combinations ({result['true']['psnr']:.1f} dB)", result["true"]["psnr"] >= 31),
        (f"Saturation and clipping rise from guidance 5 to 15 ({five['saturation']:.3f} to {high['saturation']:.3f}, {percent(five['clipped'])} to {percent(high['clipped'])})",
         high["saturation"] > five["saturation"] and high["clipped"] > five["clipped"]),
        ("The difference to 50 steps falls with every step count", all(a > b for a, b in zip(distances, distances[1:]))),
    ]
    none = result["negative"][""]
    for style in STYLES:
        had, left = none[style], result["negative"][f"{style} style"][style]
        met = had > 0 and left <= 0.1 * had
        stated.append((f'The negative prompt "{style} style" removes that style in at least 90 % of the seeds that had it ({had} become {left})', met))
    return "\n".join(f"- {text}: {'met' if met else '**missed**'}." for text, met in stated)


def files() -> tuple[str, int]:
    rows, total = [], 0
    for path in sorted(p for p in MODEL.rglob("*") if p.is_file() and p.suffix not in (".png", ".md") and not p.name.startswith("quiz")):
        content = path.read_bytes()
        total += len(content)
        rows.append(f"| {hashlib.sha256(content).hexdigest()} | {len(content):,} | {path.relative_to(MODEL).as_posix()} |")
    return "\n".join(["| SHA-256 | bytes | file |", "|---|---|---|", *rows]), total


def main() -> None:
    result = json.loads((WORK / "evaluation.json").read_text())
    autoencoder, final = torch.load(AUTOENCODER, map_location="cpu"), torch.load(FINAL, map_location="cpu")
    parts = {name: (parameters, operations) for name, parameters, operations in components()}
    shapes = {
        "text encoder": f"CLIP's: {LAYERS} layers, width {WIDTH}, {HEADS} heads, causal, quick-GELU; context {CONTEXT}, {len(Tokenizer.learn().vocabulary):,} tokens",
        "UNet": f"{'/'.join(map(str, CHANNELS))} channels at 16/8/4 latent pixels, one residual block a level each way, self- and cross-attention at 8 and 4, heads of {HEAD}",
        "VAE encoder": f"3 x {SIZE} x {SIZE} to {LATENT_CHANNELS} x {SIZE // FACTOR} x {SIZE // FACTOR}",
        "VAE decoder": "the way back",
    }
    table = "\n".join(f"| {name} | {shapes[name]} | {p / 1e6:.2f} M | {o / 1e6:.0f} M |" for name, (p, o) in parts.items())
    shares = result["recognisability"]
    weak = [name for share, name in sorted(zip(shares, CONCEPTS)) if share < RECOGNISED]
    listing, total = files()
    guided = result["held_out"]["3"]
    trained = (f"{autoencoder['step']:,} steps of {BATCH} in {autoencoder['elapsed'] / 60:.0f} minutes of a busy machine" if "step" in autoencoder else "taken from the export before")
    (MODEL / "MODEL_CARD.md").write_text(f"""# {MODEL.name}

A text-to-image latent diffusion model of {sum(p for p, _ in parts.values()) / 1e6:.1f} million parameters that draws {SIZE} x {SIZE} pixel pictures after Microsoft's Fluent Emoji. It has Stable Diffusion's
parts and Stable Diffusion's file layout, and draws a picture in a fraction of a second on a laptop's processor. It is a toy, made for teaching:
what it knows is {len(CONCEPTS)} things, {len(STYLES)} styles and {len(BACKGROUNDS)} backgrounds.

![guidance](guidance.png)
![steps](steps.png)

More sheets: [negative prompts](negative.png), [seeds](seeds.png), [every concept](concepts.png), and [sixty pictures without labels](quiz.png) with
their [key](quiz-key.txt): name them before you open it.

## Prompts
"a red apple, flat style, blue background": an article, a concept, a style ({joined(STYLES)}) and a background ({joined(BACKGROUNDS)}).
[prompts.json](prompts.json) lists them all, with each concept's article and how often the model draws it so that it is recognised. Parts may be left
out ("a cat", "stencil style"); negative prompts may name a style. Guidance of 3 to 7.5 and 20 steps of DPM-Solver++ suit it.

## Parts
| part | shape | parameters | multiply-accumulates a call |
|---|---|---|---|
{table}

Latents are multiplied by scaling_factor {autoencoder['scaling_factor']:.6f} ({LATENT_DEVIATION:g} over their standard deviation) after encoding and divided by it before decoding. `vae_encoder` gives the mean of
the latent distribution, not a sample: the same picture always gives the same latent. Height, width and batch are free; sides are multiples of {4 * FACTOR} pixels.
In unet/config.json `attention_head_dim` is the number of heads a level, as diffusers uses that name. Time steps are int64 [1], token ids int32.
The noise schedule is Stable Diffusion v1.5's, and so is scheduler_config.json.

## Data and licence
The drawings are Microsoft's Fluent Emoji, MIT licence ([NOTICE.txt](NOTICE.txt)): {len(CONCEPTS)} concepts common to @iconify-json/fluent-emoji-flat 1.2.6 ("flat"),
fluent-emoji 1.2.7 ("glossy") and fluent-emoji-high-contrast 1.2.6 ("stencil"), laid on {len(BACKGROUNDS)} colours at {len(SIDES)} scales ({SIDES[0]} to {SIDES[-1]} of {SIZE} pixels), shifted by up to
{MAX_SHIFT} pixels. {len(CONCEPTS) * len(STYLES) * len(BACKGROUNDS):,} combinations of concept, style and background; {len(combinations(True)):,} of them, by a hash of the names, were seen by neither training.
Nothing else was trained on, and no pretrained weights were used.

## Recipe
[../training](../training/README.md) has the scripts and the commands.
- Autoencoder: {trained}; Muon and AdamW, L1 + 2 MSE + 0.5 edges + 3e-4 KL.
- Text encoder and UNet together: {final['pictures']:,} pictures in {final['step']:,} steps{' after those of the export that it started from' if final.get('restored') else ''}; constant learning rate 1e-3, at the end run down to 0; averaged weights.
  Whole captions are wrong in one attribute in {percent(WRONG)} of cases, as captions from the web often are: without guidance the model repeats that, and the share that is right at guidance 1 shows it.
  Epsilon prediction; time steps stratified over the batch; the loss divided by the square root of the signal-to-noise ratio (limit 8).
- bfloat16 autocast on two CPU cores.

## How good it is
{guided['pictures']} held-out combinations (at guidance 3: {percent(guided['all'])} plus or minus {margin(guided['all'], guided['pictures'])} points), drawn by the course's own pipeline from these files as a student draws
them: 20 steps of DPM-Solver++ 2M, seeds from 0. A picture counts as right when its nearest drawing, over all concepts, styles, scales and shifts, and its border's nearest background colour, are those asked for. The
second judge is a small network that has seen altered drawings only and names the concept among all {len(CONCEPTS)}. On true pictures the first is right in {percent(result['true']['composed']['all'])}
({percent(result['true']['autoencoded']['all'])} after the autoencoder), the second in {percent(result['true']['composed']['named'])} ({percent(result['true']['autoencoded']['named'])}).
Saturation is HSV's; "clipped" is the share of pixels with a channel at either end of its range.

{quality(result)}

Root mean square difference (range -1..1) to the same run's 50-step picture, guidance 5, 32 pictures:

{steps(result)}

"a cat", 48 seeds, guidance 5: how many pictures are judged to be of each style, by negative prompt:

{negatives(result)}

Recognisability (prompts.json): the share of {len(STYLES) * result["seeds"]} pictures of a concept, in every style, that the second judge names; mean {percent(statistics.mean(shares))}.
Below {percent(RECOGNISED)}: {joined(weak) or 'none'}.

Goals, set beforehand:
{goals(result)}

## Limits
- It knows its concepts and nothing else: an unknown word gives an arbitrary picture.
- Thin lines (stencil style) suffer most at low guidance.
- Sizes other than {SIZE} x {SIZE} run, but were not trained on.

## ONNX
Opset 17, IR 8, checked by onnx.checker. Weights of 64 values or more are stored as float16 and cast to float32 in the graph; ONNX Runtime folds the casts on loading.

## Files
{listing}

{total:,} bytes in all.
""", encoding="utf-8")
    print(f"{MODEL / 'MODEL_CARD.md'}: {total:,} bytes of model")


if __name__ == "__main__":
    main()
