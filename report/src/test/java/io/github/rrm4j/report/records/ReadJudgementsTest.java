package io.github.rrm4j.report.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadJudgementsTest {

  @TempDir Path temporary;

  @Test
  void aPairThatIsJudgedDifferentlyInItsTwoOrdersFlips() throws IOException {
    // In the order given the first is better. a: right, then wrong. b: right in both. c:
    // unreadable.
    Path file =
        Files.writeString(
            temporary.resolve("judgements.jsonl"),
            line("a", "given", "first")
                + line("b", "given", "first")
                + line("c", "given", "first")
                + line("a", "swapped", "first")
                + line("b", "swapped", "second")
                + line("c", "swapped", "malformed"));
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofEvaluation);
    assertEquals(Set.of(0, 3), read.flipped());
    assertEquals(2, read.flips());
    assertEquals(4, read.counts().get("correct"));
    assertEquals(1, read.counts().get("wrong"));
    assertEquals(1, read.counts().get("malformed"));
  }

  @Test
  void aVerdictForTheOwnOrderIsShownAsTheJudgeGaveIt() throws IOException {
    String own =
        line("a", "swapped", "first").replace("\"gold\"", "\"verdict_order\":\"given\",\"gold\"");
    Path file =
        Files.writeString(
            temporary.resolve("judgements.jsonl"), own + line("b", "swapped", "second"));
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofEvaluation);
    assertEquals(2, read.counts().get("correct"), "said in both ways");
    assertTrue(read.shown().stream().allMatch(one -> one.verdict().equals("second")));
  }

  @Test
  void theLongestAreTheLongest() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(
          Text.format("{\"outcome\":\"wrong\",\"thinking_tokens\":%d}\n", 1 + i * 37 % 100));
    }
    Path file = Files.writeString(temporary.resolve("rollouts.jsonl"), lines);
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofRollout);
    assertEquals(24, read.longest().size());
    assertEquals(27, read.longest().get(0)); // 1 + 27 * 37 % 100 = 100
    assertTrue(
        read.shown().stream()
            .filter(one -> read.longest().contains(one.position()))
            .allMatch(one -> one.thinkingTokens() >= 77));
  }

  @Test
  void aShownPairHasItsOtherJudgementsToo() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 400; i++) { // of 200 pairs, one after the other
      lines.append(
          Text.format(
              "{\"pair\":\"p%d\",\"step\":%d,\"outcome\":\"correct\",\"prompt\":\"Judge: Which is %d?\"}\n",
              i / 2, i, i / 2));
    }
    Path file = Files.writeString(temporary.resolve("rollouts.jsonl"), lines);
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofRollout);
    assertTrue(read.pairs().size() >= 12 && read.pairs().size() <= 24, read.pairs().size() + "");
    for (ShownPair pair : read.pairs()) {
      assertEquals(2, pair.shown().size());
      assertEquals(2, pair.judged());
      assertEquals("Which is " + pair.id().substring(1) + "?", pair.query());
    }
  }

  @Test
  void ofAPairWithManyJudgementsAFewAreShownAndAllCounted() throws IOException {
    String one = "{\"pair\":\"p\",\"outcome\":\"correct\",\"prompt\":\"Judge: a\"}\n";
    Path file = Files.writeString(temporary.resolve("rollouts.jsonl"), one.repeat(300));
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofRollout);
    assertEquals(1, read.pairs().size());
    ShownPair pair = read.pairs().get(0);
    assertTrue(pair.shown().size() >= 12 && pair.shown().size() <= 28, pair.shown().size() + "");
    assertEquals(300, pair.judged());
    assertEquals("Judge: a", pair.query()); // one pair: nobody knows where the query begins
  }

  private static String line(String id, String order, String verdict) {
    return Text.format(
        "{\"id\":\"%s\",\"order\":\"%s\",\"gold\":1,\"samples\":[{\"verdict\":\"%s\"}]}\n",
        id, order, verdict);
  }
}
