package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.PublicShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recipes for models of real size, whose shape is known by its name: no weights, and the
 * miniature's tokenizer in the place of the real one.
 */
class RecipesTest {

  @TempDir static Path folder;

  /** The models of the recipes; their tokenizers are not here. */
  private static final Map<String, String> SHAPES =
      Map.of(
          "1.5b", "deepseek-r1-distill-qwen-1.5b",
          "7b", "deepseek-r1-distill-qwen-7b",
          "32b", "deepseek-r1-distill-qwen-32b");

  private static final Pattern NEEDS =
      Pattern.compile(
          "# NEEDS: a device of (\\d+) GB and (.+) a step: `\\./rrm plan (.+) --shape (.+)`");

  @BeforeAll
  static void write() throws IOException {
    for (Map.Entry<String, String> shape : SHAPES.entrySet()) {
      Path model = folder.resolve(shape.getKey());
      MiniatureModelFolder.write(model);
      Files.writeString(
          model.resolve("config.json"), PublicShape.of(shape.getValue()).configJson());
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

  /** Of a run with a model of real size; a paper names the memory of its largest run. */
  private static List<Path> recipes() throws IOException {
    try (Stream<Path> top = Files.list(recipe("quickstart").getParent());
        Stream<Path> paper = Files.list(recipe("paper/paper").getParent())) {
      return Stream.concat(
              top.filter(file -> file.getFileName().toString().startsWith("rrm-")),
              paper.filter(
                  file -> !file.getFileName().toString().matches("(paper|released).*\\.yaml")))
          .filter(file -> !file.endsWith("policy-rl.yaml")) // its judge is a run of the paper
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeNeedsWhatItSays(Path recipe) throws IOException {
    Matcher said = NEEDS.matcher(Files.readString(recipe));
    assertTrue(said.find(), recipe + " does not say what it needs");
    assertEquals(recipe, TinyRun.root().resolve(said.group(3)), "the command names another file");
    Invocation plan = Invocation.of("plan", recipe.toString(), "--shape", said.group(4));
    assertEquals(0, plan.code(), plan.err());
    String head = recipe + " says: " + said.group() + ", plan says:\n" + plan.out();
    assertTrue(plan.out().contains("needs a device of " + said.group(1) + " GB"), head);
    assertTrue(plan.out().contains(": " + said.group(2) + " a step"), head);
    String model = RunConfig.of(recipe, List.of()).plan().model().path().getFileName().toString();
    assertEquals(model.toLowerCase(Locale.ROOT), said.group(4), "the shape of another model");
    Invocation fits =
        Invocation.of(
            "plan",
            recipe.toString(),
            "--shape",
            said.group(4),
            "--device-memory",
            said.group(1) + "GB");
    assertEquals(0, fits.code(), fits.out());
  }

  @ParameterizedTest
  @CsvSource({"paper/paper-7b, rrm-7b-lora", "paper/paper-32b, rrm-32b-lora"})
  void aPaperNeedsWhatItsJudgeNeeds(String paper, String judge) throws IOException {
    Matcher said = NEEDS.matcher(Files.readString(recipe(judge)));
    assertTrue(said.find());
    String head = Files.readString(recipe(paper));
    assertTrue(head.contains("a device of " + said.group(1) + " GB"), head);
  }

  @Test
  void theGuideHasTheNumbersOfTheHeads() throws IOException {
    String guide = Files.readString(TinyRun.root().resolve("docs/training.md"));
    for (String recipe : List.of("rrm-1.5b-lora", "rrm-7b-lora", "rrm-7b", "rrm-32b-lora")) {
      Matcher said = NEEDS.matcher(Files.readString(recipe(recipe)));
      assertTrue(said.find());
      String row = "configs/" + recipe + ".yaml) | " + said.group(1) + " GB | " + said.group(2);
      assertTrue(guide.contains(row), "docs/training.md lacks: " + row);
    }
  }

  /** Without a config the recipe for adapters is planned, on the model that is named. */
  @Test
  void aShapeAloneIsPlannedAsTheRecipeForAdapters() {
    String[] shape = {"--shape", "deepseek-r1-distill-qwen-7b"};
    Invocation alone = Invocation.of("plan", shape[0], shape[1]);
    assertEquals(0, alone.code(), alone.err());
    Invocation recipe = Invocation.of("plan", recipe("rrm-7b-lora").toString(), shape[0], shape[1]);
    assertEquals(recipe.out(), alone.out());
    Invocation checkpointed =
        Invocation.of(
            "plan",
            shape[0],
            shape[1],
            "--set",
            "update.activation_checkpoint_interval=1",
            "--set",
            "rollout.max_num_seqs=8");
    assertTrue(checkpointed.out().contains("needs a device of 25 GB"), checkpointed.out());
  }

  @Test
  void wrongUseOfPlanIsOneLine() {
    Invocation nothing = Invocation.of("plan");
    assertEquals(2, nothing.code());
    assertEquals(
        "rrm: plan: has neither CONFIG nor --shape, must have one; name a file\n", nothing.err());
    Invocation slow = Invocation.of("plan", "--shape", "qwen3-8b", "--tflops", "0");
    assertEquals(2, slow.code());
    assertEquals("rrm: --tflops is 0.0, must be above 0\n", slow.err());
    Invocation unknown = Invocation.of("plan", "--shape", "qwen9-8b");
    assertTrue(unknown.err().contains("--shape is qwen9-8b, must be one of"), unknown.err());
  }

  /** Two devices share the rollouts; the CPU is not guessed. */
  @Test
  void timeFollowsWhatTheDeviceCouldDo() {
    String[] call = {"plan", recipe("rrm-7b-lora").toString(), "--shape", "qwen3-8b"};
    Invocation cpu = with(call, "--set", "engine.device=cpu");
    assertFalse(cpu.out().contains("a step ("), cpu.out());
    Invocation told =
        with(call, "--set", "engine.device=cpu", "--tflops", "2", "--bandwidth", "0.1");
    assertTrue(told.out().contains("a device of 2 TFLOP/s and 0.10 TB/s"), told.out());
    double one = rollout(with(call, "--set", "rollout.max_num_seqs=64"));
    double two =
        rollout(
            with(
                call,
                "--set",
                "rollout.max_num_seqs=64",
                "--set",
                "engine.devices=[cuda:0, cuda:1]"));
    assertEquals(one / 2, two, 0.06 * one, "hours of rollouts");
  }

  private static double rollout(Invocation plan) {
    Matcher told = Pattern.compile("rollout (\\S+) (min|h)").matcher(plan.out());
    assertTrue(told.find(), plan.out() + plan.err());
    return Double.parseDouble(told.group(1)) / (told.group(2).equals("h") ? 1 : 60);
  }

  private static Invocation with(String[] call, String... more) {
    return Invocation.of(
        Stream.concat(Arrays.stream(call), Arrays.stream(more)).toArray(String[]::new));
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
