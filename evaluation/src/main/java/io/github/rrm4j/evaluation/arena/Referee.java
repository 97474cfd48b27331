package io.github.rrm4j.evaluation.arena;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult.ArenaMatch;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Who says whose reply is better. */
public sealed interface Referee {

  /** The battles of some encounters, in order. */
  List<ArenaMatchResult> judge(List<ArenaMatch> encounters);

  /** How many encounters are decided together. */
  int together();

  private static ArenaMatchResult battle(
      ArenaMatch encounter,
      List<Decision> games,
      List<Order> orders,
      int unreadable,
      int failed,
      PromptFit fit) {
    return new ArenaMatchResult(
        encounter.asked().prompt().id(),
        games,
        orders,
        unreadable,
        failed,
        fit,
        encounter.asked().solvedBy(encounter.a()),
        encounter.asked().solvedBy(encounter.b()));
  }

  /**
   * The gold answer: a right reply beats a wrong one.
   *
   * @param together how many encounters are written together
   */
  record Gold(int together) implements Referee {

    @Override
    public List<ArenaMatchResult> judge(List<ArenaMatch> encounters) {
      return encounters.stream()
          .map(
              encounter -> {
                boolean a = encounter.asked().solvedBy(encounter.a()).orElseThrow();
                boolean b = encounter.asked().solvedBy(encounter.b()).orElseThrow();
                Decision game = a == b ? Decision.TIE : a ? Decision.A : Decision.B;
                return battle(encounter, List.of(game), List.of(), 0, 0, PromptFit.WHOLE);
              })
          .toList();
    }
  }

  /**
   * A judge that is asked in both orders; the majority of the votes of an order is a game. It knows
   * no strengths.
   *
   * @param voting in both orders
   * @param rows judgements that are generated together
   * @param key what the draws depend on
   */
  record Judge(Voting voting, int rows, Key key) implements Referee {

    @Override
    public int together() {
      return voting.together(rows);
    }

    @Override
    public List<ArenaMatchResult> judge(List<ArenaMatch> encounters) {
      List<OpenPair> asked =
          encounters.stream().filter(e -> !e.same()).map(ArenaMatch::pair).toList();
      Iterator<PairVerdict> ballots =
          (asked.isEmpty() ? List.<PairVerdict>of() : voting.judge(asked, key)).iterator();
      List<ArenaMatchResult> battles = new ArrayList<>();
      for (ArenaMatch encounter : encounters) {
        List<Decision> games = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        int failed = 0;
        if (encounter.same()) {
          games.addAll(List.of(Decision.TIE, Decision.TIE));
        } else {
          PairVerdict ballot = ballots.next();
          failed = ballot.tally().all().failed();
          for (Order order : Order.values()) {
            Optional<Decision> game = game(ballot.decision(order));
            game.ifPresent(games::add);
            game.ifPresent(decided -> orders.add(order));
          }
        }
        PromptFit fit = encounter.same() ? PromptFit.WHOLE : voting.asker().fit(encounter.pair());
        battles.add(battle(encounter, games, orders, 2 - games.size(), failed, fit));
      }
      return battles;
    }

    /** A split vote that counts half for each is a tie, a half of the game for each. */
    private static Optional<Decision> game(VoteDecision decision) {
      return switch (decision.result()) {
        case FIRST -> Optional.of(Decision.A);
        case SECOND -> Optional.of(Decision.B);
        case TIE, SPLIT -> Optional.of(Decision.TIE);
        case UNREADABLE -> Optional.empty();
      };
    }
  }
}
