package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.StatedConfidence;
import io.github.rrm4j.rewards.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a judge's confidence in the verdict of a pair is taken from. */
public enum ConfidenceKind {
  /**
   * What the votes state themselves: the mean over those that state something of q where they are
   * for the winner, and of 1 - q where they are for the other response.
   */
  STATED_CONFIDENCE,
  /** The share of all votes that the winner has; of two votes or more. */
  VOTE_SHARE;

  /** A vote: what it says, and what it states of itself. */
  public record Voice(Verdict verdict, OptionalDouble stated) {

    /** What a judgement says and states. */
    public static Voice of(Verdict verdict, String text) {
      return new Voice(
          verdict,
          verdict.side().isPresent() ? StatedConfidence.read(text) : OptionalDouble.empty());
    }
  }

  /**
   * The confidence in a winner.
   *
   * @param votes for the pair's own order
   * @return empty where the votes say nothing of this kind
   */
  public OptionalDouble of(List<Voice> votes, Side winner) {
    return switch (this) {
      case STATED_CONFIDENCE ->
          votes.stream()
              .filter(vote -> vote.verdict().side().isPresent() && vote.stated().isPresent())
              .mapToDouble(
                  vote ->
                      vote.verdict().side().equals(Optional.of(winner))
                          ? vote.stated().getAsDouble()
                          : 1 - vote.stated().getAsDouble())
              .average();
      case VOTE_SHARE ->
          votes.size() < 2
              ? OptionalDouble.empty()
              : OptionalDouble.of(
                  (double)
                          votes.stream()
                              .filter(vote -> vote.verdict().side().equals(Optional.of(winner)))
                              .count()
                      / votes.size());
    };
  }

  /** The same of the verdict of a pair; empty where there is no winner. */
  public OptionalDouble of(PairVerdict verdict) {
    List<Voice> voices =
        verdict.votes().stream().map(vote -> Voice.of(vote.verdict(), vote.text())).toList();
    return verdict.side().map(winner -> of(voices, winner)).orElse(OptionalDouble.empty());
  }

  /** The word in files. */
  public String word() {
    return Word.of(this);
  }
}
