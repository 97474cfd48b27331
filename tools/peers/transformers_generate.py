"""transformers' generate: draws tokens at temperature 1, without their log-probs."""

from work import arguments, tell, timed, torch_version

ARGS = arguments(__doc__, attention=["sdpa", "eager"], cache=["dynamic", "static"])

import torch  # noqa: E402  reads the number of threads from the environment
import transformers  # noqa: E402


def main():
    torch.set_num_threads(ARGS.threads)
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        ARGS.model, attn_implementation=ARGS.attention, dtype=torch.float32
    ).eval()
    # no end token: all rows go on to the end, as everywhere in this comparison
    model.generation_config.eos_token_id = None
    vocabulary = model.config.vocab_size
    settings = dict(do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=ARGS.new)
    if ARGS.cache == "static":
        settings.update(cache_implementation="static", disable_compile=True)

    @torch.no_grad()
    def generate(_):
        prompts = torch.randint(vocabulary, (ARGS.rows, ARGS.prompt))
        result = model.generate(prompts, attention_mask=torch.ones_like(prompts), **settings)
        assert result.shape == (ARGS.rows, ARGS.prompt + ARGS.new), result.shape

    seconds = timed(ARGS, generate)
    tell(f"transformers {transformers.__version__}, {torch_version(torch)}", ARGS.rows * ARGS.new, seconds)


if __name__ == "__main__":
    main()
