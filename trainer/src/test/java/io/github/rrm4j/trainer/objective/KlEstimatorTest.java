package io.github.rrm4j.trainer.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.contracts.Key;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KlEstimatorTest {

  private static final double[] POLICY = {0.5, 0.2, 0.2, 0.1};
  private static final double[] REFERENCE = {0.1, 0.3, 0.2, 0.4};

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private float[] values(KlEstimator estimator, float[] logprobs, float[] reference) {
    return estimator.of(manager.create(logprobs), manager.create(reference)).toFloatArray();
  }

  private float[] gradients(KlEstimator estimator, float[] logprobs, float[] reference) {
    NDArray leaf = manager.create(logprobs).duplicate();
    leaf.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      collector.backward(estimator.of(leaf, manager.create(reference)).sum());
      return leaf.getGradient().toFloatArray();
    }
  }

  @Test
  void valuesByHand() {
    float[] logprobs = {-1, -2, -0.5f};
    float[] reference = {-1.5f, -1, -0.5f};
    assertArrayEquals(
        new float[] {0.5f, -1, 0}, values(KlEstimator.K1, logprobs, reference), 1e-6f);
    assertArrayEquals(
        new float[] {0.125f, 0.5f, 0}, values(KlEstimator.K2, logprobs, reference), 1e-6f);
    // exp(-0.5) + 0.5 - 1 and exp(1) - 1 - 1
    assertArrayEquals(
        new float[] {0.10653066f, 0.71828183f, 0},
        values(KlEstimator.K3, logprobs, reference),
        1e-6f);
  }

  @Test
  void gradientsByHand() {
    float[] logprobs = {-1, -2, -0.5f};
    float[] reference = {-1.5f, -1, -0.5f};
    assertArrayEquals(new float[] {1, 1, 1}, gradients(KlEstimator.K1, logprobs, reference), 1e-6f);
    assertArrayEquals(
        new float[] {0.5f, -1, 0}, gradients(KlEstimator.K2, logprobs, reference), 1e-6f);
    // 1 - exp(d)
    assertArrayEquals(
        new float[] {0.39346934f, -1.7182818f, 0},
        gradients(KlEstimator.K3, logprobs, reference),
        1e-6f);
  }

  @Test
  void theFourthHasTheValueOfK3AndTheGradientOfK2() {
    float[] logprobs = {-1, -2, -0.5f};
    float[] reference = {-1.5f, -1, -0.5f};
    assertArrayEquals(
        values(KlEstimator.K3, logprobs, reference),
        values(KlEstimator.K3_K2, logprobs, reference),
        1e-6f);
    assertArrayEquals(
        gradients(KlEstimator.K2, logprobs, reference),
        gradients(KlEstimator.K3_K2, logprobs, reference),
        1e-6f);
  }

  @Test
  void aNumberHasTheValueOfItsArray() {
    for (KlEstimator estimator : KlEstimator.values()) {
      for (float d : new float[] {-0.5f, 1, 0}) {
        float array = values(estimator, new float[] {-1}, new float[] {-1 + d})[0];
        assertEquals(array, estimator.value(d), 1e-6, estimator + " of " + d);
      }
    }
  }

  @Test
  void k3IsNeverNegativeBeyondRounding() {
    Key key = Key.of(5, "k3");
    float[] logprobs = new float[2000];
    float[] reference = new float[2000];
    for (int i = 0; i < logprobs.length; i++) {
      // differences of all sizes, from 1e-7 to 10
      double size = Math.pow(10, 8 * key.with("size").uniform(i) - 7);
      logprobs[i] = (float) -key.with("logprob").uniform(i);
      reference[i] = (float) (logprobs[i] + size * key.gaussian(i));
    }
    float[] k3 = values(KlEstimator.K3, logprobs, reference);
    for (int i = 0; i < k3.length; i++) {
      double d = (double) reference[i] - logprobs[i];
      // exp(d) - 1 is rounded to 2^-24 next to 1
      assertTrue(k3[i] >= -0x1p-23, "K3 of " + d + " is " + k3[i]);
      assertTrue(Math.abs(d) < 0.01 || k3[i] > 0, "K3 of " + d + " is " + k3[i]);
    }
  }

  @Test
  void k1AndK3AreUnbiasedAndK2IsNot() {
    double kl =
        IntStream.range(0, 4)
            .mapToDouble(i -> POLICY[i] * Math.log(POLICY[i] / REFERENCE[i]))
            .sum();
    assertEquals(kl, expectation(values(KlEstimator.K1, logs(POLICY), logs(REFERENCE))), 1e-6);
    assertEquals(kl, expectation(values(KlEstimator.K3, logs(POLICY), logs(REFERENCE))), 1e-6);
    double k2 = expectation(values(KlEstimator.K2, logs(POLICY), logs(REFERENCE)));
    assertTrue(Math.abs(kl - k2) > 0.05, kl + " and " + k2);
  }

  @Test
  void theExpectedGradientOfK1IsZeroAndThatOfK2IsOfTheDivergence() {
    float[] k1 = gradients(KlEstimator.K1, logs(POLICY), logs(REFERENCE));
    float[] k2 = gradients(KlEstimator.K2, logs(POLICY), logs(REFERENCE));
    for (int logit = 0; logit < 4; logit++) {
      assertEquals(0, throughSoftmax(k1, logit), 1e-6);
      assertEquals(slope(logit), throughSoftmax(k2, logit), 1e-5);
    }
  }

  /** sum over tokens of p g dlogp / dlogit. */
  private static double throughSoftmax(float[] gradient, int logit) {
    return IntStream.range(0, 4)
        .mapToDouble(i -> POLICY[i] * gradient[i] * ((i == logit ? 1 : 0) - POLICY[logit]))
        .sum();
  }

  /** Of the exact divergence, by finite differences of a logit. */
  private static double slope(int logit) {
    double h = 1e-5;
    return (divergence(logit, h) - divergence(logit, -h)) / (2 * h);
  }

  private static double divergence(int logit, double change) {
    double sum = 0;
    double[] moved = POLICY.clone();
    moved[logit] *= Math.exp(change);
    for (double p : moved) {
      sum += p;
    }
    double divergence = 0;
    for (int i = 0; i < 4; i++) {
      divergence += moved[i] / sum * Math.log(moved[i] / sum / REFERENCE[i]);
    }
    return divergence;
  }

  private static double expectation(float[] values) {
    return IntStream.range(0, 4).mapToDouble(i -> POLICY[i] * values[i]).sum();
  }

  private static float[] logs(double[] probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }
}
