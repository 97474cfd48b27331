package io.github.rrm4j.trainer;

import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers that a loss takes, by row; those with two indices by row and completion token.
 *
 * @param old nats, of the weights at the start of the step; 0 where a token was forced
 * @param reference nats
 * @param counted 1 where a token was sampled, 0 where it was forced
 * @param importance the weight of a sampled token of another policy, 0 where it was forced
 * @param advantages by row
 * @param weights what each token of a row weighs; 0 for a row of no optimiser step
 */
record LossRows(
    float[][] old,
    float[][] reference,
    float[][] counted,
    float[][] importance,
    double[] advantages,
    double[] weights) {

  /**
   * @param behaviour nats under which the tokens were sampled; NaN where one was forced
   * @param old nats, of the weights at the start of the step; behaviour itself where it is the same
   * @param steps the rows of each optimiser step
   * @param limit the most tokens of a completion
   */
  static LossRows of(
      GrpoSettings.Policy policy,
      float[][] behaviour,
      float[][] old,
      float[][] reference,
      double[] advantages,
      List<int[]> steps,
      int limit) {
    float[][] counted = new float[behaviour.length][];
    float[][] importance = new float[behaviour.length][];
    float[][] known = new float[behaviour.length][];
    for (int row = 0; row < behaviour.length; row++) {
      counted[row] = new float[behaviour[row].length];
      importance[row] = new float[behaviour[row].length];
      known[row] = new float[behaviour[row].length];
      for (int i = 0; i < behaviour[row].length; i++) {
        if (!Float.isNaN(behaviour[row][i])) {
          counted[row][i] = 1;
          importance[row][i] = (float) weight(policy.importance(), old[row][i], behaviour[row][i]);
          known[row][i] = old[row][i];
        }
      }
    }
    double[] weights = new double[behaviour.length];
    for (int[] rows : steps) {
      weigh(policy.aggregation(), rows, counted, limit, weights);
    }
    return new LossRows(known, reference, counted, importance, advantages, weights);
  }

  private static double weight(Importance importance, float old, float behaviour) {
    return importance.weight(old, behaviour);
  }

  private static void weigh(
      Aggregation aggregation, int[] rows, float[][] counted, int limit, double[] into) {
    long tokens = Arrays.stream(rows).mapToLong(row -> counted[row].length).sum();
    long sampled = Arrays.stream(rows).mapToLong(row -> sampled(counted[row])).sum();
    Aggregation.Step step = new Aggregation.Step(rows.length, tokens, sampled, limit);
    for (int row : rows) {
      into[row] = aggregation.of(step, sampled(counted[row]));
    }
  }

  private static int sampled(float[] counted) {
    int sampled = 0;
    for (float one : counted) {
      sampled += one > 0 ? 1 : 0;
    }
    return sampled;
  }
}
