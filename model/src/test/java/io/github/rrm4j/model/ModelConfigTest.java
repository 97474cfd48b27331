package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the Qwen2.5 models on the hub write it, tiny. */
  private static final String VALID =
      """
      {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 12,
       "intermediate_size": 20, "max_position_embeddings": 64, "model_type": "qwen2",
       "num_attention_heads": 6, "num_hidden_layers": 1, "num_key_value_heads": 2,
       "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "sliding_window": 64,
       "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_sliding_window": false,
       "vocab_size": 30}
      """;

  @TempDir private Path folder;

  @Test
  void theKeysBeforeTransformersFiveAreRead() throws IOException {
    ModelConfig config = read("{}");
    assertEquals(1e6, config.rope().theta());
    assertEquals(1e-5, config.normEps());
    assertEquals(2, config.headDim());
    assertEquals(3, config.heads() / config.kvHeads());
  }

  @Test
  void whereNoKeyValueHeadsAreGivenEachHeadHasItsOwn() throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(VALID);
    json.remove("num_key_value_heads");
    assertEquals(6, read(json).kvHeads());
  }

  @Test
  void everyTensorHasItsNameAndShape() throws IOException {
    List<String> tensors =
        read("{\"tie_word_embeddings\": false}").tensors().stream()
            .map(spec -> spec.name() + spec.shape())
            .toList();
    assertEquals(
        List.of(
            "model.embed_tokens.weight[30, 12]",
            "model.norm.weight[12]",
            "lm_head.weight[30, 12]",
            "model.layers.0.input_layernorm.weight[12]",
            "model.layers.0.self_attn.q_proj.weight[12, 12]",
            "model.layers.0.self_attn.q_proj.bias[12]",
            "model.layers.0.self_attn.k_proj.weight[4, 12]",
            "model.layers.0.self_attn.k_proj.bias[4]",
            "model.layers.0.self_attn.v_proj.weight[4, 12]",
            "model.layers.0.self_attn.v_proj.bias[4]",
            "model.layers.0.self_attn.o_proj.weight[12, 12]",
            "model.layers.0.post_attention_layernorm.weight[12]",
            "model.layers.0.mlp.gate_proj.weight[20, 12]",
            "model.layers.0.mlp.up_proj.weight[20, 12]",
            "model.layers.0.mlp.down_proj.weight[12, 20]"),
        tensors);
  }

  @Test
  void theParametersOfATiedModelAreCountedOnce() throws IOException {
    int layer = 12 + (144 + 12) + 2 * (48 + 4) + 144 + 12 + 3 * 240;
    assertEquals(30 * 12 + 12 + layer, read("{}").parameters());
    assertEquals(2 * 30 * 12 + 12 + layer, read("{\"tie_word_embeddings\": false}").parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'vocab_size': null}      | vocab_size is null, must be a positive integer",
        "{'hidden_size': '12'}     | hidden_size is \"12\", must be a positive integer",
        "{'hidden_size': 12.5}     | hidden_size is 12.5, must be a positive integer",
        "{'num_hidden_layers': 0}  | num_hidden_layers is 0, must be a positive integer up to 1024",
        "{'num_hidden_layers': 2000000000}  | num_hidden_layers is 2000000000, must be a positive integer up to 1024",
        "{'vocab_size': 3000000000} | vocab_size is 3000000000, must be a positive integer",
        "{'model_type': 'gemma'}   | model_type is \"gemma\", must be one of qwen2, qwen3, llama, gemma2",
        "{'architectures': ['Qwen2ForRewardModel']} | architectures is [\"Qwen2ForRewardModel\"], must be [\"Qwen2ForCausalLM\"] or [\"Qwen2ForSequenceClassification\"]",
        "{'hidden_act': 'gelu'}    | hidden_act is \"gelu\", must be \"silu\"",
        "{'final_logit_softcapping': 30} | final_logit_softcapping is 30, must be left out, for only gemma2 has it",
        "{'model_type': 'gemma2', 'architectures': null, 'hidden_activation': 'gelu'} | hidden_activation is \"gelu\", must be \"gelu_pytorch_tanh\"",
        "{'model_type': 'gemma2', 'architectures': null, 'query_pre_attn_scalar': 0} | query_pre_attn_scalar is 0, must be a positive number",
        "{'model_type': 'gemma2', 'architectures': null, 'layer_types': ['full_attention', 'full_attention', 'sliding_attention']} | layer_types is [\"full_attention\",\"full_attention\",\"sliding_attention\"], must be of as many layers as num_hidden_layers (1)",
        "{'model_type': 'gemma2', 'architectures': null, 'layer_types': ['chunked_attention']} | layer_types is [\"chunked_attention\"], must be a list of sliding_attention and full_attention",
        "{'mlp_bias': true}        | mlp_bias is true, must be false",
        "{'head_dim': 3}           | head_dim is 3, must be such that a head has an even width, which is 3 with 6 heads",
        "{'num_attention_heads': 5} | hidden_size is 12, must be a multiple of num_attention_heads (5)",
        "{'num_attention_heads': 12} | hidden_size is 12, must be such that a head has an even width, which is 1 with 12 heads",
        "{'num_key_value_heads': 4} | num_key_value_heads is 4, must be a divisor of num_attention_heads (6)",
        "{'rms_norm_eps': 'small'} | rms_norm_eps is \"small\", must be a positive number",
        "{'rope_theta': -1}        | rope_theta is -1, must be a positive number",
        "{'tie_word_embeddings': 'yes'} | tie_word_embeddings is \"yes\", must be true or false",
        "{'partial_rotary_factor': 0.5} | partial_rotary_factor is 0.5, must be 1",
      })
  void aValueThatCannotBeUsedIsNamedWithTheFile(String changes, String message) {
    InvalidInput error = assertThrows(InvalidInput.class, () -> read(changes.replace('\'', '"')));
    assertEquals(folder.resolve("config.json") + ": " + message, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rope_scaling | {'type': 'dynamic', 'factor': 2} | type is \"dynamic\", must be default, llama3 or yarn",
        "rope_scaling | {'rope_type': 'longrope'} | rope_type is \"longrope\", must be default, llama3 or yarn",
        "rope_scaling | {'rope_type': 'llama3', 'factor': 8} | low_freq_factor is missing, must be a positive number",
        "rope_scaling | {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 4, 'high_freq_factor': 4} | high_freq_factor is 4, must be above low_freq_factor (4.0)",
        "rope_scaling | {'rope_type': 'yarn', 'factor': -1} | factor is -1, must be a positive number",
        "rope_parameters | {'rope_theta': '1e6'} | rope_theta is \"1e6\", must be a positive number",
        "rope_parameters | {'rope_type': 'default', 'mrope_section': [1]} | mrope_section is [1], a key that is not known here and may change the mathematics; take another model, or remove the key if it does not",
      })
  void aRotationThatCannotBeUsedIsNamedWithItsObject(String key, String value, String message) {
    String changes = "{'" + key + "': " + value + "}";
    InvalidInput error = assertThrows(InvalidInput.class, () -> read(changes.replace('\'', '"')));
    assertEquals(folder.resolve("config.json") + ": " + key + ": " + message, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'quantization_config': {'bits': 4}}",
        "{'logit_scale': 2}",
        "{'use_mrope': true}",
        "{'quantization': {'bits': 4, 'group_size': 64}}",
        "{'compression_config': {'format': 'pack-quantized'}}",
        "{'attn_logit_softcapping': 50}",
        "{'final_logit_softcapping': 30}",
        "{'num_experts': 8}",
        "{'residual_multiplier': 0.2}",
        "{'rope_interleaved': true}",
        "{'use_qk_norm': true}",
      })
  void aKeyThatNobodyKnowsIsRefusedByName(String changes) {
    InvalidInput error = assertThrows(InvalidInput.class, () -> read(changes.replace('\'', '"')));
    String key = changes.substring(2, changes.indexOf(':') - 1);
    assertTrue(error.getMessage().startsWith(folder.resolve("config.json") + ": " + key + " is "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'_attn_implementation_autoset': true} | ",
        "{'_flash_attn_2_enabled': true} | ",
        "{'pretraining_tp': 1} | ",
        "{'rope_interleaved': false} | ",
        "{'hidden_act': 'swish'} | ",
        "{'is_llama_config': true} | is_llama_config",
        "{'auto_map': {'AutoModel': 'mine.py'}} | auto_map",
        "{'attention_bias': false} | attention_bias (qwen2 always has it)",
        "{'unsloth_version': '2025.1', 'transformers.js_config': {'a': 1}} | transformers.js_config, unsloth_version",
      })
  void aKeyWithoutAnEffectIsIgnoredAndMentionedIfItIsUncommon(String changes, String mentioned)
      throws IOException {
    read(changes.replace('\'', '"'));
    List<String> notes = ModelConfigReader.notes(folder.resolve("config.json"));
    String before = "config.json has keys that are ignored, as transformers ignores them: ";
    assertEquals(mentioned == null ? List.of() : List.of(before + mentioned), notes);
  }

  @Test
  void aWindowIsRefusedOnlyWhereAPositionLiesOutsideOfIt() throws IOException {
    String window = ", \"max_window_layers\": 0, \"use_sliding_window\": true}";
    read("{\"sliding_window\": 32}"); // not used
    read("{\"sliding_window\": 64" + window);
    read("{\"sliding_window\": null" + window);
    read("{\"sliding_window\": 32, \"use_sliding_window\": true}"); // from layer 28 on
    for (String used :
        List.of(
            "{\"sliding_window\": 32" + window,
            "{\"sliding_window\": 32, \"layer_types\": [\"sliding_attention\"]}")) {
      assertEquals(
          folder.resolve("config.json")
              + ": sliding_window is 32, attention within a window is not implemented; lower max_position_embeddings (64) to the window, or use a model with use_sliding_window: false",
          assertThrows(InvalidInput.class, () -> read(used)).getMessage());
    }
  }

  @Test
  void aMissingKeyIsNamed() throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(VALID);
    json.remove("intermediate_size");
    InvalidInput error = assertThrows(InvalidInput.class, () -> read(json));
    assertEquals(
        folder.resolve("config.json")
            + ": intermediate_size is missing, must be a positive integer",
        error.getMessage());
  }

  @Test
  void aFileThatIsMissingOrNoJsonIsNamedInOneLine() throws IOException {
    Path file = folder.resolve("config.json");
    String remedy = "; model.path must be a Hugging Face model folder";
    assertEquals(
        file + ": is missing" + remedy,
        assertThrows(InvalidInput.class, () -> ModelConfig.read(file)).getMessage());
    Files.writeString(file, "{\"vocab_size\":\n 3");
    String message = assertThrows(InvalidInput.class, () -> ModelConfig.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": is not valid JSON: "), message);
    assertTrue(message.endsWith(" in line 2" + remedy), message);
    assertEquals(1, message.lines().count());
  }

  private ModelConfig read(String changes) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(VALID);
    json.setAll((ObjectNode) JSON.readTree(changes));
    return read(json);
  }

  private ModelConfig read(ObjectNode json) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json.toString());
    return ModelConfig.read(file);
  }
}
