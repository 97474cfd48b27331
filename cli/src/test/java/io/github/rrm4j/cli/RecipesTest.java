package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recipes for models of real size, whose shape stands here in numbers: no weights, and the
 * miniature's tokenizer in the place of the real one.
 */
class RecipesTest {

  @TempDir static Path folder;

  /** Hidden, layers, heads, key-value heads, intermediate, vocab; all have untied embeddings. */
  private static final Map<String, int[]> SHAPES =
      Map.of(
          "1.5b", new int[] {1536, 28, 12, 2, 8960, 151936},
          "7b", new int[] {3584, 28, 28, 4, 18944, 152064},
          "32b", new int[] {5120, 64, 40, 8, 27648, 152064});

  @BeforeAll
  static void write() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (Map.Entry<String, int[]> shape : SHAPES.entrySet()) {
      int[] n = shape.getValue();
      Path model = folder.resolve(shape.getKey());
      MiniatureModelFolder.write(model);
      ObjectNode config = mapper.createObjectNode();
      config.putArray("architectures").add("Qwen2ForCausalLM");
      config
          .put("model_type", "qwen2")
          .put("hidden_act", "silu")
          .put("hidden_size", n[0])
          .put("num_hidden_layers", n[1])
          .put("num_attention_heads", n[2])
          .put("num_key_value_heads", n[3])
          .put("intermediate_size", n[4])
          .put("vocab_size", n[5])
          .put("max_position_embeddings", 131072)
          .put("rms_norm_eps", 1e-6)
          .put("rope_theta", 10000)
          .put("tie_word_embeddings", false);
      Files.writeString(model.resolve("config.json"), config.toPrettyString());
    }
    Files.writeString(
        folder.resolve("pairs.jsonl"),
        "{\"prompt\": \"4 + 4\", \"chosen\": \"8\", \"rejected\": \"9\"}\n");
  }

  private static Path recipe(String name) {
    return TinyRun.root().resolve("configs").resolve(name + ".yaml");
  }

  private static Invocation call(String command, String recipe, String shape, String... more) {
    List<String> arguments = new ArrayList<>();
    Path pairs = folder.resolve("pairs.jsonl");
    arguments.addAll(
        List.of(
            command,
            recipe(recipe).toString(),
            "--set",
            "model.path=" + folder.resolve(shape),
            "--set",
            "data.train=" + pairs,
            "--set",
            "data.heldout=" + pairs));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "rrm-1.5b-lora, 1.5b, '1,777,088,000'",
    "rrm-7b, 7b, '7,615,616,512'",
    "rrm-7b-lora, 7b, '7,615,616,512'",
    "rrm-32b-lora, 32b, '32,763,876,352'"
  })
  void aRecipeNeedsWhatItSays(String recipe, String shape, String parameters) throws IOException {
    Invocation plan = call("plan", recipe, shape);
    assertEquals(0, plan.code(), plan.err());
    assertTrue(plan.out().startsWith(parameters + " parameters"), plan.out());
    Matcher need = Pattern.compile("needs a device of (\\d+) GB").matcher(plan.out());
    assertTrue(need.find(), plan.out());
    String said = "# NEEDS: a device of " + need.group(1) + " GB";
    assertTrue(Files.readString(recipe(recipe)).contains(said), recipe + " must say: " + said);
    assertEquals(0, call("plan", recipe, shape, "--device-memory", need.group(1) + "GB").code());
  }

  @ParameterizedTest
  @CsvSource({"rrm-1.5b-lora, 1.5b", "rrm-7b, 7b", "rrm-7b-lora, 7b", "rrm-32b-lora, 32b"})
  void aRecipeIsRehearsedWithoutWeights(String recipe, String shape) {
    Path run = folder.resolve("never-" + recipe);
    Invocation missing = call("train", recipe, shape, "--dry-run", "--output", run.toString());
    assertEquals(2, missing.code(), missing.err());
    assertTrue(missing.err().contains("would run grpo: 600 steps of 128 x "), missing.err());
    assertTrue(missing.err().contains("holds no weights, all else is in order"), missing.err());
    Invocation call =
        call("train", recipe, shape, "--dry-run", "--without-weights", "--output", run.toString());
    assertEquals(0, call.code(), call.err());
    assertTrue(call.err().contains("holds no weights yet"), call.err());
    assertTrue(call.err().contains("needs a device of"), call.err());
    assertFalse(Files.exists(run));
  }

  /** What the head of a recipe says of a smaller device. */
  @ParameterizedTest
  @CsvSource({"rrm-1.5b-lora, 1.5b", "rrm-7b-lora, 7b", "rrm-32b-lora, 32b"})
  void theKnobsThatARecipeNamesMakeItFit(String recipe, String shape) throws IOException {
    Matcher named =
        Pattern.compile("# On (\\d+GB): (.*)").matcher(Files.readString(recipe(recipe)));
    assertTrue(named.find(), recipe + " names no knobs");
    assertEquals(1, call("plan", recipe, shape, "--device-memory", named.group(1)).code());
    List<String> knobs = new ArrayList<>(List.of("--device-memory", named.group(1)));
    for (String knob : named.group(2).strip().split(" ")) {
      knobs.add(knob);
    }
    Invocation plan = call("plan", recipe, shape, knobs.toArray(String[]::new));
    assertEquals(0, plan.code(), plan.out() + plan.err());
  }

  @Test
  void whereARunDoesNotFitThePlanNamesTheKnobs() {
    Invocation plan = call("plan", "rrm-7b-lora", "7b", "--device-memory", "40GB");
    assertEquals(1, plan.code(), plan.out());
    assertTrue(plan.out().contains("does NOT fit 40.0 GB"), plan.out());
    assertTrue(plan.out().contains("rollout.max_new_tokens to"), plan.out());
    Invocation wrong = call("plan", "rrm-7b-lora", "7b", "--device-memory", "80");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("--device-memory is '80', must be"), wrong.err());
  }

  @Test
  void theQuickstartIsPlannedWithoutAFolder() {
    Invocation plan = Invocation.of("plan", recipe("quickstart").toString());
    assertEquals(0, plan.code(), plan.err());
    assertTrue(plan.out().contains("all are trained"), plan.out());
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    Invocation plan = Invocation.of("plan", recipe("rrm-7b").toString());
    assertEquals(2, plan.code());
    assertTrue(
        plan.err().contains("models/DeepSeek-R1-Distill-Qwen-7B/config.json: does not exist"),
        plan.err());
  }
}
