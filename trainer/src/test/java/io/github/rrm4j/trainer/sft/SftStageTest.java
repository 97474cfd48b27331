package io.github.rrm4j.trainer.sft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SftStageTest {

  private static final int STEPS = 60;
  private static final List<TokenSequence> ROWS = TinyModel.rows(8, Key.of(6, "demonstrations"));
  private static final OptimizerSettings SETTINGS =
      new OptimizerSettings(1e-2, Schedule.LINEAR, 0, 0, 0.9, 0.95, 1e-8, 0, 1);

  private static SftStage stage(TinyModel tiny) {
    return stage(tiny, ROWS);
  }

  private static SftStage stage(TinyModel tiny, List<TokenSequence> rows) {
    AdamW optimizer = new AdamW(tiny.model.trainable(), SETTINGS, tiny.stage);
    TokenUpdate update =
        new TokenUpdate(
            new OptimizerStep(tiny.model, optimizer, 1, 64, tiny.stage), PassMemory.DEFAULT);
    StageInfo info = new StageInfo("sft", STEPS, SETTINGS, optimizer);
    return new SftStage(info, rows, 4, update, new ShuffledEpochs(Key.of(1, "sft"), rows.size()));
  }

  @Test
  void itLearnsItsDemonstrations() {
    try (TinyModel tiny = new TinyModel()) {
      SftStage stage = stage(tiny);
      double first = stage.step(0).metrics().get("loss");
      double last = first;
      for (int step = 1; step < STEPS; step++) {
        last = stage.step(step).metrics().get("loss");
      }
      assertTrue(first > 3 && last < 1, "from " + first + " to " + last + " nats a token");
    }
  }

  @Test
  void aStepHasTheDocumentedMetrics() {
    try (TinyModel tiny = new TinyModel()) {
      StepReport report = stage(tiny).step(15);
      Map<String, Double> metrics = report.metrics();
      assertEquals(
          List.of(
              "loss",
              "policy/entropy",
              "grad_norm",
              "lr",
              "tokens/padding_frac",
              "update/halvings"),
          new ArrayList<>(metrics.keySet()));
      assertEquals(1e-2 * 0.75, metrics.get("lr"), 1e-12);
      assertTrue(report.taken());
    }
  }

  @Test
  void anEndThatHasTheIdOfThePaddingIsLearnt() {
    int end = 0; // fills the rows of a batch up to the longest
    List<TokenSequence> rows = new ArrayList<>();
    for (TokenSequence row : ROWS) {
      int[] completion = Arrays.copyOf(row.completion(), row.completion().length + 1);
      completion[completion.length - 1] = end;
      rows.add(new TokenSequence(row.prompt(), completion));
    }
    try (TinyModel tiny = new TinyModel()) {
      double before = endLogprob(tiny, rows);
      SftStage stage = stage(tiny, rows);
      for (int step = 0; step < STEPS; step++) {
        stage.step(step);
      }
      double after = endLogprob(tiny, rows);
      assertTrue(before < -3 && after > -1, "from " + before + " to " + after + " nats");
    }
  }

  private static double endLogprob(TinyModel tiny, List<TokenSequence> rows) {
    double sum = 0;
    for (TokenSequence row : rows) {
      float[] logprobs =
          tiny.model
              .logprobs(tiny.stage, List.of(row), 1, PassMemory.DEFAULT)
              .values()
              .toFloatArray();
      sum += logprobs[logprobs.length - 1];
    }
    return sum / rows.size();
  }

  @Test
  void theLossIsThatOfTheCompletionsAlone() {
    try (TinyModel tiny = new TinyModel()) {
      double sum = 0;
      int tokens = 0;
      for (int index : new ShuffledEpochs(Key.of(1, "sft"), ROWS.size()).batch(3, 4)) {
        TokenSequence row = ROWS.get(index);
        for (float p :
            tiny.model
                .logprobs(tiny.stage, List.of(row), 1, PassMemory.DEFAULT)
                .values()
                .toFloatArray()) {
          sum -= p;
        }
        tokens += row.completion().length;
      }
      assertEquals(sum / tokens, stage(tiny).step(3).metrics().get("loss"), 1e-5);
    }
  }
}
