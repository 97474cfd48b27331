"""GRPO of a small policy by a Python trainer, with a served judge as the reward and no gold label.

    ./rrm train configs/quickstart.yaml
    ./rrm train configs/miniature/policy.yaml
    ./rrm serve --model runs/quickstart &
    python grpo_with_served_judge.py --policy runs/policy --url http://127.0.0.1:8080

Needs torch and transformers. Prints the gold accuracy on held-out problems before, during and after the training; the
answers of those problems are read for this alone.
"""
import argparse
import json
import math
import os
import pathlib
import random
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import torch
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast


def judged(url, prompt, responses, seed):
    """The ratings of the responses, or None where the judge has no verdict."""
    body = {"prompt": prompt, "responses": responses, "method": "elo", "opponents": 4, "seed": seed}
    headers = {"Content-Type": "application/json"}
    if os.environ.get("RRM_TOKEN"):
        headers["Authorization"] = "Bearer " + os.environ["RRM_TOKEN"]
    for attempt in range(6):
        try:
            request = urllib.request.Request(url + "/v1/judge", json.dumps(body).encode(), headers)
            with urllib.request.urlopen(request, timeout=120) as reply:
                return json.load(reply)["ranking"]["ratings"]
        except urllib.error.HTTPError as e:
            if e.code == 422:
                return None
            if e.code not in (429, 503):
                raise
            time.sleep(float(e.headers.get("Retry-After", 2**attempt)))
    return None


def answer(text):
    """What follows the thinking; None where it never ends or nothing follows."""
    _, end, rest = text.partition("</think>")
    return rest.strip() or None if end else None


def generate(model, tokenizer, prompts, samples, limit):
    texts = [tokenizer.apply_chat_template([{"role": "user", "content": p}], tokenize=False, add_generation_prompt=True)
             for p in prompts]
    inputs = tokenizer(texts, return_tensors="pt", padding=True, padding_side="left", add_special_tokens=False)
    with torch.no_grad():
        out = model.generate(**inputs, do_sample=samples > 1, num_return_sequences=samples, max_new_tokens=limit,
                             pad_token_id=tokenizer.pad_token_id, **({"top_k": 0, "top_p": 1.0} if samples > 1 else {}))
    start = inputs["input_ids"].shape[1]
    completion = out[:, start:]
    ends = completion == model.generation_config.eos_token_id if isinstance(model.generation_config.eos_token_id, int) \
        else torch.isin(completion, torch.tensor(model.generation_config.eos_token_id))
    after = ends.cumsum(1) - ends.long() > 0  # behind the end
    attention = torch.cat([inputs["attention_mask"].repeat_interleave(samples, 0), (~after).long()], 1)
    texts = tokenizer.batch_decode([[t for t, gone in zip(row.tolist(), dead.tolist()) if not gone]
                                    for row, dead in zip(completion, after)], skip_special_tokens=False)
    finished = ends.any(1).tolist()
    end_texts = [tokenizer.decode([i]) for i in ([model.generation_config.eos_token_id]
                 if isinstance(model.generation_config.eos_token_id, int) else model.generation_config.eos_token_id)]
    for end in end_texts:
        texts = [t.replace(end, "") for t in texts]
    return out, attention, start, ~after, [answer(t) if f else None for t, f in zip(texts, finished)]


def log_probs(model, ids, attention, start):
    positions = (attention.cumsum(1) - 1).clamp(min=0)
    logits = model(input_ids=ids, attention_mask=attention, position_ids=positions).logits[:, start - 1:-1]
    return torch.log_softmax(logits.float(), -1).gather(2, ids[:, start:, None]).squeeze(2)


def gold(model, tokenizer, problems, limit):
    right = 0
    for i in range(0, len(problems), 100):
        some = problems[i:i + 100]
        answers = generate(model, tokenizer, [p["prompt"] for p in some], 1, limit)[4]
        right += sum(a == p["answer"] for a, p in zip(answers, some))
    p, n, z = right / len(problems), len(problems), 1.96
    center, half = (p + z * z / 2 / n) / (1 + z * z / n), z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return f"{100 * p:.1f} % [{100 * (center - half):.1f}, {100 * (center + half):.1f}] of {n}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--policy", type=pathlib.Path, required=True, help="the run of a policy")
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--steps", type=int, default=40)
    options.add_argument("--prompts", type=int, default=16)
    options.add_argument("--samples", type=int, default=8)
    options.add_argument("--learning-rate", type=float, default=2e-4)
    options.add_argument("--max-new-tokens", type=int, default=96)
    options.add_argument("--problems", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    torch.manual_seed(given.seed)
    random.seed(given.seed)
    folder = given.policy / "checkpoints" / "latest"
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    # AutoTokenizer of transformers 5 puts the splitting of Qwen2 in the place of that of tokenizer.json (docs/models.md).
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    tokenizer.pad_token_id = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
    read = lambda name: [json.loads(line) for line in (given.policy / "data" / name).read_text("utf-8").splitlines()]
    prompts = [row["prompt"] for row in read("prompts.jsonl")]
    problems = read("heldout-problems.jsonl")[:given.problems]
    optimizer = torch.optim.AdamW(model.parameters(), lr=given.learning_rate, betas=(0.9, 0.95), weight_decay=0)
    print("gold accuracy before:", gold(model, tokenizer, problems, given.max_new_tokens), flush=True)
    failed = 0
    for step in range(1, given.steps + 1):
        some = random.sample(prompts, given.prompts)
        ids, attention, start, mask, answers = generate(model, tokenizer, some, given.samples, given.max_new_tokens)

        def rewards(i):
            own = answers[i * given.samples:(i + 1) * given.samples]
            shown = [a for a in own if a is not None]
            if len(set(shown)) < 2:  # nothing to compare
                return [0.0 if a is not None else -1.0 for a in own]
            ratings = judged(given.url, some[i], shown, given.seed + step)
            if ratings is None:
                return None
            mean = sum(ratings) / len(ratings)
            spread = max(math.sqrt(sum((r - mean) ** 2 for r in ratings) / len(ratings)), 1e-6)
            scaled = iter([(r - mean) / spread for r in ratings])
            return [next(scaled) if a is not None else -2.0 for a in own]

        with ThreadPoolExecutor(16) as pool:
            groups = list(pool.map(rewards, range(given.prompts)))
        failed += sum(g is None for g in groups)
        advantages = []
        for group in groups:
            values = torch.tensor(group if group is not None else [0.0] * given.samples)
            spread = values.std(unbiased=False)
            advantages.append((values - values.mean()) / (spread + 1e-6) if group is not None and spread > 0 else values * 0)
        advantage = torch.cat(advantages)[:, None]
        loss = -(advantage * log_probs(model, ids, attention, start) * mask).sum() / mask.sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            print(f"step {step}: gold accuracy {gold(model, tokenizer, problems, given.max_new_tokens)}, "
                  f"groups without a verdict so far {failed}", flush=True)


if __name__ == "__main__":
    main()
