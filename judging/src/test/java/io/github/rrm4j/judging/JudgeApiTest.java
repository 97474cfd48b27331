package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge as another program uses it. */
class JudgeApiTest {

  @TempDir static Path folder;
  private static Judge judge;

  @BeforeAll
  static void open() {
    TinyJudge.write(folder, new Sampling(1, 6));
    judge = Judge.open(spec().votes(2).bothOrders());
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  private static JudgeSpec spec() {
    return JudgeSpec.of(folder).maxSequences(12).device("cpu");
  }

  private static List<OpenPair> pairs() {
    return IntStream.range(0, 7)
        .mapToObj(i -> Judge.pair("2 + " + i, "3", "4"))
        .collect(Collectors.toList());
  }

  @Test
  void aVerdictHasAllVotesOfBothOrders() {
    PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
    assertEquals(4, verdict.votes().size());
    assertEquals(2, verdict.tally().given().judgements());
    assertEquals(2, verdict.tally().swapped().judgements());
    assertTrue(verdict.tokens() >= 4 && verdict.tokens() <= 24, verdict.toString());
    assertEquals(verdict.spokesman().text(), verdict.reasoning());
    assertEquals(verdict, judge.compare("4 + 4 = ?", "8", "9"), "the same seed");
  }

  @Test
  void aStreamIsReadAWindowAtATimeAndSaysWhatSinglePairsSay() {
    AtomicInteger taken = new AtomicInteger();
    List<OpenPair> pairs = pairs();
    try (Stream<PairVerdict> verdicts =
        judge.compareAll(pairs.stream().peek(pair -> taken.incrementAndGet()))) {
      Iterator<PairVerdict> each = verdicts.iterator();
      PairVerdict first = each.next();
      assertEquals(judge.compare(pairs.get(0)), first);
      assertTrue(taken.get() <= 6, "pairs taken for the first verdict: " + taken);
      int rest = 0;
      while (each.hasNext()) {
        assertEquals(pairs.get(++rest), each.next().pair());
      }
      assertEquals(6, rest);
    }
  }

  @Test
  void everyResponseIsRanked() {
    Ranked ranked = judge.rank("4 + 4 = ?", List.of("8", "9", "7"));
    assertEquals(3, ranked.ratings().length);
    assertTrue(ranked.choice() >= 0 && ranked.choice() < 3);
    assertThrows(InvalidInput.class, () -> judge.rank("4 + 4 = ?", List.of("8")));
  }

  @Test
  void whatCannotBeIsRefused() {
    InvalidInput missing = assertThrows(InvalidInput.class, () -> Judge.open(JudgeSpec.defaults()));
    assertTrue(missing.getMessage().contains("--model is missing"), missing.getMessage());
    String query = "4 + ".repeat(2000);
    InvalidInput tooLong = assertThrows(InvalidInput.class, () -> judge.compare(query, "8", "9"));
    assertTrue(tooLong.getMessage().contains("must have at most"), tooLong.getMessage());
    try (Judge greedy = Judge.open(spec().temperature(0).votes(3))) {
      assertThrows(InvalidInput.class, () -> greedy.compare("4 + 4 = ?", "8", "9"));
    }
  }

  @Test
  void aPairThatIsTooLongCountsWhereTheSpecSaysSo() {
    try (Judge counting = Judge.open(spec().overlong(Overlong.COUNT))) {
      PairVerdict verdict = counting.compare("4 + ".repeat(2000), "8", "9");
      assertEquals(MajorityVote.Result.UNREADABLE, verdict.result());
      assertEquals(new MajorityVote(0, 0, 0, 0, 0, 1), verdict.tally().all());
    }
  }

  @Test
  void aLimitThatNobodySetsLeavesHalfOfThePositionsToThePrompt(@TempDir Path other)
      throws IOException {
    TinyJudge.write(other, new Sampling(1, 400)); // the model has 512 positions
    JudgeSpec spec = JudgeSpec.of(other);
    assertEquals(256, spec.settings().sampling().maxNewTokens(), "the model's own is lowered");
    assertEquals(256, spec.described().get("max_new_tokens").asInt());
    assertEquals("fail", spec.described().get("overlong").asText());
    assertEquals("shorten", spec.overlong(Overlong.SHORTEN).described().get("overlong").asText());
    assertEquals(400, spec.maxNewTokens(400).settings().sampling().maxNewTokens());
    Files.delete(other.resolve(JudgeSettings.FILE));
    assertEquals(256, spec.settings().sampling().maxNewTokens(), "so is the default of 8192");
    assertEquals(6, spec().settings().sampling().maxNewTokens(), "one that leaves room stays");
    assertEquals(256, spec.model().newTokens(512, "--max-new-tokens"));
    assertEquals(100, spec.model().newTokens(100, "--max-new-tokens"));
  }

  @Test
  void theDefaultsStandInOneFile() {
    JudgeSpec defaults = JudgeSpec.defaults();
    assertEquals("rrm", defaults.otherwise().template());
    assertEquals(new Sampling(0.6, 8192), defaults.otherwise().sampling());
    assertEquals(100, defaults.sampling().verdictTokens());
    assertEquals(512, defaults.maxSequences());
    assertEquals(Overlong.FAIL, defaults.overlong());
    assertEquals(1, defaults.seed());
  }
}
