package io.github.rrm4j.trainer.sft;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Supervised fine-tuning on demonstrations; the loss is on the completions only. */
public final class SftStage implements Stage {

  private final StageInfo info;
  private final List<TokenSequence> demonstrations;
  private final int batch;
  private final TokenUpdate update;
  private final ShuffledEpochs epochs;

  /**
   * @param batch demonstrations of a step
   * @param key decides the order of the demonstrations
   */
  public SftStage(
      StageInfo info, List<TokenSequence> demonstrations, int batch, TokenUpdate update, Key key) {
    this.info = info;
    this.demonstrations = demonstrations;
    this.batch = batch;
    this.update = update;
    this.epochs = new ShuffledEpochs(key, demonstrations.size());
  }

  @Override
  public StageInfo info() {
    return info;
  }

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
    TokenUpdate.Result result =
        update.apply(rows, (scope, logprobs, of) -> logprobs.sum().neg(), 1, rate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", result.loss());
    metrics.put("policy/entropy", result.entropyMean());
    return StepReport.ofUpdate(
        metrics, result, rate, watch, rows.stream().mapToLong(TokenSequence::length).sum());
  }
}
