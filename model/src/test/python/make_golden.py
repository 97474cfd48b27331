"""Makes the golden files that GoldenTest and GoldenRolloutTest compare with.

    python3 make_golden.py src/test/resources/golden          # all cases
    python3 make_golden.py src/test/resources/golden llama-4-2  # one: other versions of torch change the others' last digits

For each case: a random tiny model written by save_pretrained, or a LoRA adapter on one of them in the files
of PEFT (made by plain arithmetic), and golden.json with
  sequences  token ids of different lengths
  logits     for each sequence, (seq, vocab), fp32 rounded to 6 decimals
  prompt     token ids
  greedy     64 tokens that follow it when the most likely one is taken each time
  min_gap    the smallest difference between the two largest logits on that way, in nats
  seed       what the case was drawn with

For a reward model, golden.json has
  sequences  token ids of different lengths
  values     what the model gives for them as one batch, padded on the right, fp32 rounded to 6 decimals
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
from safetensors.torch import save_file
from transformers import (
    Gemma2Config, Gemma2ForCausalLM, Gemma2ForSequenceClassification, LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification, Qwen2Config, Qwen2ForCausalLM,
    Qwen2ForSequenceClassification, Qwen3Config, Qwen3ForCausalLM, Qwen3ForSequenceClassification,
)

VOCAB = 97
GREEDY_TOKENS = 64
SMALLEST_GAP = 0.01  # 100 times the tolerance of the tests
DIFFERENT_TOKENS = 12
LENGTHS = (10, 5)
PROMPT_LENGTH = 9

PLAIN = {"rope_type": "default", "rope_theta": 10000.0}

# Name: model type, then what is not as in config(). The two numbers of a name are heads and key-value heads.
CASES = {
    "tied-4-2": ("qwen2", dict(num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True)),
    "untied-6-2": ("qwen2", dict(
        hidden_size=36, num_attention_heads=6, num_key_value_heads=2,
        rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, rms_norm_eps=1e-5,
    )),
    "tied-4-4": ("qwen2", dict(
        hidden_size=24, num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=True,
        num_hidden_layers=3,
    )),
    "untied-4-1": ("qwen2", dict(
        num_attention_heads=4, num_key_value_heads=1, rope_parameters={"rope_type": "default", "rope_theta": 500.0},
    )),
    "yarn-2-1": ("qwen2", dict(
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=256,
        rope_parameters={"rope_type": "yarn", "rope_theta": 100.0, "factor": 4.0, "original_max_position_embeddings": 64},
    )),
    "qwen3-tied-4-2": ("qwen3", dict(num_attention_heads=4, num_key_value_heads=2, head_dim=12, tie_word_embeddings=True)),
    "qwen3-untied-6-2": ("qwen3", dict(
        hidden_size=30, num_attention_heads=6, num_key_value_heads=2, head_dim=8, attention_bias=True,
        rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
    )),
    "llama-4-2": ("llama", dict(
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
        rope_parameters={
            "rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0,
            "high_freq_factor": 4.0, "original_max_position_embeddings": 16,
        },
    )),
    "llama-tied-4-1": ("llama", dict(
        num_attention_heads=4, num_key_value_heads=1, head_dim=10, attention_bias=True, mlp_bias=True,
        tie_word_embeddings=True,
    )),
    "gemma2-4-2": ("gemma2", dict(
        num_attention_heads=4, num_key_value_heads=2, head_dim=12, num_hidden_layers=3, tie_word_embeddings=True,
        sliding_window=4, query_pre_attn_scalar=7, attn_logit_softcapping=5.0, final_logit_softcapping=6.0,
    )),
    "gemma2-untied-4-1": ("gemma2", dict(
        num_attention_heads=4, num_key_value_heads=1, head_dim=8, attention_bias=True, sliding_window=3,
        layer_types=["full_attention", "sliding_attention"], query_pre_attn_scalar=16, attn_logit_softcapping=None,
        final_logit_softcapping=None,
    )),
}

# Name: the case that the adapter lies on, and what PEFT's LoraConfig says of it.
ADAPTERS = {
    "adapter-qwen3": ("qwen3-untied-6-2", dict(
        r=3, lora_alpha=7, target_modules=["q_proj", "v_proj", "o_proj", "down_proj"],
    )),
}

# Reward models: the case whose decoder each has.
VALUES = {
    "value-tied-4-2": "tied-4-2", "value-qwen3-untied-6-2": "qwen3-untied-6-2", "value-llama-4-2": "llama-4-2",
    "value-gemma2-4-2": "gemma2-4-2",
}
VALUE_LENGTHS = (11, 5, 8, 1)
LEAST_SPREAD = 1  # of the second and the last value, which the tests ask for
PADDING = 0

VALUE_MODELS = {
    "qwen2": Qwen2ForSequenceClassification,
    "qwen3": Qwen3ForSequenceClassification,
    "llama": LlamaForSequenceClassification,
    "gemma2": Gemma2ForSequenceClassification,
}

MODELS = {
    "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    "qwen3": (Qwen3Config, Qwen3ForCausalLM),
    "llama": (LlamaConfig, LlamaForCausalLM),
    "gemma2": (Gemma2Config, Gemma2ForCausalLM),
}


def config(case, **more):
    model_type, changes = case
    settings = dict(
        vocab_size=VOCAB, hidden_size=32, num_hidden_layers=2, intermediate_size=40, max_position_embeddings=96,
        rms_norm_eps=1e-6, rope_parameters=dict(PLAIN), tie_word_embeddings=False, bos_token_id=None,
        eos_token_id=None, pad_token_id=None,
    )
    settings.update(changes)
    settings.update(more)
    return MODELS[model_type][0](**settings)


def random_model(case, seed):
    return drawn(MODELS[case[0]][1](config(case)), seed)


def drawn(model, seed):
    # Gemma 2 stores scales less 1 and multiplies embeddings by the root of the width
    scale, embedding = (0.5, 0.2) if model.config.model_type == "gemma2" else (1, 0.4)
    model = model.float().eval()
    model.set_attn_implementation("eager")
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator)
            if name.endswith("norm.weight"):
                parameter.copy_(scale + 0.3 * values)
            else:
                parameter.copy_((embedding if "embed" in name or "lm_head" in name else 0.2) * values)
    return model, generator


def adapter_config(settings):
    """What PEFT writes for a LoRA adapter of a causal language model."""
    return dict(
        alpha_pattern={}, auto_mapping=None, base_model_name_or_path=None, bias="none", fan_in_fan_out=False,
        inference_mode=True, init_lora_weights=True, layers_to_transform=None, layers_pattern=None, lora_dropout=0.0,
        modules_to_save=None, peft_type="LORA", rank_pattern={}, revision=None, task_type="CAUSAL_LM",
        use_dora=False, use_rslora=False, **settings,
    )


@torch.no_grad()
def add_adapter(model, settings, seed):
    """Adds (lora_alpha / r) B A to the targets; the tensors A and B under the names that PEFT gives them."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, module in model.named_modules():
        if name.split(".")[-1] in settings["target_modules"]:
            a = 0.3 * torch.randn(settings["r"], module.in_features, generator=generator)
            b = 0.3 * torch.randn(module.out_features, settings["r"], generator=generator)
            module.weight += settings["lora_alpha"] / settings["r"] * b @ a
            tensors[f"base_model.model.{name}.lora_A.weight"] = a
            tensors[f"base_model.model.{name}.lora_B.weight"] = b
    return tensors


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


