"""Pictures drawn by the course's own pipeline from the exported model: what a student sees, and what is judged."""
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from catalogue import HERE, MODEL, WORK

DRAWN = WORK / "drawn"


def draw(requests: list[dict], name: str, model: Path = MODEL) -> torch.Tensor:
    """Pictures [n, 3, side, side] in -1..1, as their PNGs hold them. A request has prompt, and maybe negative, guidance, steps, seed."""
    folder = DRAWN / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = [folder / f"{i:05}.png" for i in range(len(requests))]
    lines = "".join(json.dumps({"file": str(file), **request}) + "\n" for file, request in zip(files, requests))
    subprocess.run(["dotnet", "run", "-c", "Release", str(HERE / "Draw.cs"), "--", str(model)], input=lines, text=True, check=True)
    pixels = np.stack([np.asarray(Image.open(file).convert("RGB")) for file in files])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
