package io.github.rrm4j.trainer.sft;

import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.optimizer.CrossEntropyLoss;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.optimizer.WeightUpdate;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Supervised fine-tuning on demonstrations; the loss is on the completions only.
 *
 * @param batch demonstrations of a step
 * @param epochs the order of the demonstrations
 */
public record SftStage(
    StageInfo info,
    List<TokenSequence> demonstrations,
    int batch,
    WeightUpdate update,
    ShuffledEpochs epochs)
    implements Stage {

  /** What a warm start has learned is measured once, at its end. */
  @Override
  public boolean evaluatedBetweenSteps() {
    return false;
  }

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    List<TokenSequence> rows =
        Arrays.stream(epochs.batch(step, batch)).mapToObj(demonstrations::get).toList();
    double rate = info.learningRate(step);
    UpdateResult<TokenUpdate.Numbers> result = update.apply(rows, new CrossEntropyLoss(), 1, rate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", result.loss());
    result.put("policy/entropy", result.numbers().entropyMean(), metrics);
    return StepReport.ofUpdate(
        metrics, result, rate, watch, rows.stream().mapToLong(TokenSequence::length).sum());
  }
}
