"""How each program is called, which flags it may choose between, and how its output is read."""

import json
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .measuring import PeerFailed, PeerMissing, last_line, run

HERE = Path(__file__).parent
SAMPLE, UPDATE, STEP = WHATS = "sample", "update", "step"


@dataclass(frozen=True)
class Job:
    """What is done: a line of `./rrm bench model` and the folders with the model."""

    what: str
    shape: str
    work: dict  # rows, prompt, new, update_rows, update_length
    folder: Path
    gguf: Path
    cores: tuple
    reps: int
    timeout: int


@dataclass(frozen=True)
class Measured:
    """One run of one program, in tokens a second."""

    median: float
    best: float
    worst: float
    peak_mib: int
    version: str
    others: float
    machine: dict = field(default_factory=dict)  # of our own runs: GFLOP/s and GB/s


class Rrm:
    """This project, at this or at another commit."""

    def __init__(self, script, label="rrm"):
        self.script, self.name = str(script), label

    def does(self, what):
        return what in WHATS

    def flags(self, what):
        """The choices of each flag; the first is the default."""
        return {}

    def command(self, job, chosen):
        return [self.script, "bench", job.what, "--shape", job.shape, "--reps", str(job.reps), "--threads", str(len(job.cores))]

    def read(self, finished, job):
        line = _json_line(finished.output, "tokens_per_s")
        names = "gemm_peak_gflops", "copy_gb_per_s", "gemm_peak_share", "decode_gb_per_s"
        return Measured(
            line["tokens_per_s"],
            line["tokens_per_s_best"],
            line["tokens_per_s_worst"],
            line.get("peak_rss_mib", finished.peak_mib),  # before the products, which take memory of their own
            self.name,
            finished.others,
            {name: line[name] for name in names if name in line},
        )


class Script:
    """A program of this folder that runs in an environment of Python."""

    def __init__(self, name, file, python, whats, flags):
        self.name, self.file, self.python, self.whats, self._flags = name, file, shlex.split(python), whats, flags

    def does(self, what):
        return what in self.whats

    def flags(self, what):
        return {flag: choices for flag, (whats, choices) in self._flags.items() if what in whats}

    def command(self, job, chosen):
        numbers = {"rows": "rows", "prompt": "prompt", "new": "new", "update_rows": "update-rows", "update_length": "update-length"}
        command = [*self.python, str(HERE / self.file), "--what", job.what, "--model", str(job.folder)]
        for key, flag in numbers.items():
            command += ["--" + flag, str(job.work[key])]
        command += ["--threads", str(len(job.cores)), "--reps", str(job.reps)]
        return command + [part for flag, value in chosen.items() for part in ("--" + flag, str(value))]

    def read(self, finished, job):
        line = _json_line(finished.output, "tokens_per_s")
        return Measured(
            line["tokens_per_s"],
            line["tokens_per_s_best"],
            line["tokens_per_s_worst"],
            line["peak_rss_mib"],
            line["version"],
            finished.others,
        )


class LlamaCpp:
    """llama.cpp's llama-batched-bench, which decodes given tokens: it draws none."""

    name = "llama.cpp"

    def __init__(self, command):
        self.binary = shlex.split(command)
        self.version = None

    def does(self, what):
        return what == SAMPLE

    def flags(self, what):
        return {"flash-attn": ["on", "off"], "cache-type": ["f16", "f32"]}

    def command(self, job, chosen):
        rows, prompt, new = (job.work[key] for key in ("rows", "prompt", "new"))
        threads = str(len(job.cores))
        repeated = ",".join([str(rows)] * (job.reps + 1))
        return [
            *self.binary,
            *("-m", str(job.gguf), "-c", str(rows * (prompt + new)), "-t", threads, "-tb", threads),
            *("-npp", str(prompt), "-ntg", str(new), "-npl", repeated, "--output-format", "jsonl"),
            *("-fa", chosen["flash-attn"], "-ctk", chosen["cache-type"], "-ctv", chosen["cache-type"]),
        ]

    def read(self, finished, job):
        lines = [json.loads(line) for line in finished.output.splitlines() if line.startswith("{")]
        lines = [line for line in lines if "t_tg" in line][1:]  # the first is not counted, as everywhere
        if len(lines) != job.reps:
            raise PeerFailed(f"printed {len(lines)} counted runs, not {job.reps}: {last_line(finished.errors)}")
        rates = sorted(line["pl"] * line["tg"] / (line["t_pp"] + line["t_tg"]) for line in lines)
        return Measured(middle(rates), rates[-1], rates[0], finished.peak_mib, self._version(job), finished.others)

    def _version(self, job):
        if self.version is None:
            said = run([*self.binary, "--version"], job.cores, job.timeout)
            lines = (said.errors + said.output).splitlines()
            self.version = "llama.cpp " + next((l.partition(": ")[2] for l in lines if l.startswith("version")), "?")
        return self.version


def torch_reference(python, number):
    flags = {
        "layout": (WHATS, ["rows", "columns"]),
        "decoding": ((SAMPLE, STEP), ["products", "sdpa"]),
        "training": ((UPDATE, STEP), ["products", "sdpa"]),
        "parts": ((UPDATE, STEP), [4, 1, 2, 8]),
    }
    name = "PyTorch" if number == 0 else f"PyTorch {number + 1}"
    return Script(name, "torch_reference.py", python, WHATS, flags)


def transformers_generate(python):
    flags = {"attention": ((SAMPLE,), ["sdpa", "eager"]), "cache": ((SAMPLE,), ["dynamic", "static"])}
    return Script("transformers", "transformers_generate.py", python, (SAMPLE,), flags)


def trl(python):
    flags = {"attention": ((STEP,), ["sdpa", "eager"])}
    return Script("TRL", "trl_grpo.py", python, (STEP,), flags)


def measure(peer, job, chosen):
    """Runs a program once with chosen flags."""
    try:
        finished = run(peer.command(job, chosen), job.cores, job.timeout)
    except PeerMissing:
        raise
    except PeerFailed as e:
        raise (PeerMissing if "ModuleNotFoundError" in str(e) else PeerFailed)(str(e)) from e
    try:
        return peer.read(finished, job)
    except (KeyError, ValueError) as e:
        raise PeerFailed(f"its output could not be read: {last_line(finished.output)[:200]}") from e


def choose(peer, job):
    """The fastest flags, one flag after the other, each with one repetition; a choice that fails is not taken."""
    quick = Job(**{**job.__dict__, "reps": 1})
    flags = peer.flags(job.what)
    best = {flag: choices[0] for flag, choices in flags.items()}
    if not flags:
        return best
    rate, failure = 0.0, None
    try:
        rate = measure(peer, quick, best).median
    except PeerMissing:
        raise
    except PeerFailed as e:
        failure = e
    for flag, choices in flags.items():
        for choice in choices[1:]:
            tried = {**best, flag: choice}
            try:
                its = measure(peer, quick, tried).median
            except PeerFailed as e:
                print(f"{peer.name}: {flag} {choice}: {e}", file=sys.stderr)
                continue
            if its > rate:
                best, rate = tried, its
    if rate == 0.0:
        raise failure
    return best


def middle(values):
    """The median of sorted or unsorted values."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _json_line(output, key):
    for line in reversed(output.splitlines()):
        if line.startswith("{") and key in line:
            return json.loads(line)
    raise ValueError(output)
