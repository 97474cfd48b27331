package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.EngineFailure;
import java.util.List;

/**
 * Counts the judgements that stayed away, and ends the work where they are too many: all that were
 * asked for together, where those are {@value #TOGETHER} or nothing came before either; or more
 * than a share of all since the beginning, once those are {@value #ENOUGH}.
 */
public final class FailedCalls {

  /** Judgements before a share of them says anything. */
  static final int ENOUGH = 20;

  /** Judgements of which it says something that none came. */
  static final int TOGETHER = 8;

  private final double most;
  private long asked;
  private long failed;
  private String last = "";

  /**
   * @param most the largest share, in [0, 1]
   * @throws InvalidInput if it is none
   */
  public FailedCalls(double most) {
    if (!(most >= 0 && most <= 1)) {
      throw new InvalidInput("max_failed: is " + most + ", must be in [0, 1]");
    }
    this.most = most;
  }

  /**
   * Counts what was asked together.
   *
   * @param some how many judgements
   * @param away why those that stayed away did
   * @param withheld how many of these were refused by a server that is well
   * @throws EngineFailure if they are too many
   */
  public synchronized void count(int some, List<String> away, int withheld) {
    asked += some;
    failed += away.size();
    last = away.isEmpty() ? last : away.get(away.size() - 1);
    boolean none = !away.isEmpty() && away.size() == some && withheld == 0;
    if (none && (some >= TOGETHER || failed == asked)) {
      throw new EngineFailure(
          Text.format(
              "judge: none of %d judgements came, the last one: %s; see whether the server is well, and run again (--resume keeps what is there)",
              some, last));
    }
    if (asked >= ENOUGH && failed > most * asked) {
      throw new EngineFailure(
          Text.format(
              "judge: %d of %d judgements did not come, must be at most a share of %s (--max-failed), the last one: %s; see whether the server is well, and run again (--resume keeps what is there)",
              failed, asked, Double.toString(most), last));
    }
  }

  /** How many judgements stayed away. */
  public synchronized long failed() {
    return failed;
  }
}
