"""Makes the adapters that PeftAdaptersTest reads, with PEFT itself.

    cd model && python3 src/test/python/make_adapters.py src/test/resources/golden src/test/resources/adapters

Each case is a LoraConfig on one of the golden models, with random matrices (and random whole modules), written by
save_pretrained, and logits.json with
  tokens   token ids
  logits   what the saved folder gives for them when PEFT opens it again, (seq, vocab), fp32 rounded to 6 decimals

Made with Python 3.11, torch 2.13.0, transformers 5.18.0 and peft 0.21.0 on a CPU in fp32, eager attention.
"""

import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

TOKENS = [3, 52, 49, 53, 6, 20, 7, 38, 35, 66, 1, 90]
ATTENTION = ["q_proj", "v_proj"]

# Name: the golden model, the rows that its embedding is resized to or None, what LoraConfig is given.
CASES = {
    "rslora": ("untied-6-2", None, dict(r=4, lora_alpha=6, use_rslora=True, target_modules=["q_proj", "down_proj"])),
    "patterns": ("llama-4-2", None, dict(
        r=3, lora_alpha=6, target_modules=["q_proj", "k_proj", "up_proj"],
        rank_pattern={"^model.layers.1.self_attn.q_proj": 5, "k_proj": 2},
        alpha_pattern={r"layers\.\d+\.mlp\.up_proj": 1, "model.layers.0.self_attn.q_proj": 9})),
    "patterns-rslora": ("tied-4-2", None, dict(
        r=3, lora_alpha=2.5, use_rslora=True, target_modules=["o_proj", "gate_proj"],
        rank_pattern={"o_proj": 2, "gate.*": 4}, alpha_pattern={"gate_proj|o_proj": 3})),
    "layers": ("untied-6-2", None, dict(r=2, lora_alpha=4, target_modules=ATTENTION, layers_to_transform=[1])),
    "layers-pattern": ("untied-6-2", None, dict(
        r=2, lora_alpha=4, target_modules=["mlp.up_proj", "model.layers.0.self_attn.q_proj"], layers_to_transform=1,
        layers_pattern="layers")),
    "excluded": ("llama-4-2", None, dict(
        r=2, lora_alpha=4, target_modules=["q_proj", "k_proj", "v_proj", "up_proj", "c_attn"],
        exclude_modules=["k_proj", "layers.0.mlp.up_proj"])),
    "regex": ("tied-4-2", None, dict(
        r=2, lora_alpha=4, target_modules=r"(?!.*layers\.0\.mlp).*\.(?:[qv]_proj|down_proj)",
        exclude_modules=r".*\.1\..*v_proj")),
    "all-linear": ("qwen3-tied-4-2", None, dict(r=2, lora_alpha=4, target_modules="all-linear")),
    "whole-untied": ("untied-6-2", None, dict(
        r=2, lora_alpha=4, target_modules=ATTENTION, modules_to_save=["embed_tokens", "lm_head"])),
    "whole-tied-embedding": ("tied-4-2", None, dict(
        r=2, lora_alpha=4, target_modules=ATTENTION, modules_to_save=["embed_tokens"])),
    "whole-tied-head": ("tied-4-2", None, dict(
        r=2, lora_alpha=4, target_modules=ATTENTION, modules_to_save=["lm_head"])),
    "whole-layers": ("untied-6-2", None, dict(
        r=2, lora_alpha=4, target_modules=["q_proj", "o_proj"], modules_to_save=["norm", "o_proj", "layers.0.self_attn.k_proj"])),
    "resized-untied": ("llama-4-2", 101, dict(r=2, lora_alpha=4, target_modules=ATTENTION)),
    "resized-tied": ("tied-4-2", 101, dict(r=2, lora_alpha=4, target_modules=ATTENTION)),
}


@torch.no_grad()
def main(golden, output):
    for number, (name, (base, rows, settings)) in enumerate(CASES.items()):
        torch.manual_seed(number)
        model = AutoModelForCausalLM.from_pretrained(golden / base, attn_implementation="eager")
        if rows:
            model.resize_token_embeddings(rows)
        model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings))
        for parameter_name, parameter in model.named_parameters():
            if "lora_" in parameter_name or "modules_to_save" in parameter_name:
                parameter.copy_(0.3 * torch.randn_like(parameter) + (1 if "norm" in parameter_name else 0))
        model.save_pretrained(output / name)
        (output / name / "README.md").unlink(missing_ok=True)
        again = AutoModelForCausalLM.from_pretrained(golden / base, attn_implementation="eager")
        if rows:
            again.resize_token_embeddings(rows)
        plain = again(torch.tensor([TOKENS])).logits[0]
        again = PeftModel.from_pretrained(again, output / name).eval()
        logits = again(torch.tensor([TOKENS])).logits[0]
        expected = model.eval()(torch.tensor([TOKENS])).logits[0]
        assert torch.allclose(logits, expected, atol=1e-5), name
        difference = (logits - plain).abs().max().item()
        assert difference > 0.1, f"{name} changes nothing"
        print(name, f"largest change of a logit {difference:.2f}", sorted(p.name for p in (output / name).iterdir()))
        rounded = [[round(value, 6) for value in row] for row in logits.tolist()]
        (output / name / "logits.json").write_text(json.dumps({"tokens": TOKENS, "logits": rounded}) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
