package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.trainer.tinker.SavedWeights;
import io.github.rrm4j.trainer.tinker.TinkerDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stages of a judge whose adapter a service trains and samples. */
@Tag("slow")
class TinkerTrainingTest {

  private static final List<String> LOGS =
      List.of("metrics.jsonl", "evaluations.jsonl", "rollouts.jsonl");

  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void writeBase() throws IOException {
    base = folder.resolve("base");
    MiniatureModelFolder.write(base);
    ModelSource random = ModelSource.of(base).initialised(Key.of(1, "initialisation"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelFolder written = ModelFolder.open(random, Device.cpu(), manager)) {
      written.write(base);
    }
  }

  private TinkerDouble service(String name) {
    return new TinkerDouble(base, folder.resolve(name));
  }

  /** What the trainer has of the model: no weights. */
  private Path texts() throws IOException {
    Path texts = folder.resolve("texts");
    if (!Files.exists(texts)) {
      MiniatureModelFolder.write(texts);
      assertFalse(Files.exists(texts.resolve("model.safetensors")));
    }
    return texts;
  }

  private String[] arguments(Path run, String url, String... more) throws IOException {
    List<String> settings = new ArrayList<>();
    List<String> all =
        new ArrayList<>(
            List.of(
                "model.path=" + texts(),
                "model.weights=pretrained",
                "model.lora.rank=8",
                "engine.update.kind=tinker",
                "engine.update.url=" + url,
                "grpo.logprob_diff_abort=1e-3",
                "grpo.kl_coefficient=0",
                "log.batches_every=0",
                "evaluation.every=0",
                "evaluation.pairs=2",
                "evaluation.final_pairs=2"));
    all.addAll(List.of(more));
    for (String setting : all) {
      settings.addAll(List.of("--set", setting));
    }
    return TinyRun.arguments(run, settings.toArray(String[]::new));
  }

  private static List<JsonNode> steps(Path run, String stage) throws IOException {
    List<JsonNode> steps = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode step = Json.parse(line);
      if (step.path("stage").asText().equals(stage)) {
        steps.add(step);
      }
    }
    return steps;
  }

  private static double mean(List<JsonNode> steps, String metric) {
    return steps.stream().mapToDouble(step -> step.path(metric).asDouble()).average().orElseThrow();
  }

  @Test
  void theLossOfSftFalls() throws IOException {
    Path run = folder.resolve("run");
    try (TinkerDouble server = service("saves")) {
      String[] arguments =
          arguments(
              run,
              server.url(),
              "stages=[sft]",
              "sft.steps=30",
              "sft.optimizer.learning_rate=2e-2",
              "checkpoint.every=30");
      Invocation call = Invocation.of(arguments);
      assertEquals(0, call.code(), call.err());
      assertEquals(30, server.count("optim_step"));
      assertEquals("unload_model", server.calls.get(server.calls.size() - 1).name());
      Invocation next =
          Invocation.of(
              arguments(
                  folder.resolve("next"),
                  server.url(),
                  "stages=[grpo]",
                  "grpo.steps=1",
                  "model.path=" + run));
      assertEquals(0, next.code(), next.err());
      JsonNode loaded =
          server.calls.stream()
              .filter(made -> made.name().equals("load_weights"))
              .findFirst()
              .orElseThrow()
              .body();
      assertFalse(loaded.path("optimizer").asBoolean(true));
    }
    List<JsonNode> steps = steps(run, "sft");
    double before = mean(steps.subList(0, 5), "loss");
    double after = mean(steps.subList(25, 30), "loss");
    assertTrue(after < 0.6 * before, "loss from " + before + " to " + after);
    Path checkpoint = run.resolve("checkpoints/latest");
    assertTrue(Files.exists(checkpoint.resolve("tinker.json")));
    assertTrue(Files.exists(checkpoint.resolve("tokenizer.json")));
    assertFalse(Files.exists(checkpoint.resolve("model.safetensors")));
    assertFalse(Files.exists(checkpoint.resolve("optimizer.safetensors")));
    Path pairs = folder.resolve("pairs.jsonl");
    Files.writeString(pairs, "{\"prompt\":\"1 + 1\",\"chosen\":\"2\",\"rejected\":\"3\"}\n");
    Invocation opened =
        Invocation.of(
            "judge",
            "--model",
            run.toString(),
            "--input",
            pairs.toString(),
            "--output",
            folder.resolve("verdicts.jsonl").toString());
    assertEquals(2, opened.code());
    assertTrue(opened.err().contains("weights are at the service"), opened.err());
    Invocation verified = Invocation.of("verify", run.toString());
    assertEquals(2, verified.code());
    assertTrue(verified.err().contains("engine.update.kind: tinker"), verified.err());
  }

