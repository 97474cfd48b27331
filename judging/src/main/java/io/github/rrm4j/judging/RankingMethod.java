package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.BradleyTerry;
import io.github.rrm4j.rewards.tournament.Elo;
import io.github.rrm4j.rewards.tournament.Knockout;
import io.github.rrm4j.rewards.tournament.MostInformative;
import io.github.rrm4j.rewards.tournament.Rating;
import io.github.rrm4j.rewards.tournament.Rating.WinRate;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.Schedule.RandomOpponents;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.rewards.tournament.Swiss;
import io.github.rrm4j.rewards.tournament.TieModel;
import io.github.rrm4j.rewards.tournament.TiedStrengths;

/** How responses are ranked. */
public enum RankingMethod {
  /** One winner for n - 1 comparisons; the rating is the round in which a response lost. */
  KNOCKOUT,
  /** Points of a Swiss tournament. */
  SWISS,
  ELO,
  /** Bradley-Terry strengths, with intervals. */
  BRADLEY_TERRY,
  /** Strengths of Davidson's model, in which a tie is an outcome of its own. */
  DAVIDSON,
  /** Strengths of Rao and Kupper's model, in which a tie is one too. */
  RAO_KUPPER,
  /** Share of the matches won. */
  WIN_RATE,
  /** Bradley-Terry strengths of the matches that say most about who is the best. */
  ACTIVE,
  /** No matches: the judge ranks all responses in one completion; {@link ListRanking}. */
  LISTWISE;

  /**
   * The numbers that the methods take.
   *
   * @param opponents random opponents of each response; 0 is a round robin. Of no matter to
   *     knockout and Swiss
   * @param rounds of a Swiss tournament, 0 takes ceil(log2 n)
   * @param k K of Elo
   * @param orders over which Elo is averaged, 0 is sequential
   * @param prior draws of the prior of Bradley-Terry and the models of ties
   * @param decided the probability of the best response at which an active tournament is over
   */
  public record Settings(
      int opponents, int rounds, double k, int orders, double prior, double decided) {

    /** Round robin, K = 30 averaged over 100 orders, a prior of one draw, decided at 0.6. */
    public static final Settings USUAL = new Settings(0, 0, 30, 100, 1, 0.6);
  }

  /**
   * Who meets whom.
   *
   * @param key of one query
   * @throws IllegalArgumentException of {@link #LISTWISE}, where nobody meets
   */
  public Schedule schedule(Settings settings, Key key) {
    return switch (this) {
      case KNOCKOUT -> new Knockout(key);
      case SWISS -> new Swiss(settings.rounds(), key);
      case ELO, BRADLEY_TERRY, DAVIDSON, RAO_KUPPER, WIN_RATE ->
          settings.opponents() == 0
              ? new RoundRobin(key)
              : new RandomOpponents(settings.opponents(), key);
      case ACTIVE -> new MostInformative(settings.decided(), settings.prior(), key);
      case LISTWISE -> throw new IllegalArgumentException("a listwise ranking has no matches");
    };
  }

  /**
   * What the games say.
   *
   * @param key of one query, the same as of the schedule
   */
  public Rating rating(Settings settings, Key key) {
    return switch (this) {
      case KNOCKOUT -> new Knockout(key);
      case SWISS -> new Swiss(settings.rounds(), key);
      case ELO -> new Elo(settings.k(), settings.orders(), key);
      case BRADLEY_TERRY, ACTIVE -> new BradleyTerry(settings.prior());
      case DAVIDSON -> new TiedStrengths(TieModel.DAVIDSON, settings.prior());
      case RAO_KUPPER -> new TiedStrengths(TieModel.RAO_KUPPER, settings.prior());
      case WIN_RATE, LISTWISE -> new WinRate(); // of the games that each ranking decides: Borda
    };
  }
}
