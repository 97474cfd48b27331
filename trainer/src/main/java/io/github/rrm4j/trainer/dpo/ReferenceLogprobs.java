package io.github.rrm4j.trainer.dpo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The reference's log-probs of every pair, which never change: they are computed once, when the
 * stage begins, and kept in the run's folder, so that a resumed run uses the same numbers and no
 * second model is needed.
 *
 * @param chosen nats, of the whole chosen response, by pair
 * @param rejected nats, of the whole rejected response, by pair
 */
public record ReferenceLogprobs(double[] chosen, double[] rejected) {

  /** Pairs whose log-probs are asked for together. */
  private static final int WINDOW = 64;

  /** Computes them with the weights of a model. */
  public static ReferenceLogprobs compute(PreferencePairs pairs, TokenLogprobs model) {
    double[] chosen = new double[pairs.size()];
    double[] rejected = new double[pairs.size()];
    for (int from = 0; from < pairs.size(); from += WINDOW) {
      int[] window = IntStream.range(from, Math.min(pairs.size(), from + WINDOW)).toArray();
      List<TokenSequence> rows = pairs.rows(window);
      double[] sums = sums(model.of(rows, 1));
      for (int i = 0; i < window.length; i++) {
        chosen[window[i]] = sums[2 * i];
        rejected[window[i]] = sums[2 * i + 1];
      }
    }
    return new ReferenceLogprobs(chosen, rejected);
  }

  /** The sum over the tokens of each row. */
  static double[] sums(float[][] logprobs) {
    double[] sums = new double[logprobs.length];
    for (int row = 0; row < logprobs.length; row++) {
      for (float logprob : logprobs[row]) {
        sums[row] += logprob;
      }
    }
    return sums;
  }

  /** Writes a line for each pair; every digit that a double has is kept. */
  public void write(Path file, PreferencePairs pairs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < chosen.length; i++) {
      text.append(
              Json.object()
                  .put("id", pairs.id(i))
                  .put("chosen", chosen[i])
                  .put("rejected", rejected[i]))
          .append('\n');
    }
    Files.createDirectories(file.getParent());
    AtomicFiles.write(file, text.toString());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidInput if the file is missing, or belongs to other pairs
   */
  public static ReferenceLogprobs read(Path file, PreferencePairs pairs) {
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add(Json.parse(line));
      }
    } catch (IOException e) {
      throw new InvalidInput(
          file
              + ": cannot be read ("
              + OneLine.of(e)
              + "), must hold the reference's log-probs of the stage that is resumed; restore it",
          e);
    }
    double[] chosen = new double[pairs.size()];
    double[] rejected = new double[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      if (lines.size() != pairs.size()
          || !lines.get(i).path("id").asText().equals(pairs.id(i))
          || !lines.get(i).path("chosen").isNumber()
          || !lines.get(i).path("rejected").isNumber()) {
        throw InvalidInput.of(
            "%s: line %d of %d is not of pair '%s' (%d pairs), must be as the run wrote it; restore it",
            file, i + 1, lines.size(), pairs.id(i), pairs.size());
      }
      chosen[i] = lines.get(i).get("chosen").doubleValue();
      rejected[i] = lines.get(i).get("rejected").doubleValue();
    }
    return new ReferenceLogprobs(chosen, rejected);
  }
}
