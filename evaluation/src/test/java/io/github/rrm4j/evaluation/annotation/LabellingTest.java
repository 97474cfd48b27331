package io.github.rrm4j.evaluation.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch.Doubt;
import io.github.rrm4j.evaluation.annotation.Labelling.Label;
import io.github.rrm4j.evaluation.annotation.Labelling.Pairs;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LabellingTest {

  private static final ReplyList REPLIES =
      new ReplyList(
          new Prompt("q", "all", "?"),
          List.of(
              new Reply("", "1", 1, true),
              new Reply("", "2", 1, true),
              new Reply("", "3", 1, true)),
          Optional.of(List.of(0.0, 1.0, 0.0)));

  private static MajorityVote votes(int a, int b, int malformed) {
    return new MajorityVote(a, b, malformed, 0);
  }

  /** Reply 1 is the best, reply 0 the worst. */
  private static JudgedReplies judged(ReplyMatch... matches) {
    return new JudgedReplies(
        "q",
        OptionalInt.of(1),
        OptionalInt.of(0),
        List.of(OptionalDouble.of(900), OptionalDouble.of(1100), OptionalDouble.of(1000)),
        List.of(matches));
  }

  private static Label only(Labelling labelling, ReplyMatch match) {
    List<Label> labels = labelling.of(REPLIES, judged(match));
    assertEquals(1, labels.size());
    return labels.get(0);
  }

  private static final Labelling STRICT = new Labelling(Pairs.BEST_WORST, 0.75, true);

  @Test
  void theWinnerOfBothOrdersIsChosen() {
    Label label = only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(0, 2, 0), votes(0, 2, 0))));
    assertEquals(1, label.chosen());
    assertEquals(0, label.rejected());
    assertEquals(Optional.empty(), label.doubt());
    assertEquals(Optional.of(true), label.right());
  }

  @Test
  void everyDoubtHasItsReason() {
    assertEquals(
        Optional.of(Doubt.UNREADABLE),
        only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(0, 0, 2), votes(0, 0, 2)))).doubt());
    assertEquals(
        Optional.of(Doubt.SPLIT),
        only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(2, 0, 0), votes(0, 2, 0)))).doubt());
    assertEquals(
        Optional.of(Doubt.ORDERS_DISAGREE),
        only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(0, 3, 0), votes(2, 1, 0)))).doubt());
    assertEquals(
        Optional.of(Doubt.BELOW_THRESHOLD), // 4 of 6: an unreadable judgement is no vote for it
        only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(0, 2, 1), votes(0, 2, 1)))).doubt());
    assertEquals(
        Optional.of(Doubt.AGAINST_RANKING),
        only(STRICT, new ReplyMatch(0, 1, new VoteTally(votes(2, 0, 0), votes(2, 0, 0)))).doubt());
  }

  @Test
  void aMajorityOfBothOrdersIsEnoughWhereOneMayDisagree() {
    Labelling lenient = new Labelling(Pairs.BEST_WORST, 0.5, false);
    assertEquals(
        Optional.empty(),
        only(lenient, new ReplyMatch(0, 1, new VoteTally(votes(0, 3, 0), votes(2, 1, 0)))).doubt());
  }

  @Test
  void bestAgainstWorstIsOnePairAndAllAreAll() {
    JudgedReplies judged =
        judged(
            new ReplyMatch(0, 1, new VoteTally(votes(0, 1, 0), votes(0, 1, 0))),
            new ReplyMatch(0, 2, new VoteTally(votes(0, 1, 0), votes(0, 1, 0))),
            new ReplyMatch(1, 2, new VoteTally(votes(1, 0, 0), votes(1, 0, 0))));
    assertEquals(1, STRICT.of(REPLIES, judged).size());
    List<Label> all = new Labelling(Pairs.ALL, 0.75, true).of(REPLIES, judged);
    assertEquals(List.of(1, 2, 1), all.stream().map(Label::chosen).toList());
    assertEquals(Optional.empty(), all.get(1).right(), "both are wrong");
    assertEquals(List.of(), STRICT.of(REPLIES, JudgedReplies.none("q", 3)));
  }

  @Test
  void aThresholdIsAShare() {
    assertThrows(InvalidInput.class, () -> new Labelling(Pairs.ALL, 1.1, true));
  }
}
