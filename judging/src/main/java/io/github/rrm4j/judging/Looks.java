package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Votes that stop once they are enough. At each look every open pair has one more vote, of each
 * order where both are asked; the votes of a look are drawn in one batch.
 */
final class Looks {

  private final Voting voting;
  private final List<OpenPair> pairs;
  private final Key key;
  private final TokenListener listener;
  private final List<List<Vote>> first = new ArrayList<>();
  private final List<List<Vote>> other = new ArrayList<>();

  /** A vote that is asked for. */
  private record Asked(int pair, boolean inOtherOrder) {}

  Looks(Voting voting, List<OpenPair> pairs, Key key, TokenListener listener) {
    this.voting = voting;
    this.pairs = pairs;
    this.key = key;
    this.listener = listener;
    pairs.forEach(
        pair -> {
          first.add(new ArrayList<>());
          other.add(new ArrayList<>());
        });
  }

  /** The verdicts in the order of the pairs; the votes of the first order stand first. */
  List<PairVerdict> verdicts() {
    List<Integer> open = IntStream.range(0, pairs.size()).boxed().toList();
    for (int look = 0; look < voting.ofFirstOrder() && !open.isEmpty(); look++) {
      look(open, look);
      open = open.stream().filter(pair -> !isEnough(pair)).toList();
    }
    return IntStream.range(0, pairs.size()).mapToObj(this::verdict).toList();
  }

  private void look(List<Integer> open, int look) {
    List<Asked> asked = new ArrayList<>();
    for (int pair : open) {
      asked.add(new Asked(pair, false));
      if (look < voting.ofOtherOrder()) {
        asked.add(new Asked(pair, true));
      }
    }
    List<Question> questions =
        asked.stream()
            .map(one -> voting.question(pairs.get(one.pair), one.inOtherOrder, key).from(look))
            .toList();
    List<List<JudgedQuestion>> judged = voting.asker().ask(questions, 1, told(asked, look));
    for (int i = 0; i < asked.size(); i++) {
      Asked one = asked.get(i);
      (one.inOtherOrder ? other : first).get(one.pair).add(judged.get(i).get(0).vote());
    }
  }

  /** Tells tokens by the pair, as of votes that do not stop. */
  private TokenListener told(List<Asked> asked, int look) {
    return listener == TokenListener.NONE
        ? listener
        : (question, sample, token) -> {
          Asked one = asked.get(question);
          int number = one.inOtherOrder ? pairs.size() + one.pair : one.pair;
          listener.token(number, look + sample, token);
        };
  }

  /** A pair that is too long for the judge is not asked about again. */
  private boolean isEnough(int pair) {
    PairVerdict so = verdict(pair);
    return so.tally().all().overlong() > 0 || voting.plan().stop().stops(so.tally());
  }

  private PairVerdict verdict(int pair) {
    List<Vote> votes = new ArrayList<>(first.get(pair));
    votes.addAll(other.get(pair));
    return new PairVerdict(pairs.get(pair), votes, voting.rule(key));
  }
}
