"""Runs one program at a time on chosen cores, and says what it printed, how much memory it took and who else was busy."""

import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass


class PeerFailed(Exception):
    """A program that could not be measured; the message is a line for the table."""


class PeerMissing(PeerFailed):
    """A program that cannot be had on this machine."""


@dataclass(frozen=True)
class Finished:
    """What a program left behind."""

    output: str
    errors: str
    peak_mib: int  # of the largest process among it and its children
    others: float  # cores that other programs kept busy meanwhile


def run(command, cores, timeout, environment=None):
    """Runs a command on some cores until it ends. A command that fails or takes too long is a PeerFailed."""
    before = _busy()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                env={**os.environ, **(environment or {})},
                preexec_fn=lambda: os.sched_setaffinity(0, cores),
            )
        except OSError as e:
            raise PeerMissing(f"{command[0]}: {e.strerror}") from e
        status, usage = _wait(child, timeout)
        output, errors = (_text(file) for file in (out, err))
    if status is None:
        raise PeerFailed(f"took longer than {timeout} s")
    if status != 0:
        raise PeerFailed(f"ended with {_ending(status)}: {last_line(errors) or last_line(output) or 'without a word'}")
    seconds, busy = (after - first for after, first in zip(_busy(), before))
    own = usage.ru_utime + usage.ru_stime
    return Finished(output, errors, usage.ru_maxrss // 1024, round(max(0.0, busy - own) / max(seconds, 1e-9), 2))


def last_line(text):
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _wait(child, timeout):
    """The exit status, negative for a signal, and the resources; no status where the time is over."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode, usage
        time.sleep(0.05)
    os.killpg(child.pid, signal.SIGKILL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = -signal.SIGKILL
    return None, usage


def _ending(status):
    return f"status {status}" if status > 0 else f"signal {-status}"


def _text(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _busy():
    """Seconds on the clock, and core-seconds that the machine was busy or stolen from it."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, steal = (int(n) for n in file.readline().split()[1:9])
    ticks = os.sysconf("SC_CLK_TCK")
    return time.monotonic(), (user + nice + system + irq + softirq + steal) / ticks


def processor():
    """The name of the processor, and the widest vectors that it says it has."""
    name, flags = "unknown", ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            key, _, value = (part.strip() for part in line.partition(":"))
            if key == "model name":
                name = value
            elif key == "flags":
                flags = value.split()
                break
    widest = next((v for f, v in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if f in flags), "neither AVX2 nor AVX-512")
    return f"{name}, {widest}"


def own_peak_mib():
    """The largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