@torch.no_grad()
def make_value(base, target, seed=1):
    case = CASES[base]
    settings = config(case, num_labels=1, pad_token_id=PADDING)
    model, generator = drawn(VALUE_MODELS[case[0]](settings), seed)
    sequences = [torch.randint(1, VOCAB, (length,), generator=generator).tolist() for length in VALUE_LENGTHS]
    longest = max(VALUE_LENGTHS)
    ids = torch.tensor([row + [PADDING] * (longest - len(row)) for row in sequences])
    values = model(ids, attention_mask=(ids != PADDING).long(), use_cache=False).logits[:, 0].tolist()
    if values[1] - values[3] < LEAST_SPREAD:
        return make_value(base, target, seed + 1)
    print(f"{target.name}: values {[round(value, 2) for value in values]}")
    model.save_pretrained(target)
    (target / "generation_config.json").unlink(missing_ok=True)
    return {"seed": seed, "sequences": sequences, "values": [round(value, 6) for value in values]}


def first_comfortable(name, make):
    for seed in range(1, 1000):
        comfortable, record, extra = make(seed)
        if comfortable:
            spread = torch.tensor(record["logits"][0]).std().item()
            print(f"{name}: seed {seed}, gap {record['min_gap']}, logits std {spread:.2f}, "
                  f"{len(set(record['greedy']))} different greedy tokens")
            return record, extra
    raise SystemExit(f"{name}: no seed has a comfortable greedy way")


def make_model(name, case, target):
    def make(seed):
        model, generator = random_model(case, seed)
        return *golden(model, generator, seed), model

    record, model = first_comfortable(name, make)
    model.save_pretrained(target)
    (target / "generation_config.json").unlink(missing_ok=True)
    return record


def make_adapter(name, base, settings, target):
    base_seed = json.loads((target.parent / base / "golden.json").read_text())["seed"]

    def make(seed):
        model, generator = random_model(CASES[base], base_seed)
        tensors = add_adapter(model, settings, seed)
        return *golden(model, generator, seed), tensors

    record, tensors = first_comfortable(name, make)
    target.mkdir(parents=True, exist_ok=True)
    save_file(tensors, target / "adapter_model.safetensors", metadata={"format": "pt"})
    (target / "adapter_config.json").write_text(json.dumps(adapter_config(settings), indent=2, sort_keys=True) + "\n")
    return record


def main(folder, wanted):
    torch.set_num_threads(1)
    unknown = wanted - {*CASES, *ADAPTERS, *VALUES}
    if unknown:
        raise SystemExit(f"no case is named {', '.join(sorted(unknown))}")

    def write(name, record):
        (folder / name / "golden.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")

    for name, case in CASES.items():
        if not wanted or name in wanted:
            write(name, make_model(name, case, folder / name))
    for name, (base, settings) in ADAPTERS.items():
        if not wanted or name in wanted:
            write(name, make_adapter(name, base, settings, folder / name))
    for name, base in VALUES.items():
        if not wanted or name in wanted:
            write(name, make_value(base, folder / name))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("usage: make_golden.py FOLDER [NAME...]")
    main(Path(sys.argv[1]), set(sys.argv[2:]))
