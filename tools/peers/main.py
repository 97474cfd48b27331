"""The command line of tools/compare-peers."""

import argparse
import json
import os
import shlex
import sys
from pathlib import Path

from . import contenders, table
from .contenders import WHATS, Job, LlamaCpp, Rrm
from .measuring import PeerFailed, PeerMissing, processor, run

ROOT = Path(__file__).resolve().parents[2]
PEERS = "pytorch", "transformers", "trl", "llama.cpp"

DESCRIPTION = """
Runs ./rrm bench and other programs at the same work, turn by turn on the same cores, and prints a table for
docs/performance.md. The peers: a reference in plain PyTorch (torch_decoder.py), transformers' generate, TRL's GRPOTrainer,
and llama.cpp's llama-batched-bench on a GGUF file that ./rrm export makes of the same model. All are in fp32, with random
weights. A peer that is not there, or fails, is a row that says so.
"""

EPILOG = """
Each peer runs with the fastest of its own flags, which are tried once for a shape and kept in WORK/flags.json. Every run is a
line of WORK/turns.jsonl; a later call adds to it, and --table prints all of it.
"""


def options(argv):
    parser = argparse.ArgumentParser(
        prog="compare-peers", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words = lambda text: text.split(",")
    parser.add_argument("--shapes", type=words, default=["S"], metavar="S,M,L", help="sizes of the model (S)")
    parser.add_argument("--what", type=words, default=list(WHATS), metavar="WHAT,...", help="of sample,update,step (all)")
    parser.add_argument("--peers", type=words, default=list(PEERS), metavar="PEER,...", help="of " + ",".join(PEERS) + " (all)")
    parser.add_argument("--turns", type=int, default=2, help="times that all take their turn (2)")
    parser.add_argument("--reps", type=int, default=3, help="counted repetitions of a run (3)")
    parser.add_argument("--cores", type=cores, help="cores that each program is pinned to, as 0,1 or 0-3 (all)")
    parser.add_argument("--timeout", type=int, default=900, metavar="S", help="seconds after which a run is given up (900)")
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "peers", metavar="DIR", help="models, flags and turns")
    parser.add_argument("--rrm", default=ROOT / "rrm", metavar="FILE", help="the ./rrm that is measured")
    parser.add_argument("--before", metavar="FILE", help="./rrm of an older build, as one more peer")
    parser.add_argument(
        "--python",
        action="append",
        metavar="COMMAND",
        help="a Python with PyTorch for the reference; given twice, both are measured (python3)",
    )
    parser.add_argument("--transformers-python", metavar="COMMAND", help="a Python with transformers (the first --python)")
    parser.add_argument("--trl-python", metavar="COMMAND", help="a Python with TRL (that of transformers)")
    parser.add_argument("--llama", default="llama-batched-bench", metavar="COMMAND", help="(llama-batched-bench)")
    parser.add_argument("--tune", action="store_true", help="only chooses flags")
    parser.add_argument("--table", action="store_true", help="only prints the table of WORK/turns.jsonl")
    parser.add_argument("--json", action="store_true", help="prints the lines instead of the table")
    args = parser.parse_args(argv)
    for name, given, known in (("--what", args.what, WHATS), ("--peers", args.peers, PEERS)):
        if unknown := [word for word in given if word not in known]:
            parser.error(f"{name}: {', '.join(unknown)} is unknown, must be of {', '.join(known)}")
    args.cores = args.cores or tuple(sorted(os.sched_getaffinity(0)))
    return args


def cores(text):
    """Numbers of cores: 0,2 or 0-3."""
    numbers = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(numbers))


def all_peers(args):
    """The programs in the order of the first turn."""
    pythons = args.python or ["python3"]
    second = args.transformers_python or pythons[0]
    peers = [Rrm(args.rrm)]
    if args.before:
        peers.append(Rrm(args.before, "before"))
    if "pytorch" in args.peers:
        peers += [contenders.torch_reference(python, number) for number, python in enumerate(pythons)]
    if "transformers" in args.peers:
        peers.append(contenders.transformers_generate(second))
    if "trl" in args.peers:
        peers.append(contenders.trl(args.trl_python or second))
    if "llama.cpp" in args.peers:
        peers.append(LlamaCpp(args.llama))
    return peers


