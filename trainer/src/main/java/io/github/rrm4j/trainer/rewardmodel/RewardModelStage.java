package io.github.rrm4j.trainer.rewardmodel;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training of a scalar reward model on preference pairs: the better response is to have the higher
 * score, by {@link BradleyTerryLoss}.
 */
public final class RewardModelStage implements Stage {

  private final StageInfo info;
  private final List<Pair> pairs;
  private final ScalarText text;
  private final RewardModelSettings settings;
  private final PairUpdate update;
  private final ShuffledEpochs epochs;

  /**
   * @param update moves the weights
   * @param key decides the order of the pairs
   */
  public RewardModelStage(
      StageInfo info,
      List<Pair> pairs,
      ScalarText text,
      RewardModelSettings settings,
      PairUpdate update,
      Key key) {
    this.info = info;
    this.pairs = pairs;
    this.text = text;
    this.settings = settings;
    this.update = update;
    this.epochs = new ShuffledEpochs(key, pairs.size());
  }

  @Override
  public StageInfo info() {
    return info;
  }

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    List<TokenPair> batch =
        Arrays.stream(epochs.batch(step, settings.batchSize()))
            .mapToObj(i -> TokenPair.of(pairs.get(i), text))
            .toList();
    double rate = info.learningRate(step);
    PairUpdate.Result result = update.apply(batch, settings.loss(), rate);
    return StepReport.ofUpdate(
        metrics(result), result, rate, watch, batch.stream().mapToLong(TokenPair::tokens).sum());
  }

  private static Map<String, Double> metrics(PairUpdate.Result result) {
    int n = result.chosen().length;
    double right = 0;
    double chosen = 0;
    double rejected = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      right += result.chosen()[i] > result.rejected()[i] ? 1 : 0;
      chosen += result.chosen()[i];
      rejected += result.rejected()[i];
      squares += Math.pow(result.chosen()[i], 2) + Math.pow(result.rejected()[i], 2);
    }
    double mean = (chosen + rejected) / (2 * n);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", result.loss());
    metrics.put("pairs/accuracy", right / n);
    metrics.put("pairs/margin_mean", (chosen - rejected) / n);
    metrics.put("score/mean", mean);
    metrics.put("score/std", Math.sqrt(Math.max(0, squares / (2 * n) - mean * mean)));
    metrics.put("score/chosen_mean", chosen / n);
    metrics.put("score/rejected_mean", rejected / n);
    return metrics;
  }
}
