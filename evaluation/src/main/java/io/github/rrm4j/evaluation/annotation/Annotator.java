package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch;
import io.github.rrm4j.judging.FailedVotes;
import io.github.rrm4j.judging.JudgedMatches;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.Ranked;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.ReplyList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Lets a judge rank the replies to each prompt. A judge is shown answers, never thinking; replies
 * with one answer play as one, and those without a finished answer do not play.
 *
 * @param ranker how replies are ranked
 * @param voting how a match is judged that the ranking did without
 * @param rows judgements that are generated together
 * @param key what the draws depend on
 */
public record Annotator(Ranker ranker, Voting voting, int rows, Key key) {

  /**
   * Sees that every match can be judged.
   *
   * @param place where the replies stand, for messages
   * @return how the judge is shown the two longest replies to each prompt that it is asked about
   * @throws io.github.rrm4j.contracts.InvalidInput naming the first prompt that is too long, where
   *     that is an error
   */
  public PromptFits check(List<ReplyList> lists, Path place) {
    PromptFits fits = PromptFits.NONE;
    for (ReplyList list : lists) {
      Players players = Players.of(list);
      if (players.differ()) {
        fits = fits.plus(ranker.check(players.list(), place.toString()));
      }
    }
    return fits;
  }

  /**
   * Judges the prompts that have no line in a file yet, or one with votes that failed; a line is a
   * {@link JudgedReplies}.
   *
   * @param file grows; see {@link ResumableLog}
   * @param progress is given how many prompts are judged
   */
  public void fill(Path file, List<ReplyList> lists, LongConsumer progress) throws IOException {
    int window = voting.together(rows);
    ResumableLog.redo(
        file, lists, list -> list.prompt().id(), window, FailedVotes::in, this::lines);
    ResumableLog.fill(file, lists, list -> list.prompt().id(), window, this::lines, progress);
  }

  private List<ObjectNode> lines(List<ReplyList> some) {
    return judge(some).stream().map(JudgedReplies::toJson).toList();
  }

  /** Judges some prompts, in order. */
  public List<JudgedReplies> judge(List<ReplyList> lists) {
    List<Players> playing = lists.stream().map(Players::of).filter(Players::differ).toList();
    Map<String, PairVerdict> heard = new HashMap<>();
    List<Ranked> ranked =
        ranker
            .rankAll(
                playing.stream().map(Players::list).toList(),
                key,
                rows,
                verdict -> heard.put(verdict.pair().id(), verdict))
            .ranked();
    Map<String, JudgedReplies> judged = new LinkedHashMap<>();
    List<Extreme> missing = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      Extreme extreme = extreme(ranked.get(i), playing.get(i), heard);
      judged.put(extreme.judged.id(), extreme.judged);
      if (!extreme.met()) {
        missing.add(extreme);
      }
    }
    for (Extreme met : matches(missing)) {
      judged.put(met.judged.id(), met.judged);
    }
    return lists.stream()
        .map(
            list ->
                judged.getOrDefault(
                    list.prompt().id(),
                    JudgedReplies.none(list.prompt().id(), list.replies().size())))
        .toList();
  }

  /** A ranking of which the best and the worst reply may not have met. */
  private record Extreme(JudgedReplies judged, OpenPair pair) {

    boolean met() {
      int best = judged.best().orElseThrow();
      int worst = judged.worst().orElseThrow();
      return judged.matches().stream().anyMatch(match -> Labelling.between(match, best, worst));
    }

    Extreme with(PairVerdict ballot) {
      List<ReplyMatch> matches = new ArrayList<>(judged.matches());
      matches.add(ReplyMatch.of(judged.best().orElseThrow(), judged.worst().orElseThrow(), ballot));
      return new Extreme(
          new JudgedReplies(judged.id(), judged.best(), judged.worst(), judged.ratings(), matches),
          pair);
    }
  }

  private List<Extreme> matches(List<Extreme> missing) {
    if (missing.isEmpty()) {
      return List.of();
    }
    List<PairVerdict> ballots =
        voting.judge(missing.stream().map(Extreme::pair).toList(), key.with("extremes"));
    List<Extreme> met = new ArrayList<>();
    for (PairVerdict ballot : ballots) {
      met.add(missing.get(met.size()).with(ballot));
    }
    return met;
  }

  private Extreme extreme(Ranked ranked, Players players, Map<String, PairVerdict> heard) {
    int best = ranked.choice();
    int worst = worst(ranked, best);
    List<ReplyMatch> matches = new ArrayList<>();
    for (Ranked.Played played : ranked.matches()) {
      int a = ranked.teams().captain(played.game().match().a());
      int b = ranked.teams().captain(played.game().match().b());
      matches.add(
          ReplyMatch.of(
              players.reply(a),
              players.reply(b),
              heard.get(JudgedMatches.pair(ranked.list(), a, b).id())));
    }
    JudgedReplies judged =
        new JudgedReplies(
            ranked.list().id(),
            OptionalInt.of(players.reply(best)),
            OptionalInt.of(players.reply(worst)),
            players.spread(ranked.ratings()),
            matches);
    return new Extreme(
        judged,
        new OpenPair(
            ranked.list().id(),
            ranked.list().query(),
            ranked.list().responses().get(best),
            ranked.list().responses().get(worst),
            Optional.empty()));
  }

  /** A captain of the last place that is not in the best one's team, by lot. */
  private int worst(Ranked ranked, int best) {
    List<Integer> last = new ArrayList<>();
    double lowest = Double.POSITIVE_INFINITY;
    for (int team = 0; team < ranked.teams().count(); team++) {
      int captain = ranked.teams().captain(team);
      double rating = ranked.ratings()[captain];
      if (team == ranked.teams().of().get(best) || rating > lowest) {
        continue;
      }
      if (rating < lowest) {
        last.clear();
        lowest = rating;
      }
      last.add(captain);
    }
    return last.get(key.with("worst").with(ranked.list().id()).below(0, last.size()));
  }

  /**
   * The replies to a prompt that have a finished answer.
   *
   * @param list their answers
   * @param replies their indices among all replies
   * @param all how many replies there are
   */
  private record Players(ResponseList list, List<Integer> replies, int all) {

    static Players of(ReplyList list) {
      List<Integer> replies = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < list.replies().size(); i++) {
        if (list.replies().get(i).answers()) {
          replies.add(i);
          answers.add(list.replies().get(i).answer().strip());
        }
      }
      return new Players(
          new ResponseList(
              list.prompt().id(),
              list.prompt().section(),
              list.prompt().query(),
              answers,
              Optional.empty()),
          replies,
          list.replies().size());
    }

    boolean differ() {
      return list.responses().stream().distinct().count() > 1;
    }

    int reply(int player) {
      return replies.get(player);
    }

    List<OptionalDouble> spread(double[] ratings) {
      List<OptionalDouble> spread = new ArrayList<>();
      for (int i = 0; i < all; i++) {
        int player = replies.indexOf(i);
        spread.add(player < 0 ? OptionalDouble.empty() : OptionalDouble.of(ratings[player]));
      }
      return spread;
    }
  }
}
