"""Trains small BPE tokenizers on texts of ours and writes what they encode.

    python3 make_tokenizer_golden.py ../resources/tokenizers [NAME...]
    python3 make_tokenizer_golden.py FOLDER --real    # golden.json for each NAME/tokenizer.json of others

  qwen   built as Qwen2's: NFC, its split of words, byte level; thinking tags are added tokens that
         are not special; pad is eos
  llama2, llama2-first, gemma  built as those that come from SentencePiece: spaces are written as
         U+2581, what is not in the vocabulary as bytes. llama2 puts a space before each text between
         added tokens (the "legacy" form), llama2-first before the first text alone; gemma puts none,
         and has added tokens that are not special
  llama  built as Llama 3's: its split of words (up to three digits), merges left out for whole words
         of the vocabulary, a post-processor that puts <s> in front when special tokens are asked for

Each folder gets tokenizer.json, tokenizer_config.json and golden.json with, for each text, the ids
that transformers gives without adding special tokens, and the text that it decodes them to.

Made with tokenizers 0.23.1 and transformers 5.12.1.
"""

import json
import pathlib
import sys

import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers

VOCAB = 420

CORPUS = [
    "The judge reads the query and both responses, then thinks step by step about which is better.",
    "Der Richter liest die Frage und beide Antworten und denkt dann Schritt für Schritt nach.",
    "El juez lee la pregunta y las dos respuestas y luego piensa paso a paso.",
    "法官阅读问题和两个回答,然后一步一步地思考哪个更好。",
    "判定者は質問と二つの回答を読み、どちらが良いかを考えます。",
    "Судья читает вопрос и оба ответа, а потом думает шаг за шагом.",
    "for (int i = 0; i < 10; i++) {\n    total += values[i];\n}\nreturn total;\n",
    "def add(a, b):\n\treturn a + b\n\n\nprint(add(12, 345))\n",
    "1 2 3 10 20 30 100 2024 31415 2.71828 1,000,000",
]

TEXTS = [
    "",
    " ",
    "a",
    "The judge thinks.",
    "Who's right? It's not what they'd said; I'LL see.",
    "für Übung naïve café re\u0301sume\u0301",
    "法官说:一步一步。判定者は考えます。",
    "Судья думает! שלום عليكم नमस्ते",
    "😀👩\u200d👩\u200d👧 🇩🇪 \ufe0f",
    "0 12 345 6789 1234567890 3.14 -5e-3 ٣٤ ²³ Ⅻ",
    "for (int i = 0; i < n; i++) {\n\tsum += a[i];\r\n}\r\n\r\n",
    "   three before\n\n\n    four  two   \t\t tabs \n \n",
    " " * 70 + "x" + "\n" * 20,
    "\u00a0nbsp\u2003em\u3000wide\u2028line\u0085next\x00nul\x1f",
    "\\boxed{Assistant 1} \\\\ `code` $x^2$ <b>&amp;</b>",
    "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\nhm\n</think>\n\nyes<|im_end|>",
    "<|im_end|><|im_end|> <|im_end |> <|im_en",
    "<think></think> </ think> <think",
    "<s>twice<s>",
    "\ud7ff\ue000\U0010ffff \ufffd\ufeffbom",
    "ﬁ ligature Å Ω ǆ",
    "averyveryverylongwordwithoutanyspaces" * 3,
]

QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA_SPLIT = QWEN_SPLIT.replace(r"\p{N}|", r"\p{N}{1,3}|")


def trained(split, normalizer, ignore_merges):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(split), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def qwen():
    tokenizer = trained(QWEN_SPLIT, normalizers.NFC(), False)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in ("<think>", "</think>")])
    return tokenizer, {"eos_token": "<|im_end|>", "pad_token": "<|im_end|>"}


def llama():
    tokenizer = trained(LLAMA_SPLIT, None, True)
    tokenizer.add_special_tokens(["<s>", "</s>", "<|im_start|>", "<|im_end|>"])
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(
                single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))]
            ),
        ]
    )
    return tokenizer, {"bos_token": "<s>", "eos_token": "</s>"}


def from_sentence_piece(named):
    """A BPE with the vocabulary: named tokens, one token a byte, what was learned."""
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.Metaspace()
    learned = trainers.BpeTrainer(vocab_size=VOCAB, show_progress=False)
    learner.train_from_iterator(CORPUS, learned)
    model = json.loads(learner.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].get)
    order = [*named, *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    merges = [tuple(merge) for merge in model["merges"]]
    vocabulary = {piece: i for i, piece in enumerate(order)}
    return Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))


SPACE = "\u2581"
DECODERS = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]


def llama2():
    tokenizer = from_sentence_piece(["<unk>", "<s>", "</s>"])
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence([*DECODERS, decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    return tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}


def llama2_first():
    tokenizer, named = llama2()
    tokenizer.normalizer = None
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, "first", False)
    return tokenizer, named


def gemma():
    tokenizer = from_sentence_piece(["<pad>", "<eos>", "<bos>", "<unk>"])
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence(DECODERS)
    tokenizer.add_special_tokens(["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"])
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in ("\n\n", "<b>", "</b>")])
    return tokenizer, {"bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>"}


def golden(folder):
    fast = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    cases = []
    for text in TEXTS:
        ids = fast(text, add_special_tokens=False)["input_ids"]
        decoded = fast.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        cases.append({"text": text, "ids": ids, "decoded": decoded})
    made_by = f"make_tokenizer_golden.py, tokenizers {tokenizers.__version__}, transformers {transformers.__version__}"
    written = json.dumps({"made_by": made_by, "cases": cases}, indent=0)
    (folder / "golden.json").write_text(written + "\n")


def main():
    root = pathlib.Path(sys.argv[1])
    if "--real" in sys.argv:
        for file in sorted(root.glob("*/tokenizer.json")):
            golden(file.parent)
        return
    all = {"qwen": qwen, "llama": llama, "llama2": llama2, "llama2-first": llama2_first, "gemma": gemma}
    for name in sys.argv[2:] or all:
        tokenizer, special = all[name]()
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        config = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False, **special}
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
        golden(folder)


main()
