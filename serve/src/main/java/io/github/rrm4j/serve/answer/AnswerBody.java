package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.Ranked;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.VerdictJson;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.tournament.Ranking;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.Arrays;
import java.util.List;

/** The body of an answer; docs/serving.md has each field. */
final class AnswerBody {

  private static final String VERDICT = "verdict";

  private AnswerBody() {}

  /** Of one pair; the responses are rated by the share that each has of the decision. */
  static Answer of(ObjectNode body, PairVerdict verdict, JudgeCalibration calibration) {
    double score = verdict.decision().points();
    boolean readable = readable(verdict);
    head(body, readable ? VERDICT : VerdictJson.outcome(verdict), List.of(verdict));
    ObjectNode ranking = body.putObject("ranking").put("method", "pair");
    rated(ranking, verdict.side().map(side -> side.number() - 1).orElse(0), score, 1 - score);
    if (!readable) {
      ranking.putNull("choice");
    }
    VerdictJson.put(
        body.putArray("pairs").addObject().put("a", 0).put("b", 1), verdict, calibration);
    return ended(body, readable, "no vote can be read: " + VerdictJson.outcome(verdict));
  }

  /** Of a ranking. */
  static Answer of(
      ObjectNode body,
      RankingMethod method,
      Ranked ranked,
      List<PairVerdict> verdicts,
      JudgeCalibration calibration) {
    Teams teams = ranked.teams();
    boolean[] heard = new boolean[teams.count()];
    for (Ranked.Played played : ranked.matches()) {
      if (played.result().tally().result() != MajorityVote.Result.UNREADABLE) {
        heard[played.game().match().a()] = true;
        heard[played.game().match().b()] = true;
      }
    }
    boolean readable = teams.count() == 1;
    for (int team = 0; team < heard.length; team++) {
      readable = team == 0 ? heard[0] || readable : readable && heard[team];
    }
    head(body, readable ? VERDICT : "unreadable", verdicts);
    ObjectNode ranking = body.putObject("ranking").put("method", Word.of(method));
    rated(ranking, ranked.choice(), ranked.ratings());
    rounds(ranking, ranked);
    ArrayNode pairs = body.putArray("pairs");
    for (PairVerdict verdict : verdicts) {
      String id = verdict.pair().id();
      String[] players = id.substring(id.lastIndexOf('/') + 1).split("-", 2);
      VerdictJson.put(
          pairs
              .addObject()
              .put("a", Integer.parseInt(players[0]))
              .put("b", Integer.parseInt(players[1])),
          verdict,
          calibration);
    }
    return ended(body, readable, "a response has no pair of which a vote can be read");
  }

  private static boolean readable(PairVerdict verdict) {
    return verdict.result() != MajorityVote.Result.UNREADABLE;
  }

  private static void head(ObjectNode body, String outcome, List<PairVerdict> verdicts) {
    body.put("outcome", outcome)
        .put("unreadable_pairs", verdicts.stream().filter(verdict -> !readable(verdict)).count())
        .put("split_pairs", verdicts.stream().filter(PairVerdict::split).count())
        .put("pairs_shown_in_both_orders", verdicts.stream().filter(AnswerBody::both).count())
        .put(
            "pairs_whose_orders_agree",
            verdicts.stream().filter(AnswerBody::both).filter(PairVerdict::ordersAgree).count())
        .put("thinking_tokens", verdicts.stream().mapToLong(PairVerdict::thinkingTokens).sum())
        .put("tokens", verdicts.stream().mapToLong(PairVerdict::tokens).sum());
  }

  private static boolean both(PairVerdict verdict) {
    return verdict.tally().given().judgements() > 0 && verdict.tally().swapped().judgements() > 0;
  }

  private static void rated(ObjectNode ranking, int choice, double... ratings) {
    ranking.put("choice", choice);
    ArrayNode places = ranking.putArray("places");
    Arrays.stream(new Ranking(ratings).places()).forEach(places::add);
    ArrayNode numbers = ranking.putArray("ratings");
    Arrays.stream(ratings).forEach(numbers::add);
  }

  private static void rounds(ObjectNode ranking, Ranked ranked) {
    ArrayNode rounds = ranking.putArray("rounds");
    for (List<ScoredMatch> round : ranked.sureness().rounds()) {
      ArrayNode matches = rounds.addArray();
      for (ScoredMatch game : round) {
        matches
            .addArray()
            .add(ranked.teams().captain(game.match().a()))
            .add(ranked.teams().captain(game.match().b()));
      }
    }
    ArrayNode teams = ranking.putArray("teams");
    ranked.teams().of().forEach(teams::add);
  }

  private static Answer ended(ObjectNode body, boolean readable, String why) {
    if (readable) {
      return new Answer(Answer.OK, body, false);
    }
    body.putObject("error").put("code", "unreadable").put("message", why);
    return new Answer(Answer.UNREADABLE, body, false);
  }
}