  /** From random weights, which seldom end: an end is worth something here. */
  @ParameterizedTest
  @ValueSource(strings = {"ppo", "importance_sampling"})
  void theRewardOfGrpoRises(String loss) throws IOException {
    Path run = folder.resolve("run");
    try (TinkerDouble server = service("saves")) {
      Invocation call =
          Invocation.of(
              arguments(
                  run,
                  server.url(),
                  "stages=[grpo]",
                  "engine.update.loss=" + loss,
                  "reward.malformed=0",
                  "grpo.steps=16",
                  "grpo.prompts=4",
                  "grpo.group_size=8",
                  "grpo.optimizer.learning_rate=2e-2",
                  "grpo.optimizer.warmup_steps=0",
                  "checkpoint.every=40",
                  "log.rollouts_every=0"));
      assertEquals(0, call.code(), call.err());
      assertEquals(1, server.count("create_model"));
      assertTrue(
          server.calls.stream()
              .filter(made -> made.name().equals("forward_backward"))
              .allMatch(
                  made -> made.body().at("/forward_backward_input/loss_fn").asText().equals(loss)));
    }
    List<JsonNode> steps = steps(run, "grpo");
    double low = mean(steps.subList(0, 3), "reward/mean");
    double high = mean(steps.subList(13, 16), "reward/mean");
    assertTrue(high > low + 0.3, "reward from " + low + " to " + high);
    System.out.println(loss + ": reward from " + low + " to " + high);
    for (JsonNode step : steps) {
      assertTrue(step.has("policy/clip_frac"), step.toString());
      assertFalse(step.has("policy/entropy") || step.has("tokens/padding_frac"), step.toString());
      assertTrue(step.path("logprob_diff/mean").asDouble() < 1e-3, step.toString());
    }
  }

  /** Once in each stage: the service fails, and the process is killed. */
  @Test
  void aRunThatFailedAndWasKilledGoesOnToTheSameBytes() throws Exception {
    Path whole = folder.resolve("whole");
    Path broken = folder.resolve("broken");
    String[] more = {
      "sft.steps=3",
      "grpo.steps=3",
      "grpo.prompts=2",
      "grpo.group_size=2",
      "grpo.mini_batch_size=1",
      "rollout.max_new_tokens=8",
      "grpo.optimizer.learning_rate=1e-2",
      "grpo.optimizer.warmup_steps=0",
      "sft.optimizer.learning_rate=1e-2",
      "grpo.importance=truncate"
    };
    try (TinkerDouble server = service("saves-whole")) {
      Invocation call = Invocation.of(arguments(whole, server.url(), more));
      assertEquals(0, call.code(), call.err());
      assertEquals(SavedWeights.below(whole.resolve("checkpoints")), server.saved());
      assertTrue(server.saved().size() < server.count("save_weights"), "nothing was pruned");
      assertEquals(2, server.count("create_model"), "one for each stage");
      assertEquals(1, server.count("load_weights"));
    }
    try (TinkerDouble server = service("saves-broken")) {
      String[] arguments = arguments(broken, server.url(), more);
      List<String> again = new ArrayList<>(List.of(arguments));
      again.add("--resume");
      for (int i = 0; i < 2; i++) {
        server.fault("optim_step", (exchange, well) -> Optional.of(well));
      }
      server.fault(
          "optim_step",
          (exchange, well) -> {
            server.fail("forward_backward", "worker died");
            return Optional.of(well);
          });
      Invocation failed = Invocation.of(arguments);
      assertEquals(2, failed.code());
      assertTrue(failed.err().contains("worker died"), failed.err());
      Process child = Invocation.child(folder.resolve("child.log"), again.toArray(String[]::new));
      while (child.isAlive() && steps(broken, "grpo").size() < 2) {
        Thread.sleep(5);
      }
      child.destroyForcibly().waitFor();
      server.forgetModels(); // the session timed out
      Invocation resumed = Invocation.of(again.toArray(String[]::new));
      assertEquals(0, resumed.code(), resumed.err());
      assertTrue(server.saved().containsAll(SavedWeights.below(broken.resolve("checkpoints"))));
    }
    for (String file : LOGS) {
      assertEquals(
          Files.readString(whole.resolve(file)), Files.readString(broken.resolve(file)), file);
    }
  }

