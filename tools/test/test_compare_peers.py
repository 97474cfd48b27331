"""Tests of tools/compare-peers: python3 -m unittest discover -s tools/test. Peers are small scripts that print what the
programs print; the decoder is compared with transformers where PyTorch and transformers can be imported."""

import contextlib
import io
import json
import os
import stat
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True

from peers import contenders, main, table  # noqa: E402
from peers.contenders import Job, LlamaCpp, Rrm, Script  # noqa: E402
from peers.measuring import Finished, PeerFailed, PeerMissing, run  # noqa: E402

WORK = {"rows": 2, "prompt": 3, "new": 4, "update_rows": 5, "update_length": 6}
CORES = tuple(sorted(os.sched_getaffinity(0)))[:1]


def job(what="sample", reps=2, timeout=20):
    return Job(what, "S", WORK, Path("model"), Path("model.gguf"), CORES, reps, timeout)


def finished(output, errors=""):
    return Finished(output, errors, 7, 0.25)


def line(peer, turn, rate, **more):
    told = {"tokens_per_s": rate, "peak_rss_mib": 10, "version": peer + " 1", "others": 0.1, "flags": {}, "machine": {}}
    told = {"error": rate} if isinstance(rate, str) else told
    return {"what": "sample", "shape": "M", "peer": peer, "turn": turn, "processor": "P, AVX2", "cores": 2, **told, **more}


