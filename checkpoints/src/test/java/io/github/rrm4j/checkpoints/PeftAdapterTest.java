package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.PeftAdapter.Task;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeftAdapterTest {

  /** As PEFT 0.17 saves an adapter with the settings of a plain LoRA. */
  private static final String SAVED_BY_PEFT =
      """
      {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "Qwen/Qwen2.5-0.5B",
       "bias": "none", "corda_config": null, "eva_config": null, "exclude_modules": null,
       "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true,
       "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
       "loftq_config": {}, "lora_alpha": 32, "lora_bias": false, "lora_dropout": 0.05,
       "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null,
       "peft_type": "LORA", "qalora_group_size": 16, "r": 16, "rank_pattern": {},
       "revision": null, "target_modules": ["v_proj", "q_proj"], "target_parameters": null,
       "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_dora": false,
       "use_qalora": false, "use_rslora": false}
      """;

  private final ObjectMapper mapper = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void readsWhatPeftSaves() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), SAVED_BY_PEFT);
    PeftAdapter adapter = PeftAdapter.read(folder);
    assertEquals(
        new PeftAdapter(16, 32, List.of("q_proj", "v_proj"), Optional.of("Qwen/Qwen2.5-0.5B")),
        adapter);
    assertEquals(2.0, adapter.scale());
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    for (double alpha : new double[] {16, 12.5}) {
      for (Optional<String> base : List.of(Optional.of("models/base"), Optional.<String>empty())) {
        PeftAdapter adapter = new PeftAdapter(4, alpha, List.of("up_proj", "k_proj"), base);
        adapter.write(folder);
        assertEquals(adapter, PeftAdapter.read(folder));
      }
    }
  }

  @Test
  void writesAWholeAlphaAsAWholeNumberAndTheTargetsSorted() throws IOException {
    new PeftAdapter(4, 8, List.of("v_proj", "k_proj", "v_proj"), Optional.empty()).write(folder);
    String json = Files.readString(folder.resolve("adapter_config.json"));
    assertTrue(json.contains("\"lora_alpha\" : 8,"), json);
    assertTrue(json.contains("\"target_modules\" : [ \"k_proj\", \"v_proj\" ]"), json);
    assertTrue(json.contains("\"task_type\" : \"CAUSAL_LM\""), json);
    assertTrue(json.contains("\"base_model_name_or_path\" : null"), json);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "use_dora                | true                | use_dora is true, must be off",
        "use_qalora              | true                | use_qalora is true, must be off",
        "base_model_name_or_path | \"\\u0000\"         | base_model_name_or_path is \"\\u0000\", must be the name of a folder",
        "use_rslora              | 1                   | use_rslora is 1, must be true or false",
        "rank_pattern            | {\"q_proj\": 0}     | rank_pattern has 0, must be numbers above 0",
        "rank_pattern            | [4]                 | rank_pattern is [4], must be names of layers and numbers",
        "alpha_pattern           | {\"q_proj\": \"a\"} | alpha_pattern has \"a\", must be numbers above 0",
        "modules_to_save         | [1]                 | modules_to_save has 1, must be names of modules",
        "layers_to_transform     | [-1]                | layers_to_transform has -1, must be numbers of layers",
        "layers_to_transform     | \"1\"               | layers_to_transform is \"1\", must be numbers of layers",
        "layers_pattern          | \"a.*\"             | layers_pattern is a.*, must be a plain name",
        "trainable_token_indices | [1]                 | trainable_token_indices is [1], must be off",
        "ensure_weight_tying     | true                | ensure_weight_tying is true, must be off",
        "layer_replication       | [[0, 1]]            | layer_replication is [[0,1]], must be off",
        "megatron_config         | {\"a\": 1}          | megatron_config is {\"a\":1}, must be off",
        "target_parameters       | [\"w\"]             | target_parameters is [\"w\"], must be off",
        "fan_in_fan_out          | true                | fan_in_fan_out is true, must be off",
        "lora_bias               | true                | lora_bias is true, must be off",
        "a_key_of_tomorrow       | 1                   | a_key_of_tomorrow is 1, must be off",
        "bias                    | \"all\"             | bias is \"all\", must be none",
        "init_lora_weights       | \"pissa\"           | init_lora_weights is \"pissa\", must be eva or gaussian or orthogonal or true",
        "peft_type               | \"LOHA\"            | peft_type is \"LOHA\", must be LORA",
        "peft_type               | null                | peft_type is missing, must be LORA",
        "task_type               | \"TOKEN_CLS\"       | task_type is \"TOKEN_CLS\", must be CAUSAL_LM or SEQ_CLS",
        "r                       | 0                   | r is 0, must be a whole number above 0",
        "r                       | 8.5                 | r is 8.5, must be",
        "r                       | 4294967296          | r is 4294967296, must be",
        "lora_alpha              | -1                  | lora_alpha is -1, must be a number above 0",
        "lora_alpha              | \"16\"              | lora_alpha is \"16\", must be",
        "target_modules          | \"(a\"              | target_modules is '(a', must be a regular expression",
        "exclude_modules         | \"a[[b]\"           | exclude_modules is 'a[[b]', must be a regular expression",
        "target_modules          | []                  | target_modules is [], must be a list of names",
        "target_modules          | [1]                 | target_modules has 1, must be names of layers",
      })
  void anotherFormulaIsRefusedByName(String key, String value, String expected) throws IOException {
    ObjectNode config = (ObjectNode) mapper.readTree(SAVED_BY_PEFT);
    config.set(key, mapper.readTree(value));
    Path file = Files.writeString(folder.resolve("adapter_config.json"), config.toString());
    InvalidInput e = assertThrows(InvalidInput.class, () -> PeftAdapter.read(folder));
    assertTrue(e.getMessage().startsWith(file + ": " + expected), e.getMessage());
  }

  @Test
  void theValueHeadOfARewardModelIsATensorOfItsOwn() throws IOException {
    PeftAdapter written =
        new PeftAdapter(4, 8, List.of("q_proj"), Optional.of("base"), Task.SEQ_CLS);
    written.write(folder);
    assertEquals(written, PeftAdapter.read(folder));
    Path file = folder.resolve("adapter_config.json");
    ObjectNode config = (ObjectNode) mapper.readTree(Files.readString(file));
    assertEquals("[\"classifier\",\"score\"]", config.get("modules_to_save").toString());
    config.putArray("modules_to_save").add("score").add("lm_head");
    Files.writeString(file, config.toString());
    PeftAdapter read = PeftAdapter.read(folder);
    assertTrue(read.saves("lm_head.weight"));
    assertFalse(read.saves("score.weight"));
  }

  @Test
  void anExpressionThatWouldRunForeverIsRefused() throws IOException {
    ObjectNode config = (ObjectNode) mapper.readTree(SAVED_BY_PEFT);
    config.put("target_modules", "(.?)(?:[\\w.]|[a-z.0-9_])+\\1!");
    Files.writeString(folder.resolve("adapter_config.json"), config.toString());
    PeftAdapter adapter = PeftAdapter.read(folder);
    assertTrue(
        assertThrows(InvalidInput.class, () -> adapter.adapts("model.layers.10.self_attn.q_proj"))
            .getMessage()
            .contains("takes too many steps"));
  }

  @Test
  void aMissingOrBrokenConfigIsNamed() throws IOException {
    Path file = folder.resolve("adapter_config.json");
    assertTrue(
        assertThrows(InvalidInput.class, () -> PeftAdapter.read(folder))
            .getMessage()
            .startsWith(file + ": is missing; "));
    Files.writeString(file, "{\"r\": ");
    assertTrue(
        assertThrows(InvalidInput.class, () -> PeftAdapter.read(folder))
            .getMessage()
            .startsWith(file + ": is not valid JSON: "));
  }

  @Test
  void tensorsAreNamedAsPeftNamesThem() {
    assertEquals(
        "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
        PeftAdapter.loraA("model.layers.0.self_attn.q_proj"));
    assertEquals(
        "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight",
        PeftAdapter.loraB("model.layers.0.self_attn.q_proj"));
  }
}
