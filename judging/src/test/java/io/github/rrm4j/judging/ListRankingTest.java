package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListRankingTest {

  private static final JudgeTemplate LISTWISE = JudgeTemplate.named("compact-listwise");
  private static final Pattern SHOWN = Pattern.compile("Assistant (\\d+): (\\d+)");
  private static final Key KEY = Key.of(1, "rank");

  /** Ranks numbers, the largest first, by the places at which the prompt shows them. */
  private static String byNumber(String prompt) {
    List<int[]> shown = new ArrayList<>();
    Matcher each = SHOWN.matcher(prompt);
    while (each.find()) {
      shown.add(new int[] {Integer.parseInt(each.group(1)), Integer.parseInt(each.group(2))});
    }
    shown.sort(Comparator.comparing(one -> -one[1]));
    return new StatedRanking(shown.stream().map(one -> one[0] - 1).toList()).written();
  }

  private static ResponseList list(String id, String... responses) {
    return new ResponseList(id, "", "Which is largest?", List.of(responses), Optional.empty());
  }

  private static Ranker ranker(Asker asker, int votes) {
    return new Ranker(
        new Voting(asker, votes, Orders.HALF),
        RankingMethod.LISTWISE,
        RankingMethod.Settings.USUAL,
        true);
  }

  private static Ranked rank(BiFunction<String, Key, String> answer, int votes, ResponseList list) {
    return ranker(new WordsAsker(LISTWISE, answer), votes)
        .rank(List.of(list), KEY, 4, done -> {})
        .ranked()
        .get(0);
  }

  @Test
  void theOrderOfEachPromptIsDrawnAndUndone() {
    WordsAsker asker = new WordsAsker(LISTWISE, (prompt, key) -> byNumber(prompt));
    Ranked ranked =
        ranker(asker, 12)
            .rank(List.of(list("q", "30", "10", "40", "20")), KEY, 64, done -> {})
            .ranked()
            .get(0);
    assertTrue(new HashSet<>(asker.prompts).size() > 6, "orders differ");
    for (ListVote vote : ranked.votes()) {
      assertEquals(List.of(2, 0, 3, 1), vote.ranking().orElseThrow().best());
    }
    assertArrayEquals(new double[] {2 / 3.0, 0, 1, 1 / 3.0}, ranked.ratings(), 1e-12);
    assertEquals(2, ranked.choice());
    assertEquals(0, ranked.cycles().successes());
    assertEquals(4, ranked.cycles().trials());
    assertEquals(List.of(), ranked.intervals());
  }

  /** A judge that always prefers the place has no favorite once its votes are added up. */
  @Test
  void aPreferenceForAPlaceIsSpreadOverTheResponses() {
    Ranked ranked = rank((prompt, key) -> "\\boxed{1 > 2 > 3}", 300, list("q", "30", "10", "40"));
    for (double rating : ranked.ratings()) {
      assertEquals(0.5, rating, 0.1); // 4 standard errors of 300 votes
    }
  }

  /** Of 3, 2 and 1 in the votes a > b > c, a > c > b, b > c > a: 4/6, 3/6, 2/6. */
  @Test
  void votesAddUpByBorda() {
    List<StatedRanking> own =
        List.of(
            new StatedRanking(List.of(0, 1, 2)),
            new StatedRanking(List.of(0, 2, 1)),
            new StatedRanking(List.of(1, 2, 0)));
    int[] vote = {0};
    Ranked ranked =
        rank(
            (prompt, key) -> {
              List<Integer> places = new ArrayList<>();
              for (int response : own.get(vote[0]++).best()) {
                Matcher each = SHOWN.matcher(prompt);
                while (each.find()) {
                  if (each.group(2).equals("" + response)) {
                    places.add(Integer.parseInt(each.group(1)) - 1);
                  }
                }
              }
              return new StatedRanking(places).written();
            },
            3,
            list("q", "0", "1", "2"));
    assertArrayEquals(new double[] {4 / 6.0, 3 / 6.0, 2 / 6.0}, ranked.ratings(), 1e-12);
  }

  @Test
  void whatIsNoRankingIsCountedAndWeighsNothing() {
    int[] asked = {0};
    Ranked ranked =
        rank(
            (prompt, key) ->
                switch (asked[0]++) {
                  case 0 -> "I cannot say";
                  case 1 -> "truncated";
                  case 2 -> "\\boxed{1 > 2}";
                  default -> byNumber(prompt);
                },
            4,
            list("q", "1", "2", "3"));
    assertEquals(
        List.of(
            Optional.of(Verdict.MALFORMED),
            Optional.of(Verdict.TRUNCATED),
            Optional.of(Verdict.MALFORMED),
            Optional.empty()),
        ranked.votes().stream().map(ListVote::none).toList());
    assertArrayEquals(new double[] {0, 0.5, 1}, ranked.ratings(), 1e-12);
    Ranked none = rank((prompt, key) -> "no", 2, list("q", "1", "2", "3"));
    assertArrayEquals(new double[] {0.5, 0.5, 0.5}, none.ratings(), 0);
  }

  @Test
  void identicalResponsesAreShownOnce() {
    WordsAsker asker = new WordsAsker(LISTWISE, (prompt, key) -> byNumber(prompt));
    List<Ranked> ranked =
        ranker(asker, 1)
            .rank(
                List.of(list("q", "1", "3", "1 ", "2"), list("same", "7", "7")), KEY, 4, done -> {})
            .ranked();
    assertEquals(1, asker.prompts.size(), "nothing is asked about one text");
    assertArrayEquals(new double[] {0, 1, 0, 0.5}, ranked.get(0).ratings(), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5}, ranked.get(1).ratings(), 0);
  }

  @Test
  void whatAQueryDrawsDependsOnNothingBesideIt() {
    BiFunction<String, Key, String> drawn = (prompt, key) -> prompt + key.uniform(0);
    List<ResponseList> lists =
        List.of(list("a", "1", "2", "3"), list("b", "1", "2", "3"), list("c", "4", "5", "6"));
    List<Ranked> together =
        ranker(new WordsAsker(LISTWISE, drawn), 2).rank(lists, KEY, 64, done -> {}).ranked();
    for (int i = 0; i < lists.size(); i++) {
      assertEquals(together.get(i).votes(), rank(drawn, 2, lists.get(i)).votes());
    }
    Set<String> texts = new HashSet<>();
    together.forEach(one -> one.votes().forEach(vote -> texts.add(vote.text())));
    assertEquals(6, texts.size(), "every vote has draws of its own");
  }

  @Test
  void whatALogHasIsNotAskedAgainAndFailuresAre(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.jsonl");
    List<ResponseList> lists = List.of(list("a", "1", "3", "1"), list("b", "5", "4"));
    WordsAsker first =
        new WordsAsker(
            LISTWISE, (prompt, key) -> prompt.contains("4") ? "nothing" : byNumber(prompt));
    Ranker.Result result;
    try (MatchLog log = MatchLog.open(file)) {
      result = ranker(first, 2).rank(lists, KEY, 2, Optional.of(log), done -> {});
    }
    assertEquals(
        "{\"id\":\"a\",\"ranked\":[0,1],\"samples\":["
            + "{\"ranking\":[1,0],\"thinking_tokens\":5,\"tokens\":9},"
            + "{\"ranking\":[1,0],\"thinking_tokens\":5,\"tokens\":9}],\"end\":true}",
        Files.readAllLines(file).get(0));
    WordsAsker second = new WordsAsker(LISTWISE, (prompt, key) -> byNumber(prompt));
    try (MatchLog log = MatchLog.open(file)) {
      Ranker.Result again = ranker(second, 2).rank(lists, KEY, 2, Optional.of(log), done -> {});
      assertArrayEquals(result.ranked().get(0).ratings(), again.ranked().get(0).ratings(), 0);
      assertEquals(result.cost(), again.cost());
    }
    assertEquals(List.of(), second.prompts, "a malformed ranking is an answer");
    Files.writeString(
        file,
        Files.readString(file).replace("\"verdict\":\"malformed\"", "\"verdict\":\"failed\""));
    try (MatchLog log = MatchLog.open(file)) {
      ranker(second, 2).rank(lists, KEY, 2, Optional.of(log), done -> {});
    }
    assertEquals(2, second.prompts.size());
    Files.writeString(file, Files.readString(file).replaceFirst("\\[1,0\\]", "[1,1]"));
    String said = assertThrows(InvalidInput.class, () -> MatchLog.open(file).close()).getMessage();
    assertTrue(said.contains("log.jsonl:1") && said.contains("restore the file"), said);
  }

  @Test
  void aJudgeOfPairsIsRefused() {
    WordsAsker pairs = new WordsAsker(JudgeTemplate.named("compact"), (prompt, key) -> "");
    assertTrue(
        assertThrows(InvalidInput.class, () -> ranker(pairs, 1))
            .getMessage()
            .startsWith("listwise: the judge is asked about pairs, must have a template"));
  }
}
