package io.github.rrm4j.statistics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Items sorted into classes, compared with the true classes.
 *
 * <p>Each class counts the same, however many items it has (macro average). A precision without a
 * prediction and a recall without an item are 0, and F1 is 0 where both are, as in scikit-learn
 * with {@code zero_division=0}. A prediction that names no class is a miss of the true one and no
 * prediction of another.
 *
 * @param counts {@code counts[truth][predicted]}: (classes, classes); parts of items where what is
 *     predicted of one is left to chance
 * @param unreadable {@code unreadable[truth]}: items without a predicted class: (classes)
 */
public record Classification(double[][] counts, double[] unreadable) {

  /** No items yet, of so many classes. */
  public Classification(int classes) {
    this(new double[classes][classes], new double[classes]);
  }

  /**
   * Counts an item.
   *
   * @param predicted a negative number names no class
   */
  public void add(int truth, int predicted) {
    if (predicted < 0) {
      unreadable[truth]++;
    } else {
      counts[truth][predicted]++;
    }
  }

  /**
   * Counts an item of which each class is predicted with a probability.
   *
   * @param predicted (classes), at most 1 together; the rest names no class
   */
  public void add(int truth, double[] predicted) {
    unreadable[truth] += 1 - Arrays.stream(predicted).sum();
    for (int c = 0; c < predicted.length; c++) {
      counts[truth][c] += predicted[c];
    }
  }

  /** Right predictions / items. */
  public double accuracy() {
    double right = 0;
    double all = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
      all += items(c);
    }
    return right / all;
  }

  /** Of the items that were predicted to be of the class, the share that are. */
  public double precision(int c) {
    double predicted = Arrays.stream(counts).mapToDouble(row -> row[c]).sum();
    return predicted == 0 ? 0 : counts[c][c] / predicted;
  }

  /** Of the items of the class, the share that were found. */
  public double recall(int c) {
    return items(c) == 0 ? 0 : counts[c][c] / items(c);
  }

  /** The harmonic mean of precision and recall. */
  public double f1(int c) {
    double sum = precision(c) + recall(c);
    return sum == 0 ? 0 : 2 * precision(c) * recall(c) / sum;
  }

  public double macroPrecision() {
    return macro(this::precision);
  }

  public double macroRecall() {
    return macro(this::recall);
  }

  public double macroF1() {
    return macro(this::f1);
  }

  private double macro(IntToDoubleFunction ofClass) {
    double sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += ofClass.applyAsDouble(c);
    }
    return sum / counts.length;
  }

  private double items(int truth) {
    return unreadable[truth] + Arrays.stream(counts[truth]).sum();
  }
}
