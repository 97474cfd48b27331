package io.github.rrm4j.evaluation.scaling;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.Asking;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pools that are written by hand and never asked for more. */
public final class StoredPool {

  private final List<String> lines = new ArrayList<>();

  /**
   * @param verdicts of samples 0, 1, ...: 1, 2, or another character for none; A and B are 1 and 2
   *     of the pair that was shown in the other order
   */
  public StoredPool put(String pair, String verdicts, int thinking) {
    for (int sample = 0; sample < verdicts.length(); sample++) {
      String verdict =
          switch (verdicts.charAt(sample)) {
            case '1', 'A' -> "first";
            case '2', 'B' -> "second";
            default -> "malformed";
          };
      lines.add(
          Text.format(
              "{\"pair\":\"%s\",\"sample\":%d,\"verdict\":\"%s\",\"swapped\":%b,\"thinking_tokens\":%d,\"end\":true}",
              pair, sample, verdict, "AB".indexOf(verdicts.charAt(sample)) >= 0, thinking));
    }
    return this;
  }

  /** Opens what was put, in a file of this folder. */
  public JudgementPool open(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "pool", ".jsonl");
    Files.write(file, lines);
    Asking nobody =
        new Asking(
            new TokenAsker(null, null, new Sampling(1, 1)), Orders.GIVEN, Key.of(0, "none"), 1);
    return JudgementPool.open(file, nobody, false);
  }
}
