package io.github.rrm4j.trainer.tinker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.grpo.MaxTokensSchedule;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.CrossEntropyLoss;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenLoss;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.optimizer.WeightUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adapter at a service is moved as one here would be. */
class TinkerPolicyTest {

  private static final OptimizerSettings DESCENT = TinyModel.gradientDescent();
  private static final double NONE = Double.POSITIVE_INFINITY;

  @TempDir private Path folder;
  private TinkerWorld world;
  private ModelFolder local;

  @BeforeEach
  void open() {
    world = new TinkerWorld(folder);
    local = world.local();
  }

  @AfterEach
  void close() {
    local.close();
    world.close();
  }

  private TinkerPolicy policy() {
    return new TinkerPolicy(
        world.service(), TinkerWorld.RANK, TinkerWorld.SEED, Optional.empty(), false);
  }

  /** The own engine, with the limit of the norm that the service has. */
  private WeightUpdate here(OptimizerSettings settings) {
    AdamW optimizer = new AdamW(local.model().trainable(), settings, world.manager);
    return new TokenUpdate(
        new OptimizerStep(local.model(), optimizer, 1, 2048, world.manager), PassMemory.DEFAULT);
  }

  private RowLogprobs logprobs() {
    return new RowLogprobs(local.model(), 2048, PassMemory.DEFAULT, world.manager);
  }

