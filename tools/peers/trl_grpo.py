"""TRL's GRPOTrainer: steps with a trivial reward on groups of completions of one length, without a reference model."""

import tempfile
import time

from work import arguments, tell, torch_version

ARGS = arguments(__doc__, attention=["sdpa", "eager"])

import torch  # noqa: E402  reads the number of threads from the environment
import transformers  # noqa: E402
import trl  # noqa: E402
from datasets import Dataset  # noqa: E402


class Laps(transformers.TrainerCallback):
    """The time at the end of each step."""

    def __init__(self):
        self.ends = []

    def on_step_end(self, args, state, control, **kwargs):
        self.ends.append(time.perf_counter())


def even(completion_ids, **kwargs):
    """The share of even ids, the reward of every program in this comparison."""
    assert all(len(ids) == ARGS.new for ids in completion_ids), [len(ids) for ids in completion_ids]
    return [sum(i % 2 == 0 for i in ids) / len(ids) for ids in completion_ids]


def main():
    torch.set_num_threads(ARGS.threads)
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        ARGS.model, attn_implementation=ARGS.attention, dtype=torch.float32
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(ARGS.model)
    # bytes that no word of the tokenizer has are one token each
    prompt = "\x01" * ARGS.prompt
    assert len(tokenizer(prompt)["input_ids"]) == ARGS.prompt
    laps = Laps()
    with tempfile.TemporaryDirectory() as folder:
        settings = trl.GRPOConfig(
            output_dir=folder,
            use_cpu=True,
            bf16=False,
            per_device_train_batch_size=ARGS.rows,
            num_generations=min(ARGS.group, ARGS.rows),
            max_completion_length=ARGS.new,
            max_steps=ARGS.reps + 1,
            learning_rate=1e-5,
            lr_scheduler_type="constant",
            optim="adamw_torch_fused",
            beta=0.0,
            gradient_checkpointing=False,
            # completions go on to the end, as everywhere in this comparison
            generation_kwargs={"suppress_tokens": [tokenizer.eos_token_id]},
            logging_strategy="no",
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        trainer = trl.GRPOTrainer(
            model=model,
            reward_funcs=even,
            args=settings,
            train_dataset=Dataset.from_dict({"prompt": [prompt] * ARGS.rows}),
            processing_class=tokenizer,
            callbacks=[laps],
        )
        trainer.train()
    seconds = [end - start for start, end in zip(laps.ends, laps.ends[1:])]
    version = f"TRL {trl.__version__}, transformers {transformers.__version__}, {torch_version(torch)}"
    tell(version, ARGS.rows * ARGS.new, seconds)


if __name__ == "__main__":
    main()
