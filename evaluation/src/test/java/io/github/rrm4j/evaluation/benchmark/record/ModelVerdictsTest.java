package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Order;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Showing;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random weights: nothing can be read, but every judgement has its tokens and its time. */
class ModelVerdictsTest {

  private static final Sampling SAMPLING = new Sampling(1, 12);

  @TempDir static Path folder;
  private static NDManager manager;
  private static ModelFolder model;
  private static Judge judge;

  @BeforeAll
  static void open() {
    MiniatureModelFolder.write(folder);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    model =
        ModelFolder.open(
            ModelSource.of(folder).initialised(Key.of(1, "initialisation")), Device.cpu(), manager);
    judge =
        new Judge(
            new JudgeSettings(JudgeTemplate.named("compact"), true, SAMPLING),
            model.chat(),
            model.tokenizer());
  }

  @AfterAll
  static void close() {
    model.close();
    manager.close();
  }

  private static ModelVerdicts verdicts(int votes) {
    RolloutEngine engine = new RolloutEngine(model.model(), id -> id % 20 == 0, 64, manager);
    return new ModelVerdicts(judge, engine, SAMPLING, votes, Key.of(1, "evaluation"));
  }

  private static Showing showing(int i, Order order) {
    return new Showing(Comparison.better("p" + i, "s", "2 + " + i, "3", "4"), order);
  }

  /** Without the seconds, which differ from call to call. */
  private static List<String> said(List<Sample> samples) {
    List<String> said = new ArrayList<>();
    for (Sample sample : samples) {
      said.add(sample.answer() + " " + sample.thinkingTokens() + " " + sample.tokens());
    }
    return said;
  }

  @Test
  void whatIsSaidOfAShowingDoesNotDependOnThoseBesideIt() {
    List<Showing> showings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      showings.add(showing(i, i % 2 == 0 ? Order.GIVEN : Order.SWAPPED));
    }
    List<List<Sample>> together = verdicts(3).judge(showings);
    for (int i = 0; i < showings.size(); i++) {
      List<Sample> alone = verdicts(3).judge(List.of(showings.get(i))).get(0);
      assertEquals(said(alone), said(together.get(i)));
      assertEquals(3, alone.size());
    }
    assertTrue(
        together.stream().map(ModelVerdictsTest::said).distinct().count() > 1,
        "showings have draws of their own");
  }

  @Test
  void everyJudgementHasItsTokensAndTimeAndNoProbabilityWithoutAVerdict() {
    for (Sample sample : verdicts(4).judge(List.of(showing(1, Order.GIVEN))).get(0)) {
      assertTrue(sample.answer() == Answer.MALFORMED || sample.answer() == Answer.TRUNCATED);
      assertTrue(sample.tokens().getAsInt() >= 1 && sample.tokens().getAsInt() <= 12);
      assertTrue(sample.seconds().getAsDouble() > 0);
      assertTrue(sample.probability().isEmpty());
    }
  }

  @Test
  void severalVotesWithoutATemperatureAreRefused() {
    RolloutEngine engine = new RolloutEngine(model.model(), id -> true, 64, manager);
    assertThrows(
        InvalidInput.class,
        () -> new ModelVerdicts(judge, engine, SAMPLING.greedy(), 2, Key.of(1, "evaluation")));
  }
}