  private static GrpoSettings settings(double clip, Aggregation aggregation) {
    return new GrpoSettings(
        new GrpoSettings.Batch(1, 2, 2, 2, PairOrders.ONE, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(
            new ClippedSurrogate(clip, clip, NONE), aggregation, Importance.NONE),
        new GrpoSettings.Kl(0, KlEstimator.K3, KlPlace.LOSS, Reference.NONE, 1),
        new GrpoSettings.AdvantageSettings(GroupAdvantages.NONE, NONE, false, 1),
        MaxTokensSchedule.constant(12),
        new GrpoSettings.LogprobMismatch(1e-3, 10));
  }

  /** Completions under log-probs that are off by up to 0.5, one with tokens that were forced. */
  private List<Rollout> rollouts() {
    List<TokenSequence> rows = TinkerWorld.rows(6);
    float[][] own = logprobs().of(rows, 1);
    List<Rollout> rollouts = new ArrayList<>();
    for (int r = 0; r < own.length; r++) {
      for (int t = 0; t < own[r].length; t++) {
        own[r][t] += (float) (Key.of(r, "off").uniform(t) - 0.5);
      }
      Optional<Span> forced = Optional.empty();
      if (r == 2) {
        own[r][0] = Float.NaN;
        forced = Optional.of(new Span(0, 1));
      }
      rollouts.add(new Rollout(rows.get(r), own[r], Finish.STOP, forced));
    }
    return rollouts;
  }

  /** Compares a step there with a step here; the second one depends on the first. */
  private void same(TokenLoss loss, List<TokenSequence> rows) {
    WeightUpdate here = here(DESCENT);
    try (TinkerPolicy policy = policy()) {
      WeightUpdate there = policy.begin(DESCENT, false).update();
      for (int step = 0; step < 2; step++) {
        UpdateResult<TokenUpdate.Numbers> expected = here.apply(rows, loss, 1, 1e6);
        UpdateResult<TokenUpdate.Numbers> found = there.apply(rows, loss, 1, 1e6);
        assertEquals(expected.loss(), found.loss(), 1e-5);
        assertEquals(expected.gradientNorm(), found.gradientNorm(), 1e-4 * expected.gradientNorm());
        assertTrue(expected.gradientNorm() > 1e-3, "no gradient: " + expected.gradientNorm());
        assertEquals(expected.numbers().logprobs().keySet(), found.numbers().logprobs().keySet());
        expected
            .numbers()
            .logprobs()
            .forEach(
                (row, values) ->
                    assertArrayEquals(values, found.numbers().logprobs().get(row), 1e-4f));
        Map<String, float[]> weights = TinyModel.values(local.model());
        assertTrue(
            TinyModel.distance(weights, world.server.weights()) < 1e-5,
            "weights differ by " + TinyModel.distance(weights, world.server.weights()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, TOKEN",
    "0.2, SEQUENCE",
    "0.2, CONSTANT",
    "Infinity, TOKEN",
    "Infinity, SEQUENCE"
  })
  void aStepOnAMiniBatchIsThatOfTheOwnEngine(double clip, Aggregation aggregation) {
    double[] advantages = {1, -1, 0.5, -2, 0, 1.5};
    MiniBatch batch = MiniBatch.of(settings(clip, aggregation), rollouts(), advantages, 12);
    same(batch, batch.sequences());
    String loss = Double.isFinite(clip) ? "ppo" : "importance_sampling";
    world.server.calls.stream()
        .filter(call -> call.name().equals("forward_backward"))
        .forEach(
            call -> {
              assertEquals(loss, call.body().at("/forward_backward_input/loss_fn").asText());
              assertEquals(5, call.body().at("/forward_backward_input/data").size());
            });
  }

  @Test
  void aStepOnDemonstrationsIsThatOfTheOwnEngine() {
    same(new CrossEntropyLoss(), TinkerWorld.rows(5));
  }

  /** Several calls of a step are one gradient. */
  @Test
  void rowsOfManyCallsAreOneStep() {
    List<TokenSequence> rows = new ArrayList<>();
    int[] long1 = new int[400];
    for (int i = 0; i < 300; i++) {
      rows.add(new TokenSequence(long1, new int[] {1 + i % 50}));
    }
    try (TinkerPolicy policy = policy()) {
      policy.begin(DESCENT, false).update().apply(rows, new CrossEntropyLoss(), 1, 1);
    }
    assertEquals(2, world.server.count("forward_backward"));
    assertEquals(1, world.server.count("optim_step"));
  }

  @Test
  void logProbsOfAForwardPassAreThoseHere() {
    List<TokenSequence> rows = TinkerWorld.rows(4);
    try (TinkerPolicy policy = policy()) {
      float[][] found = policy.of(rows, 1);
      float[][] expected = logprobs().of(rows, 1);
      for (int r = 0; r < expected.length; r++) {
        assertArrayEquals(expected[r], found[r], 1e-4f);
      }
    }
  }

  @Test
  void whatIsSavedGoesOnWithItsMomentsAndAFreshStageWithout() throws IOException {
    List<TokenSequence> rows = TinkerWorld.rows(5);
    OptimizerSettings adam = TinyModel.adam();
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Map<String, float[]> unbroken;
    Map<String, float[]> fresh;
    try (TinkerPolicy policy = policy()) {
      WeightUpdate update = policy.begin(adam, false).update();
      step(update, rows, 3);
      policy.write(checkpoint);
      step(update, rows, 2);
      unbroken = world.server.weights();
    }
    world.server.forgetModels();
    Optional<SavedWeights> saved = SavedWeights.in(checkpoint);
    assertTrue(saved.orElseThrow().path().startsWith("tinker://model_"), saved.toString());
    try (TinkerPolicy resumed = resumed(saved, true)) {
      step(resumed.begin(adam, true).update(), rows, 2);
      assertEquals(0, TinyModel.distance(unbroken, world.server.weights()));
    }
    world.server.forgetModels();
    try (TinkerPolicy next = resumed(saved, false)) {
      step(next.begin(adam, false).update(), rows, 2);
      fresh = world.server.weights();
      assertTrue(TinyModel.distance(unbroken, fresh) > 1e-4);
    }
    world.server.forgetModels();
    try (TinkerPolicy whole = policy()) {
      step(whole.begin(adam, false).update(), rows, 3);
      step(whole.begin(adam, false).update(), rows, 2); // of a second stage, in another model
      assertEquals(0, TinyModel.distance(fresh, world.server.weights()));
    }
  }

  private TinkerPolicy resumed(Optional<SavedWeights> saved, boolean optimizer) {
    return new TinkerPolicy(world.service(), TinkerWorld.RANK, TinkerWorld.SEED, saved, optimizer);
  }

  private static void step(WeightUpdate update, List<TokenSequence> rows, int times) {
    for (int i = 0; i < times; i++) {
      update.apply(rows, new CrossEntropyLoss(), 1, 1e-2);
    }
  }
}
