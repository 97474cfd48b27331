package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.scalar.QueryResponse;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The verdicts of a scalar reward model: the response with the higher score is better, equal scores
 * are a tie, a score that is no number cannot be read.
 *
 * <p>Each response is scored once, however many comparisons it is in, so that the best of n costs n
 * scores and both orders cost no more than one. The probability of a verdict is that of the
 * Bradley-Terry model, sigma(|margin|).
 */
public final class ScalarVerdicts implements VerdictSource {

  private final ScalarJudge judge;
  private final Map<QueryResponse, Double> known = new HashMap<>();

  public ScalarVerdicts(ScalarJudge judge) {
    this.judge = judge;
  }

  @Override
  public void check(PresentedPair showing) {
    String place = "benchmark: " + showing.comparison().id();
    OpenPair pair = showing.comparison().pair();
    judge.check(new QueryResponse(pair.prompt(), pair.reply1()), place);
    judge.check(new QueryResponse(pair.prompt(), pair.reply2()), place);
  }

  @Override
  public List<List<Sample>> judge(List<PresentedPair> showings) {
    long start = System.nanoTime();
    Set<QueryResponse> open = new LinkedHashSet<>();
    for (PresentedPair showing : showings) {
      OpenPair shown = showing.comparison().shown(showing.order());
      open.add(new QueryResponse(shown.prompt(), shown.reply1()));
      open.add(new QueryResponse(shown.prompt(), shown.reply2()));
    }
    open.removeAll(known.keySet());
    List<QueryResponse> items = new ArrayList<>(open);
    double[] scores = judge.scores(items);
    for (int i = 0; i < scores.length; i++) {
      known.put(items.get(i), scores[i]);
    }
    double seconds = (System.nanoTime() - start) / 1e9 / showings.size();
    return showings.stream().map(showing -> List.of(sample(showing, seconds))).toList();
  }

  private Sample sample(PresentedPair showing, double seconds) {
    OpenPair shown = showing.comparison().shown(showing.order());
    double margin =
        known.get(new QueryResponse(shown.prompt(), shown.reply1()))
            - known.get(new QueryResponse(shown.prompt(), shown.reply2()));
    boolean number = Double.isFinite(margin);
    return new Sample(
        answer(margin),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.of(seconds),
        number ? OptionalDouble.of(1 / (1 + Math.exp(-Math.abs(margin)))) : OptionalDouble.empty(),
        number ? OptionalDouble.of(margin) : OptionalDouble.empty(),
        Optional.empty());
  }

  private static Answer answer(double margin) {
    if (!Double.isFinite(margin)) {
      return Answer.MALFORMED;
    }
    return margin == 0 ? Answer.TIE : margin > 0 ? Answer.FIRST : Answer.SECOND;
  }
}
