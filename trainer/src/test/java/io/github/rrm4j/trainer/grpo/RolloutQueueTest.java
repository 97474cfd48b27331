package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Completions;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.TokenListener;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which weights draw which step, and in which order the completions come, whatever is late. */
class RolloutQueueTest {

  private static final int STEPS = 6;
  private static final int PROMPTS = 3;
  private static final int GROUP = 2;

  @TempDir private Path folder;

  private record Asking(Request request) implements Question {}

  /** Completions say which weights drew them, and come in the opposite order. */
  private static final class Backwards implements RolloutEngine {

    private final List<Long> asked = new ArrayList<>();
    private long steps;

    @Override
    public Outcome run(List<Request> requests, int samples, Sampling sampling) {
      return new Outcome(
          generate(requests, samples, sampling, TokenListener.NONE), new Occupancy());
    }

    @Override
    public Completions stream(
        List<Request> requests, int samples, Sampling sampling, TokenListener listener) {
      asked.add(steps);
      int weights = (int) steps;
      List<Completions.Completion> all = new ArrayList<>();
      for (int r = 0; r < requests.size(); r++) {
        for (int s = 0; s < samples; s++) {
          int[] tokens = {weights, r, s};
          TokenSequence sequence = new TokenSequence(requests.get(r).prompt(), tokens);
          float[] nats = {-1f / 3, Float.NaN, -0.1f};
          all.add(
              new Completions.Completion(r, s, new Rollout(sequence, nats, Rollout.Finish.STOP)));
        }
      }
      Collections.reverse(all);
      return new Completions() {
        @Override
        public Occupancy occupancy() {
          return new Occupancy();
        }

        @Override
        public boolean hasNext() {
          return !all.isEmpty();
        }

        @Override
        public Completion next() {
          return all.remove(0);
        }

        @Override
        public void close() {
          all.clear();
        }
      };
    }

    @Override
    public int longestPrompt(Sampling sampling) {
      return 100;
    }

    @Override
    public void weightsChanged() {
      steps++;
    }
  }

  private static List<Asking> questions(Round round) {
    return IntStream.range(0, PROMPTS)
        .mapToObj(
            i ->
                new Asking(
                    new Request(
                        new int[] {(int) round.step(), round.number(), i},
                        Key.of(round.step(), "question").with(i))))
        .toList();
  }

  private static RolloutQueue<Asking> queue(RolloutEngine engine, int staleness) {
    GrpoSettings plain = MiniatureStage.settings(PROMPTS, GROUP, PROMPTS, 0);
    GrpoSettings settings =
        MiniatureStage.with(
            new GrpoSettings.Batch(
                STEPS,
                PROMPTS,
                GROUP,
                PROMPTS,
                PairOrders.ONE,
                GrpoSettings.Refill.NONE,
                staleness),
            plain);
    Actor actor = new Actor(engine, new Sampling(1, 12), null, Optional.empty(), null);
    return new RolloutQueue<>(RolloutQueueTest::questions, actor, settings);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 9})
  void theWeightsOfAStepAreAFunctionOfTheStep(int staleness) {
    Backwards engine = new Backwards();
    RolloutQueue<Asking> queue = queue(engine, staleness);
    for (long step = 0; step < STEPS; step++) {
      check(queue, step, Math.max(0, step - staleness));
      engine.weightsChanged();
    }
    assertEquals(STEPS, engine.asked.size(), "nothing is drawn that no step takes");
  }

  /** A round that refills a step is drawn at once, from the weights of the step. */
  @Test
  void aRoundThatRefillsIsNotDrawnAhead() {
    Backwards engine = new Backwards();
    RolloutQueue<Asking> queue = queue(engine, 1);
    engine.weightsChanged();
    RolloutQueue.Drawn<Asking> refill = queue.take(new Round(1, 2, 12), new Stopwatch());
    assertEquals(1, refill.weights().getAsLong());
    assertEquals(2, refill.completions().get(0).get(0).sequence().prompt()[1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aCheckpointHoldsWhatIsDrawnAndNotTrainedOn(int staleness) throws IOException {
    for (int kill = 1; kill < STEPS; kill++) {
      Path checkpoint = Files.createDirectories(folder.resolve(staleness + "-" + kill));
      Backwards engine = new Backwards();
      RolloutQueue<Asking> first = queue(engine, staleness);
      for (long step = 0; step < kill; step++) {
        first.take(new Round(step, 0, 12), new Stopwatch());
        engine.weightsChanged();
      }
      first.write(checkpoint);
      RolloutQueue<Asking> resumed = queue(engine, staleness);
      resumed.read(checkpoint, kill);
      for (long step = kill; step < STEPS; step++) {
        check(resumed, step, Math.max(0, step - staleness));
        engine.weightsChanged();
      }
    }
  }

  @Test
  void whatIsDrawnOfOtherQuestionsIsRefused() throws IOException {
    Backwards engine = new Backwards();
    RolloutQueue<Asking> first = queue(engine, 1);
    first.take(new Round(0, 0, 12), new Stopwatch());
    first.write(folder);
    RolloutQueue<Asking> other = queue(engine, 1);
    InvalidInput e = assertThrows(InvalidInput.class, () -> other.read(folder, 2));
    assertTrue(
        e.getMessage().contains("rollouts-ahead.jsonl:1: is not what was drawn for step 2"),
        e.getMessage());
    Files.delete(folder.resolve("rollouts-ahead.jsonl"));
    assertThrows(InvalidInput.class, () -> other.read(folder, 1));
  }

  private static void check(RolloutQueue<Asking> queue, long step, long weights) {
    RolloutQueue.Drawn<Asking> drawn = queue.take(new Round(step, 0, 12), new Stopwatch());
    drawn.weights().ifPresent(version -> assertEquals(weights, version));
    for (int q = 0; q < PROMPTS; q++) {
      for (int i = 0; i < GROUP; i++) {
        Rollout rollout = drawn.completions().get(q).get(i);
        assertEquals(
            List.of(step, 0L, (long) q),
            IntStream.of(rollout.sequence().prompt()).mapToObj(Long::valueOf).toList());
        assertEquals(
            List.of(weights, (long) q, (long) i),
            IntStream.of(rollout.sequence().completion()).mapToObj(Long::valueOf).toList());
        assertEquals(-1f / 3, rollout.logprobs()[0]);
        assertTrue(Float.isNaN(rollout.logprobs()[1]));
      }
    }
  }
}