  @Test
  void aSamplerThatKeepsOlderWeightsEndsTheRun() throws IOException {
    Path run = folder.resolve("run");
    try (TinkerDouble server = service("saves")) {
      server.keepOlderWeights();
      Invocation call =
          Invocation.of(
              arguments(
                  run,
                  server.url(),
                  "stages=[grpo]",
                  "reward.malformed=0",
                  "grpo.steps=4",
                  "grpo.group_size=8",
                  "grpo.mini_batch_size=4",
                  "grpo.optimizer.learning_rate=2e-2",
                  "grpo.optimizer.warmup_steps=0"));
      assertTrue(call.code() != 0, call.err());
      assertTrue(call.err().contains("log-probs of rollout and trainer differ"), call.err());
    }
    assertEquals(1, steps(run, "grpo").size());
  }

  @Test
  void aServiceThatIsNotThereIsToldAtOnce() throws IOException {
    Invocation gone = Invocation.of(arguments(folder.resolve("gone"), "http://127.0.0.1:1"));
    assertEquals(2, gone.code());
    assertTrue(gone.err().contains("is no service that speaks the Tinker protocol"), gone.err());
    assertTrue(gone.err().contains("no connection"), gone.err());
    List<String> dry = new ArrayList<>();
    dry.addAll(List.of(arguments(folder.resolve("dry"), "http://127.0.0.1:1")));
    dry.add("--dry-run");
    Invocation rehearsed = Invocation.of(dry.toArray(String[]::new));
    assertEquals(0, rehearsed.code(), rehearsed.err());
    assertTrue(
        (rehearsed.out() + rehearsed.err())
            .contains("the weights are at http://127.0.0.1:1, which is not asked"),
        rehearsed.out() + rehearsed.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engine.update.url=null | engine.update.url is null, must be the address",
        "engine.update.url=nowhere | engine.update.url is a wrong address",
        "engine.kind=llama_cpp engine.server.ports=[8090] | engine.kind must be local",
        "engine.devices=[cpu] | engine.devices is set, must be empty",
        "role=policy stages=[dpo] | stages must have only sft and grpo",
        "stages=[reward_model] | stages must have only sft and grpo",
        "model.lora.rank=0 | model.lora.rank is 0, must be above 0",
        "model.lora.alpha=16 | model.lora.alpha must be 32",
        "model.lora.targets=[q_proj] | model.lora.targets must be all linear maps",
        "model.lora.rank=0 model.weights=random | model.weights is random, must be pretrained",
        "model.compute=bf16 | model.compute is set, must be auto",
        "rollout.temperature=0.6 | rollout.temperature must be 1",
        "rollout.min_p=0.1 grpo.importance=mask | rollout.min_p is set, must be 0",
        "sft.optimizer.max_grad_norm=0.5 | sft.optimizer.max_grad_norm must be 1",
        "grpo.optimizer.max_grad_norm=0.5 | grpo.optimizer.max_grad_norm must be 1",
        "grpo.kl_coefficient=0.01 | grpo.kl_coefficient is above 0, must be 0",
        "grpo.kl_coefficient=0.01 grpo.kl_place=reward | grpo.kl_coefficient is above 0",
        "grpo.reference=adapter_off | grpo.reference is set, must be null",
        "grpo.entropy_coefficient=0.1 | grpo.entropy_coefficient is above 0, must be 0",
        "grpo.staleness=1 | grpo.staleness is above 0, must be 0",
        "grpo.objective=gspo | grpo.objective must be grpo, dr_grpo or dapo",
        "grpo.objective=reinforce | grpo.objective must be grpo, dr_grpo or dapo",
        "grpo.dual_clip=3 | grpo.dual_clip is set, must be null",
        "engine.update.loss=importance_sampling grpo.clip_low=0.1 | grpo.clip_low is set, must be null",
        "log.batches_every=1 | log.batches_every is set, must be 0",
        "watch.entropy=0.1 | watch.entropy is set, must be null",
        "watch.kl=1 | watch.kl is set, must be null",
        "engine.update.kind=local | engine.update.url is set, must be null",
        "engine.update.kind=local engine.update.url=null engine.update.base_model=x | engine.update.base_model is set",
        "engine.update.kind=local engine.update.url=null engine.update.loss=importance_sampling | engine.update.loss is set, must be ppo",
      })
  void whatAServiceCannotDoIsRefusedByItsKey(String settings, String refusal) throws IOException {
    Invocation call =
        Invocation.of(arguments(folder.resolve("r"), "http://127.0.0.1:1", settings.split(" ")));
    assertEquals(2, call.code());
    assertTrue(call.err().contains(refusal), call.err());
  }
}