def prepare(args, shape):
    """The model of a shape, its GGUF file, and what is done with it; made once."""
    folder, gguf, said = (args.work / name for name in (shape, shape + "-gguf", shape + ".json"))
    if not said.exists():
        args.work.mkdir(parents=True, exist_ok=True)
        printed = own(args, "bench", "model", "--shape", shape, "--output", str(folder))
        own(args, "export", str(folder), "--output", str(gguf), "--format", "gguf", "--quantize", "f32")
        said.write_text(printed.splitlines()[-1] + "\n", encoding="utf-8")
    return json.loads(said.read_text(encoding="utf-8")), folder, gguf / (gguf.name + ".gguf")


def own(args, *command):
    try:
        return run([str(args.rrm), *command], args.cores, args.timeout).output
    except PeerFailed as e:
        sys.exit(f"compare-peers: ./rrm {' '.join(command[:2])}: {e}")


class Flags:
    """The fastest flags of each peer, kept in a file."""

    def __init__(self, work):
        self.file = work / "flags.json"
        self.known = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}

    def of(self, peer, job):
        key = " ".join((processor(), str(job.cores), job.what, job.shape, shlex.join(peer.command(job, every_first(peer, job)))))
        if key not in self.known:
            self.known[key] = contenders.choose(peer, job)
            self.file.write_text(json.dumps(self.known, indent=1) + "\n", encoding="utf-8")
        return self.known[key]


def every_first(peer, job):
    return {flag: choices[0] for flag, choices in peer.flags(job.what).items()}


def one_run(peer, job, turn, flags):
    """A line about one run: what was measured, or why it was not."""
    line = {"what": job.what, "shape": job.shape, "peer": peer.name, "turn": turn}
    line.update(processor=processor(), cores=len(job.cores))
    try:
        chosen = flags.of(peer, job)
        its = contenders.measure(peer, job, chosen)
    except PeerFailed as e:
        return {**line, "error": str(e), "missing": isinstance(e, PeerMissing)}
    line.update(tokens_per_s=its.median, best=its.best, worst=its.worst, peak_rss_mib=its.peak_mib)
    return {**line, "version": its.version, "others": its.others, "flags": chosen, "machine": its.machine}


def turns(args, job, record):
    """All take their turn; another one begins each time."""
    flags = Flags(args.work)
    peers = [peer for peer in all_peers(args) if peer.does(job.what)]
    if args.tune:
        for peer in peers:
            try:
                print(f"{job.what} {job.shape} {peer.name}: {flags.of(peer, job)}", file=sys.stderr)
            except PeerFailed as e:
                print(f"{job.what} {job.shape} {peer.name}: {e}", file=sys.stderr)
        return
    first = record.next_turn(job)
    for turn in range(first, first + args.turns):
        shift = turn % len(peers)
        for peer in peers[shift:] + peers[:shift]:
            record.add(one_run(peer, job, turn, flags))


class Record:
    """The lines of all runs, in a file that only grows."""

    def __init__(self, work):
        self.file = work / "turns.jsonl"

    def lines(self):
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]

    def next_turn(self, job):
        done = [line["turn"] for line in self.lines() if (line["what"], line["shape"]) == (job.what, job.shape)]
        return max(done, default=-1) + 1

    def add(self, line):
        with open(self.file, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        told = f"{line['tokens_per_s']:,.1f} tokens/s" if "tokens_per_s" in line else line["error"]
        print(f"{line['what']} {line['shape']}, turn {line['turn'] + 1}, {line['peer']}: {told}", file=sys.stderr)


def main(argv=None):
    args = options(argv)
    record = Record(args.work)
    before = 0 if args.table else len(record.lines())
    if not args.table:
        for shape in args.shapes:
            work, folder, gguf = prepare(args, shape)
            for what in args.what:
                turns(args, Job(what, shape, work, folder, gguf, args.cores, args.reps, args.timeout), record)
    lines = record.lines()[before:]
    if args.json:
        print("\n".join(json.dumps(line) for line in lines))
    elif lines:
        print(table.markdown(lines))
    elif args.table:
        sys.exit(f"compare-peers: {record.file}: has no runs; run it without --table first")
    return 0
