"""Makes the golden files that GoldenTest and GoldenRolloutTest compare with.

    python3 make_golden.py src/test/resources/golden

For each case: a random tiny Qwen2ForCausalLM written by save_pretrained, and golden.json with
  sequences  token ids of different lengths
  logits     for each sequence, (seq, vocab), fp32 rounded to 6 decimals
  prompt     token ids
  greedy     64 tokens that follow it when the most likely one is taken each time
  min_gap    the smallest difference between the two largest logits on that way, in nats
  seed       what the case was drawn with

Weights are far larger than those of a first initialisation, biases are not 0 and scales not 1, so
that a wrong rotation, a swapped head or a forgotten bias cannot hide. A case takes the first seed
from 1 on whose greedy way has comfortable gaps and at least 12 different tokens.

Made with Python 3.14, torch 2.14.1 and transformers 5.12.1 on a CPU in fp32, eager attention.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

VOCAB = 97
GREEDY_TOKENS = 64
SMALLEST_GAP = 0.01  # 100 times the tolerance of the tests
DIFFERENT_TOKENS = 12
LENGTHS = (10, 5)
PROMPT_LENGTH = 9

CASES = {
    "tied-4-2": dict(hidden_size=32, num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True),
    "untied-6-2": dict(
        hidden_size=36, num_attention_heads=6, num_key_value_heads=2, tie_word_embeddings=False,
        rope_theta=1000000.0, rms_norm_eps=1e-5,
    ),
    "tied-4-4": dict(
        hidden_size=24, num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=True,
        num_hidden_layers=3,
    ),
    "untied-4-1": dict(
        hidden_size=32, num_attention_heads=4, num_key_value_heads=1, tie_word_embeddings=False,
        rope_theta=500.0,
    ),
}


def config(case):
    settings = dict(
        vocab_size=VOCAB, num_hidden_layers=2, intermediate_size=40, max_position_embeddings=96,
        rms_norm_eps=1e-6, rope_theta=10000.0, bos_token_id=None, eos_token_id=None, pad_token_id=None,
    )
    settings.update(case)
    rope_theta = settings.pop("rope_theta")
    return Qwen2Config(rope_parameters={"rope_type": "default", "rope_theta": rope_theta}, **settings)


def random_model(case, seed):
    model = Qwen2ForCausalLM(config(case)).float().eval()
    model.set_attn_implementation("eager")
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator)
            if name.endswith("norm.weight"):
                parameter.copy_(1 + 0.3 * values)
            else:
                parameter.copy_((0.4 if "embed" in name or "lm_head" in name else 0.2) * values)
    return model, generator


@torch.no_grad()
def golden(model, generator, seed):
    def draw(length):
        return torch.randint(VOCAB, (length,), generator=generator).tolist()

    def logits(ids):
        return model(torch.tensor([ids]), use_cache=False).logits[0]

    sequences = [draw(length) for length in LENGTHS]
    prompt = draw(PROMPT_LENGTH)
    whole = model.generate(
        torch.tensor([prompt]), do_sample=False, max_new_tokens=GREEDY_TOKENS, use_cache=True,
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
    )[0].tolist()
    greedy = whole[len(prompt):]
    steps = logits(whole[:-1])[len(prompt) - 1:]
    top = steps.topk(2, dim=-1).values
    gap = (top[:, 0] - top[:, 1]).min().item()
    comfortable = (
        len(greedy) == GREEDY_TOKENS
        and steps.argmax(-1).tolist() == greedy
        and gap >= SMALLEST_GAP
        and len(set(greedy)) >= DIFFERENT_TOKENS
    )
    return comfortable, {
        "seed": seed,
        "sequences": sequences,
        "logits": [[[round(x, 6) for x in row] for row in logits(ids).tolist()] for ids in sequences],
        "prompt": prompt,
        "greedy": greedy,
        "min_gap": round(gap, 4),
    }


def main(folder):
    torch.set_num_threads(1)
    for name, case in CASES.items():
        for seed in range(1, 1000):
            model, generator = random_model(case, seed)
            comfortable, record = golden(model, generator, seed)
            if comfortable:
                break
        else:
            raise SystemExit(f"{name}: no seed has a comfortable greedy way")
        target = folder / name
        model.save_pretrained(target)
        (target / "generation_config.json").unlink(missing_ok=True)
        (target / "golden.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
        spread = torch.tensor(record["logits"][0]).std().item()
        print(f"{name}: seed {record['seed']}, gap {record['min_gap']}, logits std {spread:.2f}, "
              f"{len(set(record['greedy']))} different greedy tokens")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: make_golden.py FOLDER")
    main(Path(sys.argv[1]))