class Outputs(unittest.TestCase):
    def test_our_own_line_has_rates_memory_and_the_machine(self):
        said = {"tokens_per_s": 10.5, "tokens_per_s_best": 11, "tokens_per_s_worst": 9, "peak_rss_mib": 400}
        said.update({"gemm_peak_gflops": 176.0, "copy_gb_per_s": 30.0, "seconds": 1})
        its = Rrm("rrm").read(finished("a notice\n" + json.dumps(said) + "\n"), job())
        self.assertEqual((its.median, its.best, its.worst, its.peak_mib, its.others), (10.5, 11, 9, 400, 0.25))
        self.assertEqual(its.machine, {"gemm_peak_gflops": 176.0, "copy_gb_per_s": 30.0})

    def test_llama_cpp_counts_drawn_tokens_over_prompts_and_decoding_without_the_first_run(self):
        runs = [{"pl": 2, "tg": 4, "t_pp": 1.0, "t_tg": t} for t in (9.0, 3.0, 1.0)]
        peer = LlamaCpp("true")
        peer.version = "llama.cpp 1"
        its = peer.read(finished("\n".join(["loading"] + [json.dumps(r) for r in runs])), job())
        self.assertEqual((its.median, its.best, its.worst), (3.0, 4.0, 2.0))
        self.assertEqual(its.peak_mib, 7)

    def test_llama_cpp_that_stops_early_has_failed(self):
        with self.assertRaisesRegex(PeerFailed, "1 counted runs, not 2: out of cells"):
            run_line = json.dumps({"pl": 2, "tg": 4, "t_pp": 1.0, "t_tg": 1.0})
            LlamaCpp("true").read(finished(run_line + "\n" + run_line, "out of cells\n"), job())

    def test_a_script_is_asked_for_the_work_of_the_shape_with_its_flags(self):
        peer = Script("P", "p.py", "env A=1 python3", ("update",), {"layout": (("update",), ["rows", "columns"])})
        command = " ".join(peer.command(job("update"), {"layout": "columns"}))
        self.assertTrue(command.startswith("env A=1 python3 /"), command)
        self.assertIn("--rows 2 --prompt 3 --new 4 --update-rows 5 --update-length 6 --threads 1 --reps 2", command)
        self.assertTrue(command.endswith("--layout columns"), command)


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def script(self, name, text):
        file = self.folder / name
        file.write_text("#!/bin/sh\n" + text + "\n", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return str(file)

    def test_a_program_runs_on_the_cores_that_were_asked_for(self):
        told = run([sys.executable, "-c", "import os; print(sorted(os.sched_getaffinity(0)))"], CORES, 20)
        self.assertEqual(told.output.strip(), str(list(CORES)))
        self.assertGreater(told.peak_mib, 1)

    def test_a_program_that_is_not_there_is_missing(self):
        with self.assertRaisesRegex(PeerMissing, "no-such-program: No such file"):
            run(["no-such-program"], CORES, 20)

    def test_a_failure_is_told_with_its_last_words(self):
        with self.assertRaisesRegex(PeerFailed, "^ended with status 3: no room$"):
            run([self.script("fails", "echo first >&2; echo no room >&2; exit 3")], CORES, 20)

    def test_a_program_that_takes_too_long_is_ended(self):
        with self.assertRaisesRegex(PeerFailed, "longer than 0.2 s"):
            run([self.script("waits", "exec sleep 60")], CORES, 0.2)

    def test_a_module_that_cannot_be_imported_is_a_peer_that_cannot_be_had(self):
        python = self.script("python", "echo \"ModuleNotFoundError: No module named 'trl'\" >&2; exit 1")
        with self.assertRaisesRegex(PeerMissing, "No module named 'trl'"):
            contenders.measure(contenders.trl(python), job("step"), {"attention": "sdpa"})

    def test_the_fastest_flags_are_chosen_and_those_that_fail_are_not(self):
        python = self.script(
            "python",
            'case "$*" in *eager*) echo no >&2; exit 1;; *static*) r=30;; *) r=20;; esac\n'
            'echo "{\\"tokens_per_s\\": $r, \\"tokens_per_s_best\\": 1, \\"tokens_per_s_worst\\": 1,'
            ' \\"peak_rss_mib\\": 1, \\"version\\": \\"v\\"}"',
        )
        with contextlib.redirect_stderr(io.StringIO()) as said:
            chosen = contenders.choose(contenders.transformers_generate(python), job())
        self.assertEqual(chosen, {"attention": "sdpa", "cache": "static"})
        self.assertIn("attention eager: ended with status 1: no", said.getvalue())

    def test_one_call_measures_all_and_says_who_was_missing(self):
        rrm = self.script(
            "rrm",
            'case "$2" in\n'
            'model) mkdir -p "$6"; echo \'{"rows": 2, "prompt": 3, "new": 4, "update_rows": 5, "update_length": 6}\';;\n'
            'sample) echo \'{"tokens_per_s": 60, "tokens_per_s_best": 70, "tokens_per_s_worst": 50, "peak_rss_mib": 9}\';;\n'
            "esac",
        )
        llama = self.script("llama", 'if [ "$1" = --version ]; then echo "version: 5" >&2; exit; fi\n'
                            'for i in 1 2 3 4; do echo \'{"pl": 2, "tg": 4, "t_pp": 0.1, "t_tg": 0.1}\'; done | head -n '
                            '$(echo "$*" | sed "s/.*-npl //; s/ .*//" | tr , "\\n" | wc -l)')
        arguments = ["--work", str(self.folder / "work"), "--rrm", rrm, "--llama", llama, "--what", "sample"]
        arguments += ["--cores", ",".join(map(str, CORES)), "--python", "no-such-python", "--peers", "transformers,llama.cpp"]
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
            main.main(arguments)
        text = out.getvalue()
        self.assertIn("| sample | S | transformers | cannot be had here: no-such-python: No such file or directory |", text)
        self.assertIn("| sample | S | llama.cpp | 40.0 (40.0 - 40.0) | 60.0 (60.0 - 60.0) | 1.50 | 1.50, 1.50 |", text)
        self.assertIn("llama.cpp 5", text)
        with contextlib.redirect_stdout(io.StringIO()) as again:
            main.main(arguments + ["--table"])
        self.assertEqual(again.getvalue(), text)


class Tables(unittest.TestCase):
    def test_ratios_are_those_within_a_turn_and_that_of_the_medians(self):
        lines = [line("rrm", t, r) for t, r in enumerate((30.0, 20.0, 50.0))]
        lines += [line("torch", t, r, flags={"layout": "rows"}) for t, r in enumerate((10.0, 20.0, 40.0))]
        row = table.rows(lines)[0]
        self.assertIn("| 20.0 (10.0 - 40.0) | 30.0 (20.0 - 50.0) | 1.50 | 3.00, 1.00, 1.25 | 10, 10 | `layout rows` |", row)

    def test_a_turn_that_failed_is_told_beside_those_that_did_not(self):
        lines = [line("rrm", 0, 30.0), line("rrm", 1, 30.0), line("torch", 0, 10.0), line("torch", 1, "ended with signal 9")]
        rows = table.rows(lines)
        self.assertEqual(len(rows), 2)
        self.assertIn("1 of 2 turns: ended with signal 9", rows[1])

    def test_without_our_own_figure_there_is_no_ratio(self):
        rows = table.rows([line("rrm", 0, "no java"), line("torch", 0, 10.0)])
        self.assertIn("| 10.0 (10.0 - 10.0) | no java | |", rows[0].replace("|  |", "| |"))

    def test_the_machine_is_told_with_its_best_product_and_who_else_was_busy(self):
        lines = [line("rrm", 0, 1.0, machine={"gemm_peak_gflops": 100}), line("rrm", 1, 1.0, machine={"gemm_peak_gflops": 176})]
        text = table.markdown(lines)
        self.assertIn("P, AVX2; 2 cores; fastest fp32 product 176 GFLOP/s; other programs kept 0.10 cores busy", text)

    def test_wrong_words_are_refused(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as said:
            main.main(["--what", "sample,draw"])
        self.assertIn("--what: draw is unknown, must be of sample, update, step", said.getvalue())

    def test_cores_are_lists_and_ranges(self):
        self.assertEqual(main.cores("0,2-4"), (0, 2, 3, 4))


class Reference(unittest.TestCase):
    """The decoder in PyTorch, against transformers, and cached against whole, under all of its flags."""

    def test_all_flags_give_the_logits_of_transformers(self):
        try:
            import torch
            from transformers import Qwen2Config, Qwen2ForCausalLM
        except ImportError as e:
            self.skipTest(str(e))
        sys.path.insert(0, str(TOOLS / "peers"))
        from torch_decoder import Decoder

        torch.manual_seed(1)
        shape = dict(vocab_size=50, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
                     num_key_value_heads=2, rms_norm_eps=1e-6, max_position_embeddings=32, tie_word_embeddings=True)
        model = Qwen2ForCausalLM(Qwen2Config(**shape, rope_theta=1000.0, initializer_range=0.3))
        for weight in model.parameters():
            weight.data += 0.1 * torch.randn_like(weight)
        ids = torch.randint(50, (3, 12))
        with torch.no_grad():
            expected = model(ids).logits
            for layout in ("rows", "columns"):
                for attention in ("products", "sdpa"):
                    decoder = Decoder({**shape, "rope_theta": 1000.0}, model.state_dict(), layout, attention, attention)
                    torch.testing.assert_close(decoder.logits(ids), expected, rtol=1e-4, atol=1e-4)
                    decoder.sample(ids[:, :2], 2)  # chooses the head
                    cache = decoder.cache(3, 12)
                    decoder.logits(ids[:, :5], 4, cache)
                    for position in range(5, 12):
                        one = decoder.next_logits(ids[:, position : position + 1], position, cache)
                        torch.testing.assert_close(one, expected[:, position], rtol=1e-4, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
