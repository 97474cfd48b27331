package io.github.rrm4j.evaluation.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.policy.ReplyList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoldJudgementTest {

  private static final Labelling LABELLING = new Labelling(Labelling.Pairs.BEST_WORST, 0.5, true);

  private static ReplyList list(String id, Optional<List<Double>> scores) {
    return new ReplyList(
        new Prompt(id, "s", "2 + 2"),
        List.of(
            new Reply("", "5", 2, true),
            new Reply("", "4", 2, true),
            new Reply("", "4", 2, false),
            new Reply("", "3", 2, true)),
        scores);
  }

  @Test
  void aRightReplyIsChosenAndAWrongFinishedOneRejected() {
    Set<Integer> rejected = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      ReplyList list = list("q" + i, Optional.of(List.of(0.0, 1.0, 0.0, 0.0)));
      JudgedReplies judged = new GoldJudgement(Key.of(1, "gold")).judge(list);
      assertEquals(OptionalDouble.empty(), judged.ratings().get(2));
      List<Labelling.Label> labels = LABELLING.of(list, judged);
      assertEquals(1, labels.size());
      assertEquals(Optional.empty(), labels.get(0).doubt());
      assertEquals(1, labels.get(0).chosen());
      assertEquals(Optional.of(true), labels.get(0).right());
      rejected.add(labels.get(0).rejected());
    }
    assertEquals(Set.of(0, 3), rejected);
  }

  @Test
  void repliesThatAreAllRightOrAllWrongGiveNoLabel() {
    for (double score : new double[] {0, 1}) {
      ReplyList list = list("q", Optional.of(List.of(score, score, 0.5, score)));
      JudgedReplies judged = new GoldJudgement(Key.of(1, "gold")).judge(list);
      assertTrue(judged.best().isEmpty());
      assertTrue(LABELLING.of(list, judged).isEmpty());
    }
  }

  @Test
  void repliesWithoutScoresAreRefused() {
    GoldJudgement gold = new GoldJudgement(Key.of(1, "gold"));
    ReplyList list = list("q", Optional.empty());
    assertTrue(
        assertThrows(InvalidInput.class, () -> gold.judge(list))
            .getMessage()
            .contains("prompt 'q' has no scores"));
  }
}
