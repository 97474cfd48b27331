"""Opens the folders that ExportedFoldersTest wrote with transformers and compares the logits.

    ./mvnw -pl model -am -Dtest=ExportedFoldersTest -Dsurefire.failIfNoSpecifiedTests=false test
    python3 check_export.py target/exported

Each folder has logits.json: token ids, and what RRM4J computes for them in fp32 from the weights as
they are in the files. The folder of a reward model has values.json instead: sequences, and the value of each, which is
compared with that of AutoModelForSequenceClassification for all of them as one padded batch. An adapter folder is opened with peft where that is installed; where it is not,
its tensors, which must have the names that PEFT gives them and no others, are added to its base as PEFT
defines it: W + (lora_alpha / r) B A.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

TOLERANCE = 1e-4


def whole(folder, kind=AutoModelForCausalLM):
    """The model of a folder; its config must name the type of its weights, and nothing may be missing."""
    model, info = kind.from_pretrained(folder, output_loading_info=True)
    wrong = {key: names for key, names in info.items() if names}
    assert not wrong, f"{folder}: {wrong}"
    config = AutoConfig.from_pretrained(folder)
    for file in folder.glob("*.safetensors"):
        for name, tensor in load_file(file).items():
            assert tensor.dtype == config.dtype, f"{file}: {name} is {tensor.dtype}, config.json says {config.dtype}"
            assert not (config.tie_word_embeddings and name == "lm_head.weight"), f"{file}: a tied head is written"
    return model


def adapted(folder):
    settings = json.loads((folder / "adapter_config.json").read_text())
    base = folder.parent / Path(settings["base_model_name_or_path"]).name
    model = whole(base)
    try:
        from peft import PeftModel
        return PeftModel.from_pretrained(model, folder)
    except ImportError:
        pass
    tensors = load_file(folder / "adapter_model.safetensors")
    modules = dict(model.named_modules())
    targets = [name for name in modules if name.split(".")[-1] in settings["target_modules"]]
    names = {f"base_model.model.{t}.lora_{side}.weight" for t in targets for side in "AB"}
    assert names == set(tensors), f"{folder}: {names ^ set(tensors)}"
    with torch.no_grad():
        for target in targets:
            a = tensors[f"base_model.model.{target}.lora_A.weight"]
            b = tensors[f"base_model.model.{target}.lora_B.weight"]
            modules[target].weight += settings["lora_alpha"] / settings["r"] * b @ a
    return model


@torch.no_grad()
def values(folder, sequences):
    """The values of a reward model, or of an adapter with its own head on a language model."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    if (folder / "adapter_config.json").exists():
        settings = json.loads((folder / "adapter_config.json").read_text())
        base = folder.parent / Path(settings["base_model_name_or_path"]).name
        model = AutoModelForSequenceClassification.from_pretrained(
            base, num_labels=1, pad_token_id=tokenizer.pad_token_id)
        tensors = load_file(folder / "adapter_model.safetensors")
        modules = dict(model.named_modules())
        model.score.weight.copy_(tensors.pop("base_model.model.score.weight"))
        for name in [name for name in modules if name.split(".")[-1] in settings["target_modules"]]:
            a = tensors.pop(f"base_model.model.{name}.lora_A.weight")
            b = tensors.pop(f"base_model.model.{name}.lora_B.weight")
            modules[name].weight += settings["lora_alpha"] / settings["r"] * b @ a
        assert not tensors, f"{folder}: {list(tensors)}"
    else:
        model = whole(folder, AutoModelForSequenceClassification)
    longest = max(map(len, sequences))
    pad = model.config.pad_token_id
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in sequences])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in sequences])
    return model.float().eval()(ids, attention_mask=mask, use_cache=False).logits[:, 0]


@torch.no_grad()
def main(root):
    torch.set_num_threads(1)
    worst = 0.0
    folders = sorted(path.parent for path in root.glob("*/logits.json"))
    for folder in folders:
        expected = json.loads((folder / "logits.json").read_text())
        is_adapter = (folder / "adapter_config.json").exists()
        model = (adapted if is_adapter else whole)(folder).float().eval()
        AutoTokenizer.from_pretrained(folder)
        logits = model(torch.tensor([expected["tokens"]]), use_cache=False).logits[0].flatten()
        difference = (logits - torch.tensor(expected["logits"])).abs().max().item()
        worst = max(worst, difference)
        files = len(list(folder.glob("*.safetensors")))
        print(f"{folder.name:32} {files} files, largest difference of a logit {difference:.1e}")
        assert difference < TOLERANCE, folder
    for folder in sorted(path.parent for path in root.glob("*/values.json")):
        expected = json.loads((folder / "values.json").read_text())
        difference = (values(folder, expected["sequences"]) - torch.tensor(expected["values"])).abs().max().item()
        worst = max(worst, difference)
        folders.append(folder)
        print(f"{folder.name:32} reward model, largest difference of a value {difference:.1e}")
        assert difference < TOLERANCE, folder
    assert folders, f"{root}: has no folder with logits.json"
    print(f"{len(folders)} folders, largest difference {worst:.1e}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: check_export.py FOLDER")
    main(Path(sys.argv[1]))
