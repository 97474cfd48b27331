package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.EngineFailure;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the judgements that stayed away, and ends the work where they are too many: all that were
 * asked for together, or more than a share of all since the beginning, once those are {@value
 * #ENOUGH}.
 */
public final class FailedCalls {

  /** Judgements before a share of them says anything. */
  static final int ENOUGH = 20;

  private final double most;
  private final SortedMap<String, Integer> reasons = new TreeMap<>();
  private long asked;
  private long failed;

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
   * @throws EngineFailure if they are too many
   */
  public synchronized void count(int some, List<String> away) {
    asked += some;
    failed += away.size();
    away.forEach(why -> reasons.merge(why, 1, Integer::sum));
    if (!away.isEmpty() && away.size() == some) {
      throw new EngineFailure(
          Text.format(
              "judge: none of the %d judgements that were asked for together came, the last one: %s; see whether the server is well, and run again (--resume keeps what is there)",
              some, away.get(some - 1)));
    }
    if (asked >= ENOUGH && failed > most * asked) {
      throw new EngineFailure(
          Text.format(
              "judge: %d of %d judgements did not come, must be at most a share of %s (--max-failed), the last one: %s; see whether the server is well, and run again (--resume keeps what is there)",
              failed,
              asked,
              Double.toString(most),
              away.isEmpty() ? "" : away.get(away.size() - 1)));
    }
  }

  /** How many judgements stayed away. */
  public synchronized long failed() {
    return failed;
  }

  /** Why, and how often. */
  public synchronized SortedMap<String, Integer> reasons() {
    return new TreeMap<>(reasons);
  }
}
