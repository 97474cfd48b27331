package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.scalar.ScalarText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training of a scalar reward model on preference pairs: the better response is to have the higher
 * score, by {@link BradleyTerryLoss}.
 */
public final class RewardModelStage implements Stage {

  /** The name under which its metrics are logged. */
  static final String NAME = "reward_model";

  private final List<Pair> pairs;
  private final ScalarText text;
  private final RewardModelSettings settings;
  private final AdamW optimiser;
  private final PairUpdate update;
  private final DataOrder order;

  /**
   * @param key what the order of the pairs depends on
   */
  RewardModelStage(
      List<Pair> pairs,
      ScalarText text,
      RewardModelSettings settings,
      AdamW optimiser,
      PairUpdate update,
      Key key) {
    this.pairs = pairs;
    this.text = text;
    this.settings = settings;
    this.optimiser = optimiser;
    this.update = update;
    this.order = new DataOrder(key, pairs.size());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long steps() {
    return settings.steps();
  }

  @Override
  public AdamW optimiser() {
    return optimiser;
  }

  @Override
  public StepReport step(long step) {
    long start = System.nanoTime();
    List<TokenPair> batch =
        Arrays.stream(order.batch(step, settings.batchSize()))
            .mapToObj(i -> TokenPair.of(pairs.get(i), text))
            .toList();
    double rate = settings.optimizer().rate(step, settings.steps());
    PairUpdate.Result result = update.apply(batch, settings.loss(), rate);
    Map<String, Double> timings = new LinkedHashMap<>();
    timings.put("update", (System.nanoTime() - start) / 1e9);
    timings.putAll(result.seconds());
    return new StepReport(
        metrics(result, rate),
        timings,
        List.of(),
        List.of(),
        result.taken(),
        batch.stream().mapToLong(TokenPair::tokens).sum(),
        List.of(),
        Map.of());
  }

  private static Map<String, Double> metrics(PairUpdate.Result result, double rate) {
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
    metrics.put("grad_norm", result.gradientNorm());
    metrics.put("lr", rate);
    metrics.put("tokens/padding_frac", result.paddingShare());
    metrics.put("update/halvings", (double) result.halvings());
    return metrics;
  }
}
