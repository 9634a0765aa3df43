"""Times the shipped weights under PyTorch on the CPU, eager, beside the course's pipeline: 20 guided steps and the decode.

First the networks' outputs are compared, so that the comparison is of the same work. Then a picture is drawn by PyTorch at every
number of threads and by the pipeline, by turns; the ratio is the median over rounds, for PyTorch's best number of threads.

    dotnet build -c Release tests/DiffusionCourse.Benchmarks
    python3 models/training/compare_speed.py [--rounds 10]

Needs torch, numpy and onnx (Debian: python3-torch, python3-onnx).
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

import onnx_weights
from catalogue import MODEL
from schedule import sample
from text_encoder import TextEncoder
from tokenizer import CONTEXT
from unet import UNet
from vae import LATENT_CHANNELS, Decoder

ROOT = MODEL.parent.parent
SIDE, STEPS, GUIDANCE = 16, 20, 3.0


class Torch:
    """The networks with the shipped weights."""

    def __init__(self) -> None:
        if not MODEL.exists():
            sys.exit(f"{MODEL} is not there: export.py writes it.")
        self.text_encoder = onnx_weights.load(TextEncoder(vocabulary_size()), MODEL / "text_encoder" / "model.onnx")
        self.unet = onnx_weights.load(UNet(), MODEL / "unet" / "model.onnx")
        self.decoder = onnx_weights.load(Decoder(), MODEL / "vae_decoder" / "model.onnx")

    def picture(self, noise: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        """Classifier-free guidance as one batch of two, DPM-Solver++ (2M), decode."""

        def predict(x: torch.Tensor, t: int) -> torch.Tensor:
            unconditional, conditional = self.unet(x.expand(2, -1, -1, -1), torch.tensor([t]), text).chunk(2)
            return unconditional + GUIDANCE * (conditional - unconditional)

        return self.decoder(sample(predict, noise, STEPS))


class Pipeline:
    """The course's pipeline in a process of its own, which draws when it is told to."""

    def __init__(self, folder: Path) -> None:
        programme = next(ROOT.glob("artifacts/bin/DiffusionCourse.Benchmarks/release*/DiffusionCourse.Benchmarks.dll"), None)
        if programme is None:
            sys.exit("Build it first: dotnet build -c Release tests/DiffusionCourse.Benchmarks")
        self.process = subprocess.Popen(["dotnet", str(programme), "beside", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect("ready")

    def expect(self, word: str) -> str:
        line = self.process.stdout.readline()
        if not line.startswith(word):
            sys.exit(f"The pipeline said {line!r} where {word!r} was expected.")
        return line[len(word):].strip()

    def picture(self) -> float:
        self.process.stdin.write("picture\n")
        self.process.stdin.flush()
        return float(self.expect("ms"))


def vocabulary_size() -> int:
    import json
    return len(json.loads((MODEL / "tokenizer" / "vocab.json").read_text(encoding="utf-8")))


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def compare_outputs(networks: Torch, folder: Path) -> None:
    """The same inputs through both, before anything is timed."""
    for name, reference in (("unet", networks.unet), ("vae_decoder", networks.decoder), ("text_encoder", lambda ids: networks.text_encoder(ids.long())[0])):
        inputs = [torch.from_numpy(np.load(folder / f"{name}.{i}.npy")) for i in range(3) if (folder / f"{name}.{i}.npy").exists()]
        expected = reference(*inputs).numpy()
        found = np.fromfile(folder / f"{name}.out", dtype="<f4").reshape(expected.shape)
        difference = float(np.abs(found - expected).max())
        print(f"{name}: outputs differ by at most {difference:.1e} (largest value {np.abs(expected).max():.2f})")
        if not difference < 1e-3:
            sys.exit("The outputs do not agree: these are not the same weights, and no times are compared.")


def write_inputs(folder: Path) -> None:
    random = np.random.default_rng(3)
    inputs = {
        "unet": [random.standard_normal((2, LATENT_CHANNELS, SIDE, SIDE)), np.array([501]), random.standard_normal((2, CONTEXT, 128))],
        "vae_decoder": [random.standard_normal((1, LATENT_CHANNELS, SIDE, SIDE))],
        "text_encoder": [random.integers(0, vocabulary_size(), (2, CONTEXT))],
    }
    for name, arrays in inputs.items():
        for i, array in enumerate(arrays):
            array = array.astype("<i8" if np.issubdtype(array.dtype, np.integer) else "<f4")
            np.save(folder / f"{name}.{i}.npy", array)
            (folder / f"{name}.{i}.in").write_bytes(array.tobytes())
            (folder / f"{name}.{i}.shape").write_text(" ".join(map(str, array.shape)))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    networks = Torch()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_inputs(folder)
        pipeline = Pipeline(folder)
        compare_outputs(networks, folder)
        noise, text = torch.randn(1, LATENT_CHANNELS, SIDE, SIDE), torch.randn(2, CONTEXT, 128)
        threads = list(range(1, os.cpu_count() + 1)) if os.cpu_count() <= 4 else [1, 2, os.cpu_count() // 2, os.cpu_count()]
        times: dict[int, list[float]] = {count: [] for count in threads}
        own: list[float] = []
        for round_number in range(rounds + 1):
            for count in threads:
                torch.set_num_threads(count)
                start = time.perf_counter()
                networks.picture(noise, text)
                if round_number > 0:
                    times[count].append(1000 * (time.perf_counter() - start))
            milliseconds = pipeline.picture()
            if round_number > 0:
                own.append(milliseconds)
        pipeline.process.stdin.close()
        pipeline.process.wait()

    print(f"{processor()}, {os.cpu_count()} cores, PyTorch {torch.__version__}, {STEPS} guided steps and decode, median (min) of {rounds} rounds")
    for count in threads:
        print(f"PyTorch eager, {count} thread{'s' if count > 1 else ''}: {statistics.median(times[count]):.1f} ms ({min(times[count]):.1f})")
    print(f"the course's pipeline: {statistics.median(own):.1f} ms ({min(own):.1f})")
    best = min(threads, key=lambda count: statistics.median(times[count]))
    print(f"PyTorch's best over the pipeline: {statistics.median(theirs / ours for theirs, ours in zip(times[best], own)):.2f} times (median of pairs, {best} thread{'s' if best > 1 else ''})")


if __name__ == "__main__":
    main()
