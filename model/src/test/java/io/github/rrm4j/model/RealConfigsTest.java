package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes and keys of published models; what is asked of each is its number of parameters. */
class RealConfigsTest {

  @TempDir private Path folder;

  @Test
  void aDistillationOnQwenHasAWindowThatItDoesNotUse() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151646,
             "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 3584,
             "initializer_range": 0.02, "intermediate_size": 18944,
             "max_position_embeddings": 131072, "max_window_layers": 28, "model_type": "qwen2",
             "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4,
             "rms_norm_eps": 1e-06, "rope_theta": 10000, "sliding_window": 4096,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16",
             "transformers_version": "4.44.0", "use_cache": true, "use_mrope": false,
             "use_sliding_window": false, "vocab_size": 152064}
            """);
    assertEquals(Architecture.QWEN2, config.architecture());
    assertEquals(7_615_616_512L, config.parameters());
    assertEquals(131072, config.maxPositions());
    assertEquals(List.of("q_proj", "k_proj", "v_proj"), config.biased());
  }

  @Test
  void aSmallQwenTiesItsHead() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 896,
             "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 21,
             "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24,
             "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "use_cache": true, "use_sliding_window": false, "vocab_size": 151936}
            """);
    assertEquals(494_032_768L, config.parameters());
  }

  @Test
  void aQwenThatIsStretchedByYarnHasTheStretchedPositions() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 3584,
             "intermediate_size": 18944, "max_position_embeddings": 32768, "model_type": "qwen2",
             "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4,
             "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "rope_scaling": {"factor": 4.0, "original_max_position_embeddings": 32768, "type": "yarn"},
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 152064}
            """);
    assertEquals(131072, config.maxPositions());
    assertEquals(0.1 * Math.log(4) + 1, config.rope().attentionFactor(), 1e-12);
  }

  @Test
  void aQwenThreeHasHeadsOfTheirOwnWidthWithNorms() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "bos_token_id": 151643, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu",
             "hidden_size": 1024, "initializer_range": 0.02, "intermediate_size": 3072,
             "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
             "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8,
             "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000,
             "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers_version": "4.51.0", "use_cache": true, "use_sliding_window": false,
             "vocab_size": 151936}
            """);
    assertEquals(596_049_920L, config.parameters());
    assertEquals(128, config.headDim());
    assertEquals(List.of(), config.biased());
  }

  @Test
  void aLlamaHasItsOwnScaling() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "head_dim": 64,
             "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02,
             "intermediate_size": 8192, "max_position_embeddings": 131072, "mlp_bias": false,
             "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16,
             "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
             "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
               "original_max_position_embeddings": 8192, "rope_type": "llama3"},
             "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
             "transformers_version": "4.45.0.dev0", "use_cache": true, "vocab_size": 128256}
            """);
    assertEquals(1_235_814_400L, config.parameters());
    Rope.Llama3 scaling = assertInstanceOf(Rope.Llama3.class, config.rope().scaling());
    assertEquals(8192, scaling.original());
  }

  @Test
  void aGemmaTwoHasCapsAndWindowsInEveryOtherLayer() throws IOException {
    ModelConfig config =
        read(
            """
            {"_attn_implementation": "eager", "architectures": ["Gemma2ForSequenceClassification"],
             "attention_bias": false, "attention_dropout": 0.0, "attn_logit_softcapping": 50.0,
             "bos_token_id": 2, "cache_implementation": "hybrid", "eos_token_id": 1,
             "final_logit_softcapping": 30.0, "head_dim": 128, "hidden_act": "gelu_pytorch_tanh",
             "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 4608,
             "id2label": {"0": "LABEL_0"}, "initializer_range": 0.02, "intermediate_size": 36864,
             "label2id": {"LABEL_0": 0}, "max_position_embeddings": 8192, "model_type": "gemma2",
             "num_attention_heads": 32, "num_hidden_layers": 46, "num_key_value_heads": 16,
             "pad_token_id": 0, "query_pre_attn_scalar": 144, "rms_norm_eps": 1e-06,
             "rope_theta": 10000.0, "sliding_window": 4096, "sliding_window_size": 4096,
             "torch_dtype": "bfloat16", "transformers_version": "4.45.2", "use_cache": true,
             "vocab_size": 256000}
            """);
    assertEquals(Head.VALUE, config.head());
    assertEquals(27_227_128_320L + 4608, config.parameters()); // the language model's, and the head
    assertEquals(new Scores(1.0 / 12, 50, 30, 4096, config.scores().slides()), config.scores());
    assertEquals(List.of(true, false, true), config.scores().slides().subList(0, 3));
    assertEquals(46, config.scores().slides().size());
  }

  @Test
  void aGemmaTwoThatSaysLittleHasTheDefaultsOfTransformers() throws IOException {
    ModelConfig config =
        read(
            """
            {"architectures": ["Gemma2ForCausalLM"], "hidden_size": 2304, "intermediate_size": 9216,
             "max_position_embeddings": 8192, "model_type": "gemma2", "num_attention_heads": 8,
             "num_hidden_layers": 26, "num_key_value_heads": 4, "vocab_size": 256000,
             "attn_logit_softcapping": null}
            """);
    assertEquals(2_614_341_888L, config.parameters());
    assertEquals(256, config.headDim());
    Scores scores = config.scores();
    assertEquals(new Scores(1.0 / 16, 0, 30, 4096, scores.slides()), scores);
  }

  @Test
  void aVicunaIsALlamaWithoutSharedKeys() throws IOException {
    ModelConfig config =
        read(
            """
            {"_name_or_path": "vicuna", "architectures": ["LlamaForCausalLM"], "bos_token_id": 1,
             "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 6656,
             "initializer_range": 0.02, "intermediate_size": 17920,
             "max_position_embeddings": 2048, "max_sequence_length": 2048, "model_type": "llama",
             "num_attention_heads": 52, "num_hidden_layers": 60, "pad_token_id": 0,
             "rms_norm_eps": 1e-06, "tie_word_embeddings": false, "torch_dtype": "float16",
             "transformers_version": "4.28.1", "use_cache": true, "vocab_size": 32000}
            """);
    assertEquals(32_528_943_616L, config.parameters());
    assertEquals(52, config.kvHeads());
  }

  @Test
  void theKeysOfTransformersFiveGiveTheSameConfig() throws IOException {
    String shape =
        """
        {"architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "hidden_size": 64,
         "intermediate_size": 96, "max_position_embeddings": 4096, "model_type": "llama",
         "num_attention_heads": 4, "num_hidden_layers": 2, "vocab_size": 100,
        """;
    ModelConfig before =
        read(
            shape
                + """
                "torch_dtype": "float32", "rope_theta": 500000.0, "rope_scaling": {"factor": 8.0,
                "high_freq_factor": 4.0, "low_freq_factor": 1.0, "rope_type": "llama3",
                "original_max_position_embeddings": 1024}}
                """);
    ModelConfig since =
        read(
            shape
                + """
                "dtype": "float32", "layer_types": ["full_attention", "full_attention"],
                "rope_parameters": {"factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                "original_max_position_embeddings": 1024, "rope_theta": 500000.0,
                "rope_type": "llama3"}}
                """);
    assertEquals(before, since);
  }

  private ModelConfig read(String json) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json);
    return ModelConfig.read(file);
  }
}
