package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Showing;
import java.util.List;

/** Judges that read nothing: what a number is worth is its distance from theirs. */
public enum Baseline {
  /** Chooses the longer response, in code points; as long ones are a tie. */
  LENGTH {
    @Override
    Answer answer(OpenPair shown, Key key) {
      int difference = Integer.compare(length(shown.first()), length(shown.second()));
      return difference == 0 ? Answer.TIE : difference > 0 ? Answer.FIRST : Answer.SECOND;
    }
  },
  /** Chooses the response that is shown first. */
  FIRST {
    @Override
    Answer answer(OpenPair shown, Key key) {
      return Answer.FIRST;
    }
  },
  /** Chooses by a coin. */
  RANDOM {
    @Override
    Answer answer(OpenPair shown, Key key) {
      return key.uniform(0) < 0.5 ? Answer.FIRST : Answer.SECOND;
    }
  };

  abstract Answer answer(OpenPair shown, Key key);

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The name on the command line. */
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
      public void check(Showing showing) {
        // Whatever can be read can be judged.
      }

      @Override
      public List<List<Sample>> judge(List<Showing> showings) {
        return showings.stream().map(this::samples).toList();
      }

      private List<Sample> samples(Showing showing) {
        OpenPair shown = showing.comparison().shown(showing.order());
        Key coin = key.with(shown.id()).with(showing.order().ordinal());
        return List.of(new Sample(answer(shown, coin)));
      }
    };
  }
}
