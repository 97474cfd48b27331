package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Ratio;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How often B beats A over some prompts: wins and half of the ties, of all wins and ties, where a
 * win by far counts three times.
 *
 * <p>Source: Li et al. 2024, "From Crowdsourced Data to High-Quality Benchmarks: Arena-Hard", whose
 * judge answers {@code [[A>>B]]} to {@code [[B>>A]]} in both orders, and in which {@code >>} counts
 * three wins. Differs: the score is the mean itself, not that of a Bradley-Terry fit; with two
 * players and no prior both are the same number. A judge that knows no strengths gives plain wins,
 * each of which counts once.
 *
 * @param battles the games of each prompt; a prompt without games says nothing
 */
public record ArenaScore(List<List<Decision>> battles) {

  private static final int BY_FAR = 3;

  /** What one game says. */
  public enum Decision {
    /** A is far better. */
    A_BY_FAR("A>>B", 0, BY_FAR),
    /** A is better. */
    A("A>B", 0, 1),
    /** Neither is. */
    TIE("A=B", 0.5, 1),
    /** B is better. */
    B("B>A", 1, 1),
    /** B is far better. */
    B_BY_FAR("B>>A", 1, BY_FAR);

    private final String text;
    private final double score;
    private final int weight;

    Decision(String text, double score, int weight) {
      this.text = text;
      this.score = score;
      this.weight = weight;
    }

    /** As Arena-Hard writes it. */
    public String text() {
      return text;
    }

    /**
     * The decision of a text, also of one that names the players the other way around ({@code
     * B<A}), as Arena-Hard reads them; empty where it is none.
     */
    public static Optional<Decision> of(String text) {
      String read =
          switch (text) {
            case "B<A" -> A.text;
            case "B<<A" -> A_BY_FAR.text;
            case "B=A" -> TIE.text;
            case "A<B" -> B.text;
            case "A<<B" -> B_BY_FAR.text;
            default -> text;
          };
      return Arrays.stream(values()).filter(decision -> decision.text.equals(read)).findFirst();
    }

    /** The same decision where A and B have changed their names. */
    public Decision swapped() {
      return switch (this) {
        case A_BY_FAR -> B_BY_FAR;
        case A -> B;
        case TIE -> TIE;
        case B -> A;
        case B_BY_FAR -> A_BY_FAR;
      };
    }
  }

  public ArenaScore {
    battles = battles.stream().map(List::copyOf).toList();
  }

  /** The share of B; NaN without games. */
  public double value() {
    return ratio().value();
  }

  /**
   * The interval of {@link #value} by a bootstrap over prompts: the games of one prompt belong
   * together. Where all prompts say the same, see {@link Interval#orReach}.
   *
   * @param key what the draws depend on
   * @throws IllegalArgumentException without games
   */
  public Interval interval(double confidence, Key key) {
    Ratio ratio = ratio();
    return ratio.interval(false, confidence, key).orReach(ratio.units().size(), 0, 1, confidence);
  }

  /**
   * The interval of {@link #value} as Arena-Hard's {@code show_result.py} draws it: by a bootstrap
   * over games, where a win by far stands three times, as if all of these were independent. It is
   * narrower than {@link #interval} where the games of a prompt agree. Arena-Hard has no width
   * where all games go the same way; this has that of {@link Interval#orReach}.
   *
   * @param key what the draws depend on
   * @throws IllegalArgumentException without games
   */
  public Interval intervalOverGames(double confidence, Key key) {
    double[] games =
        battles.stream()
            .flatMap(List::stream)
            .flatMapToDouble(game -> DoubleStream.generate(() -> game.score).limit(game.weight))
            .toArray();
    return Bootstrap.interval(new Bootstrap(key).means(games), confidence)
        .by(IntervalMethod.BOOTSTRAP_GAMES)
        .orReach(games.length, 0, 1, confidence);
  }

  /** How many games say so. */
  public long count(Decision decision) {
    return battles.stream().flatMap(List::stream).filter(game -> game == decision).count();
  }

  private Ratio ratio() {
    return new Ratio(battles.stream().map(ArenaScore::unit).toList());
  }

  private static Ratio.Unit unit(List<Decision> games) {
    double won = 0;
    double weight = 0;
    for (Decision game : games) {
      won += game.score * game.weight;
      weight += game.weight;
    }
    return new Ratio.Unit(won, weight);
  }
}
