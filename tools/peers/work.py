"""What the peers that are written in Python share: their arguments, the model folder, and the line that they print.

Run as a program by `contenders.py`; each peer prints one line of JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time

from measuring import own_peak_mib


def arguments(description, **flags):
    """Reads what every peer is given; each flag is a list of its choices, the first of which is the default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--what", choices=["sample", "update", "step"], required=True)
    parser.add_argument("--model", required=True, help="a folder that ./rrm bench model wrote")
    for name in ("rows", "prompt", "new", "update-rows", "update-length", "threads", "reps"):
        parser.add_argument("--" + name, type=int, required=True)
    parser.add_argument("--group", type=int, default=8, help="samples of a prompt in a step")
    for name, choices in flags.items():
        parser.add_argument("--" + name.replace("_", "-"), choices=choices, default=choices[0], type=type(choices[0]))
    args = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ[library + "_NUM_THREADS"] = str(args.threads)
    return args


def config(args):
    """The config.json of the model."""
    with open(os.path.join(args.model, "config.json"), encoding="utf-8") as file:
        return json.load(file)


def timed(args, once):
    """Seconds of each repetition, after one that is not counted."""
    seconds = []
    for repetition in range(args.reps + 1):
        start = time.perf_counter()
        once(repetition)
        if repetition:
            seconds.append(time.perf_counter() - start)
    return seconds


def tell(version, tokens, seconds):
    """Prints tokens a second: median, best and worst."""
    line = {
        "version": version,
        "tokens_per_s": tokens / statistics.median(seconds),
        "tokens_per_s_best": tokens / min(seconds),
        "tokens_per_s_worst": tokens / max(seconds),
        "peak_rss_mib": own_peak_mib(),
    }
    print(json.dumps(line))
    sys.stdout.flush()


def torch_version(torch):
    """The version of PyTorch with the library of its fp32 products."""
    built = torch.__config__.show()
    library = "MKL" if "BLAS_INFO=mkl" in built else "OpenBLAS" if _mapped("openblas") else "BLAS"
    return f"torch {torch.__version__} ({library})"


def _mapped(name):
    with open("/proc/self/maps", encoding="utf-8") as file:
        return name in file.read()
