"""Loads a served judge, and checks what it promises. By hand; docs/serving.md has the figures.

    python load_check.py --command "./rrm serve --model runs/quickstart --no-token --port 18090 --store /tmp/answers" \
        --url http://127.0.0.1:18090 --store /tmp/answers --seconds 600

1. Load: 64 clients, each request another pair. Every answer must be that of its request, none lost, none doubled in the
   store; the server's memory is sampled.
2. Overload: 400 clients. Some must be refused with 429 and Retry-After, and all must get their answer in the end.
3. kill -9 under load: what was given out must be answered from the store by the next server, with the same bytes.
"""
import argparse
import collections
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.parse


class Clients:
    """Threads that ask until a time, and what they were told."""

    def __init__(self, url, count, seconds, name):
        self.address = urllib.parse.urlparse(url).netloc
        self.end = time.monotonic() + seconds
        self.name = name
        self.waits, self.statuses, self.answers = [], collections.Counter(), {}
        self.problems = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(c,), daemon=True) for c in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self, client):
        connection = http.client.HTTPConnection(self.address, timeout=300)
        number = 0
        while time.monotonic() < self.end:
            key = f"{self.name}-{client}-{number}"
            number += 1
            a, b = client % 10, number % 10
            body = json.dumps({"id": key, "prompt": f"{a} + {b}", "responses": [str(a + b), str(a + b + 1)]})
            asked = time.monotonic()
            while True:
                try:
                    connection.request("POST", "/v1/judge", body, {"Content-Type": "application/json"})
                    reply = connection.getresponse()
                    text = reply.read()
                except (OSError, http.client.HTTPException) as e:
                    with self.lock:
                        self.statuses[type(e).__name__] += 1
                    return
                with self.lock:
                    self.statuses[reply.status] += 1
                if reply.status != 429:
                    break
                if not reply.headers["Retry-After"]:
                    self.problems.append("429 without Retry-After")
                time.sleep(float(reply.headers["Retry-After"] or 1))
            with self.lock:
                self.waits.append(time.monotonic() - asked)
                if reply.status in (200, 422):
                    if json.loads(text)["id"] != key or key in self.answers:
                        self.problems.append(f"{key} got the answer of {json.loads(text)['id']}")
                    self.answers[key] = (body, text)

    def join(self):
        for thread in self.threads:
            thread.join()

    def report(self, seconds):
        waits = sorted(self.waits)
        at = lambda p: waits[min(len(waits) - 1, int(p * len(waits)))]
        print(f"{self.name}: {len(waits)} answers in {seconds:.0f} s, {len(waits) / seconds:.1f} a second, statuses "
              f"{dict(self.statuses)}, p50 {at(.5):.2f} s, p90 {at(.9):.2f} s, p95 {at(.95):.2f} s, p99 {at(.99):.2f} s, "
              f"longest {waits[-1]:.2f} s, problems {self.problems[:3]}", flush=True)


def started(command, url):
    process = subprocess.Popen(command, shell=True, preexec_fn=os.setsid)
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == 200:
                return process
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server does not get ready")


def java(process):
    """The Java process of the server: the one of its session that holds the most memory."""
    best = (0, process.pid)
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == process.pid:
                    best = max(best, (memory(int(entry.name)), int(entry.name)))
            except (OSError, ValueError):
                continue
    return best[1]


def memory(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) // 1024


def stored(folder):
    ids = collections.Counter()
    for file in sorted(pathlib.Path(folder).glob("answers-*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            ids[json.loads(line)["id"]] += 1
    return ids


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--command", required=True)
    options.add_argument("--url", required=True)
    options.add_argument("--store", required=True)
    options.add_argument("--seconds", type=int, default=600)
    given = options.parse_args()
    process = started(given.command, given.url)
    pid = java(process)
    load = Clients(given.url, 64, given.seconds, "load")
    samples = []
    began = time.monotonic()
    while time.monotonic() - began < given.seconds:
        time.sleep(min(30, given.seconds / 10))
        samples.append(memory(pid))
    load.join()
    load.report(time.monotonic() - began)
    print("resident memory, MiB:", samples)
    ids = stored(given.store)
    print(f"store: {len(ids)} answers, {sum(n > 1 for n in ids.values())} of them twice")
    began = time.monotonic()
    over = Clients(given.url, 400, given.seconds / 20, "overload")
    over.join()
    over.report(time.monotonic() - began)
    after = Clients(given.url, 8, 5, "after")
    after.join()
    after.report(5)
    killed = Clients(given.url, 64, 3600, "killed")
    time.sleep(10)
    os.kill(pid, signal.SIGKILL)
    killed.join()
    print(f"killed: {len(killed.answers)} answers before, {dict(killed.statuses)}")
    process = started(given.command, given.url)
    connection = http.client.HTTPConnection(urllib.parse.urlparse(given.url).netloc, timeout=60)
    kept = same = 0
    for body, text in killed.answers.values():
        connection.request("POST", "/v1/judge", body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        again = reply.read()
        kept += reply.headers["X-Judge-Answer"] == "kept"
        same += again == text
    print(f"after the kill: {kept} of {len(killed.answers)} from the store, {same} with the same bytes")
    os.killpg(process.pid, signal.SIGTERM)
    print("exit", process.wait())


if __name__ == "__main__":
    main()
