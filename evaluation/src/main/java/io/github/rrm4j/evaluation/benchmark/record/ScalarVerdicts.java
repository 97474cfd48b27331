package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.judging.PromptFit;
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
  private final Overlong overlong;
  private final Map<QueryResponse, Double> known = new HashMap<>();

  /**
   * @param overlong what becomes of a comparison with a response that is too long
   */
  public ScalarVerdicts(ScalarJudge judge, Overlong overlong) {
    this.judge = judge;
    this.overlong = overlong;
  }

  @Override
  public PromptFit check(PresentedPair showing) {
    List<QueryResponse> both = responses(showing);
    if (overlong == Overlong.FAIL) {
      both.forEach(one -> judge.check(one, "benchmark: " + showing.comparison().id()));
    }
    if (both.stream().allMatch(judge::fits)) {
      return PromptFit.WHOLE;
    }
    return shown(showing).isEmpty() ? PromptFit.OVERLONG : PromptFit.SHORTENED;
  }

  /** Both responses, the one that is shown first first. */
  private static List<QueryResponse> responses(PresentedPair showing) {
    OpenPair shown = showing.comparison().shown(showing.order());
    return List.of(
        new QueryResponse(shown.prompt(), shown.reply1()),
        new QueryResponse(shown.prompt(), shown.reply2()));
  }

  /** Both responses as the model reads them; none where one of them is too long for it. */
  private List<QueryResponse> shown(PresentedPair showing) {
    List<QueryResponse> both =
        responses(showing).stream().flatMap(one -> shown(one).stream()).toList();
    return both.size() == 2 ? both : List.of();
  }

  private Optional<QueryResponse> shown(QueryResponse response) {
    return switch (overlong) {
      case FAIL -> Optional.of(response);
      case COUNT -> Optional.of(response).filter(judge::fits);
      case SHORTEN -> judge.shortened(response);
    };
  }

  @Override
  public List<List<Sample>> judge(List<PresentedPair> showings) {
    long start = System.nanoTime();
    List<List<QueryResponse>> shown = showings.stream().map(this::shown).toList();
    Set<QueryResponse> open = new LinkedHashSet<>();
    shown.forEach(open::addAll);
    open.removeAll(known.keySet());
    List<QueryResponse> items = new ArrayList<>(open);
    double[] scores = judge.scores(items);
    for (int i = 0; i < scores.length; i++) {
      known.put(items.get(i), scores[i]);
    }
    double seconds = (System.nanoTime() - start) / 1e9 / showings.size();
    return shown.stream().map(both -> List.of(sample(both, seconds))).toList();
  }

  private Sample sample(List<QueryResponse> shown, double seconds) {
    if (shown.isEmpty()) {
      return new Sample(Answer.OVERLONG);
    }
    double margin = known.get(shown.get(0)) - known.get(shown.get(1));
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
