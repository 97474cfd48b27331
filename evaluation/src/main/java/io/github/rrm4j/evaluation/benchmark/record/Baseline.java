package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.PromptFit;
import java.util.List;

/** Judges that read nothing: what a number is worth is its distance from theirs. */
public enum Baseline {
  /** Chooses the longer response, in code points; as long ones are a tie. */
  LENGTH,
  /** Chooses the response that is shown first. */
  FIRST,
  /** Chooses by a coin. */
  RANDOM;

  private Answer answer(OpenPair shown, Key key) {
    int longer = Integer.compare(length(shown.first()), length(shown.second()));
    return switch (this) {
      case LENGTH -> longer == 0 ? Answer.TIE : longer > 0 ? Answer.FIRST : Answer.SECOND;
      case FIRST -> Answer.FIRST;
      case RANDOM -> key.uniform(0) < 0.5 ? Answer.FIRST : Answer.SECOND;
    };
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  public String word() {
    return Word.of(this);
  }

  /**
   * This judge with one vote.
   *
   * @param key what the coins depend on, besides the comparison and the order
   */
  public VerdictSource source(Key key) {
    return new VerdictSource() {
      @Override
      public PromptFit check(PresentedPair showing) {
        return PromptFit.WHOLE;
      }

      @Override
      public List<List<Sample>> judge(List<PresentedPair> showings) {
        return showings.stream().map(this::samples).toList();
      }

      private List<Sample> samples(PresentedPair showing) {
        OpenPair shown = showing.comparison().shown(showing.order());
        Key coin = key.with(shown.id()).with(showing.order().ordinal());
        return List.of(new Sample(answer(shown, coin)));
      }
    };
  }
}
