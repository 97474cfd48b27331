"""The plain PyTorch reference: samples, updates with the clipped loss of GRPO and AdamW, or does a step of both."""

import math

from work import arguments, config, tell, timed, torch_version

ARGS = arguments(
    __doc__,
    layout=["rows", "columns"],
    decoding=["products", "sdpa"],
    training=["products", "sdpa"],
    parts=[1, 2, 4, 8],  # micro-batches of an update
)

import torch  # noqa: E402  reads the number of threads from the environment
import torch.nn.functional as F  # noqa: E402

from torch_decoder import Decoder, Drawn  # noqa: E402

CLIP = 0.2


def update(model, optimizer, rows, prompt, old, advantages):
    """One optimizer step on rows (B, T) with log-probs (B, T - prompt) from before; the loss is a mean over tokens."""
    optimizer.zero_grad(set_to_none=True)
    for part in torch.arange(rows.shape[0]).chunk(ARGS.parts):
        ids = rows[part]
        logits = model.logits(ids[:, :-1], prompt - 1)
        targets = ids[:, prompt:]
        logprobs = -F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").view(targets.shape)
        ratio, advantage = (logprobs - old[part]).exp(), advantages[part, None]
        clipped = ratio.clamp(1 - CLIP, 1 + CLIP)
        loss = -torch.min(ratio * advantage, clipped * advantage).sum() / old.numel()
        loss.backward()
        loss.item()
    optimizer.step()


def step(model, optimizer):
    """Samples groups, rewards even ids, normalizes in each group, and updates."""
    samples = min(ARGS.group, ARGS.rows)
    prompts = torch.randint(model.vocabulary, (ARGS.rows // samples, ARGS.prompt)).repeat_interleave(samples, 0)
    tokens, logprobs = model.sample(prompts, ARGS.new)
    rewards = (tokens % 2 == 0).float().mean(1).view(-1, samples)
    spread = rewards.std(1, keepdim=True) + 1e-4
    advantages = ((rewards - rewards.mean(1, keepdim=True)) / spread).flatten()
    update(model, optimizer, torch.cat((prompts, tokens), 1), ARGS.prompt, logprobs, advantages)


def main():
    torch.set_num_threads(ARGS.threads)
    shape = config(ARGS)
    model = Decoder(shape, Drawn(shape), ARGS.layout, ARGS.decoding, ARGS.training)
    random = lambda *shape: torch.randint(model.vocabulary, shape)
    if ARGS.what == "sample":
        tokens = ARGS.rows * ARGS.new
        seconds = timed(ARGS, lambda _: model.sample(random(ARGS.rows, ARGS.prompt), ARGS.new))
    else:
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.0, fused=True)
        if ARGS.what == "step":
            tokens = ARGS.rows * ARGS.new
            seconds = timed(ARGS, lambda _: step(model, optimizer))
        else:
            tokens = ARGS.update_rows * ARGS.update_length
            rows = random(ARGS.update_rows, ARGS.update_length)
            old = torch.full((ARGS.update_rows, ARGS.update_length - ARGS.prompt), -math.log(model.vocabulary))
            advantages = torch.randn(ARGS.update_rows)
            seconds = timed(ARGS, lambda _: update(model, optimizer, rows, ARGS.prompt, old, advantages))
    tell(torch_version(torch), tokens, seconds)


if __name__ == "__main__":
    main()
