package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One comparison after the other, each the one that is expected to say most about who is the best,
 * until that is decided.
 *
 * <pre>
 *   theta ~ N(BradleyTerry(prior) of the games so far, its covariance)     (Laplace's approximation)
 *   I(a, b) = H(who wins) - E over the best player [ H(who wins | the best player) ]
 *   the tournament is over where P(a player is the best) reaches the bound, or all have met
 * </pre>
 *
 * <p>I is the mutual information of the outcome and the identity of the best player: by how much
 * the entropy of the latter is expected to fall. So two that cannot be the best any more do not
 * meet.
 *
 * <p>For the model every game is a coin with the players' odds, and a pair meets once. So even a
 * judge without fault leaves the best of 8 a probability of about 0.7 after all 28 games.
 *
 * <p>Sources: Lindley 1956, "On a Measure of the Information Provided by an Experiment"; Glickman
 * and Jensen 2005, "Adaptive paired comparison designs", for strengths of Bradley-Terry; Hennig and
 * Schuler 2012, "Entropy Search for Information-Efficient Global Optimization", arXiv 1112.1217,
 * for the entropy of the best. Expectations are means over draws of the strengths ({@link
 * TopBelief}).
 *
 * @param decided the probability at which the best player is known, in (0, 1]; 1 plays all matches
 * @param prior of {@link BradleyTerry}, above 0
 * @param key of the draws, and of who meets first
 */
public record MostInformative(double decided, double prior, Key key) implements Schedule {

  /**
   * @throws InvalidInput if a number is out of its range
   */
  public MostInformative {
    if (!(decided > 0 && decided <= 1)) {
      throw new InvalidInput(
          "active tournament: is decided at " + decided + ", must be in (0, 1]; 1 plays all");
    }
    if (!(prior > 0 && Double.isFinite(prior))) {
      throw new InvalidInput(
          "active tournament: the prior is "
              + prior
              + ", must be above 0: the first games have no maximum likelihood");
    }
  }

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    List<ScoredMatch> games = Rating.games(played);
    if (players < 2) {
      return List.of();
    }
    Set<Match> met = new HashSet<>();
    games.forEach(game -> met.add(game.match()));
    List<Match> open =
        RoundRobin.shuffled(RoundRobin.all(players), key.with("order")).stream()
            .filter(match -> !met.contains(match))
            .toList();
    if (open.isEmpty()) {
      return List.of();
    }
    BradleyTerry.Fit fit = new BradleyTerry(prior).fit(players, games);
    TopBelief belief = TopBelief.of(fit, key.with("strengths").with(games.size()));
    boolean over = decided < 1 && belief.mostProbable() >= decided;
    return over ? List.of() : List.of(next(open, belief).orElseThrow());
  }

  /** The first of those with the most information. */
  private static Optional<Match> next(List<Match> open, TopBelief belief) {
    Optional<Match> best = Optional.empty();
    double most = Double.NEGATIVE_INFINITY;
    for (Match match : open) {
      double information = belief.information(match);
      if (information > most) {
        most = information;
        best = Optional.of(match);
      }
    }
    return best;
  }
}
