package io.github.rrm4j.judging.reward;

import java.util.List;
import java.util.Optional;

/**
 * Where a policy begins to please its judge at the cost of what is right: reward hacking.
 *
 * <p>An evaluation is past the turning point if its gold accuracy lies below the interval of the
 * best one before it, while the judge's win rate is above what it was there.
 *
 * <p>Source: ours; Gao et al. 2023, "Scaling laws for reward model overoptimization", show the two
 * curves part.
 */
public final class Overoptimization {

  /**
   * One evaluation.
   *
   * @param step of the run
   * @param gold accuracy
   * @param goldLow lower end of its interval
   * @param winRate of the judge, against the policy at the start
   */
  public record Point(long step, double gold, double goldLow, double winRate) {}

  private Overoptimization() {}

  /**
   * Whether the last of some evaluations is past it.
   *
   * @param points in order
   * @return the best evaluation by gold, where the last one is past it
   */
  public static Optional<Point> before(List<Point> points) {
    if (points.size() < 2) {
      return Optional.empty();
    }
    Point last = points.get(points.size() - 1);
    Point best = points.get(0);
    for (Point point : points) {
      best = point.gold() > best.gold() ? point : best;
    }
    return last.gold() < best.goldLow() && last.winRate() > best.winRate()
        ? Optional.of(best)
        : Optional.empty();
  }
}
