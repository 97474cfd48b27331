package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.Asking;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.StandInChat;
import io.github.rrm4j.remote.StandInServer.Fault;
import io.github.rrm4j.remote.chat.ChatSettings;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import io.github.rrm4j.remote.chat.ChatSettings.Calling;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VerdictFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A judge behind an API that speaks text. */
class ChatJudgeTest {

  private static final Calling QUICK =
      new Calling(
          4,
          new Retries(2, Duration.ofMillis(1), Duration.ofMillis(2)),
          Duration.ofSeconds(20),
          0,
          0);
  private static final Fault AWAY = StandInChat.status(503, "overloaded");

  @TempDir private Path folder;
  private final StandInChat server = new StandInChat();

  @AfterEach
  void close() {
    server.close();
  }

  /** Says which of two responses is good. */
  private JudgeSpec spec(Api api) {
    server.says =
        question -> question.startsWith("good", question.indexOf('|') + 1) ? "[[A]]" : "[[B]]";
    return JudgeSpec.defaults()
        .model(
            JudgeSpec.defaults()
                .model()
                .at(
                    new ApiSpec(
                        ChatSettings.of(api, server.url(), StandInChat.MODEL).with(QUICK),
                        Optional.empty())))
        .template(template().toString());
  }

  private Path template() {
    try {
      return Files.writeString(
          folder.resolve("template.txt"),
          "=== verdict brackets\n=== user\n{query}|{response_1}|{response_2}\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<OpenPair> pairs(int n) {
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                i % 2 == 0
                    ? new OpenPair("p" + i, "q" + i, "good", "bad", Optional.empty())
                    : new OpenPair("p" + i, "q" + i, "bad", "good", Optional.empty()))
        .toList();
  }

  private static List<PairVerdict> all(Judge judge, int n) {
    return judge.compareAll(pairs(n).stream()).toList();
  }

  /** Answers no question about some queries. */
  private void away(String... queries) {
    server.always =
        question ->
            List.of(queries).contains(question.split("\\|")[0])
                ? Optional.of(AWAY)
                : Optional.empty();
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void judgesInBothOrders(Api api) {
    try (Judge judge = Judge.open(spec(api).bothOrders().votes(2))) {
      for (PairVerdict verdict : all(judge, 4)) {
        boolean first = verdict.pair().first().equals("good");
        assertEquals(
            first ? MajorityVote.Result.FIRST : MajorityVote.Result.SECOND, verdict.result());
        assertTrue(verdict.ordersAgree());
        assertEquals(4, verdict.votes().size());
      }
      assertFalse(judge.hasTokens());
      assertEquals(16, server.calls.get());
    }
  }

  @Test
  void seedsDependOnPairOrderAndVoteAlone() {
    try (Judge judge = Judge.open(spec(Api.OPENAI).votes(3))) {
      all(judge, 2);
      List<Integer> together = seeds();
      assertEquals(6, together.stream().distinct().count());
      server.bodies.clear();
      judge.compare(pairs(2).get(1));
      assertTrue(together.containsAll(seeds()));
    }
    server.bodies.clear();
    try (Judge other = Judge.open(spec(Api.OPENAI).seed(2))) {
      other.compare(pairs(1).get(0));
      assertNotEquals(-1, seeds().get(0));
    }
  }

  private List<Integer> seeds() {
    return server.bodies.stream().map(body -> body.path("seed").asInt(-1)).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "[[A]], '', FIRST, [[A]]",
    "[[A]], maybe [[B]], FIRST, '<think>\nmaybe [[B]]\n</think>\n\n[[A]]'",
    "'[[B]]?\n</think>\n[[A]]', '', FIRST, '<think>\n[[B]]?\n</think>\n[[A]]'",
    "'<think>[[B]]</think>[[A]]', '', FIRST, <think>[[B]]</think>[[A]]",
    "'', [[A]], MALFORMED, '<think>\n[[A]]\n</think>\n\n'",
    "[[C]], '', TIE, [[C]]",
  })
  void theVerdictIsReadOfTheAnswerAndTheReasoningIsKept(
      String text, String reasoning, Verdict verdict, String whole) {
    JudgeSpec spec = spec(Api.OPENAI);
    server.says = question -> text;
    server.reasoning = reasoning;
    try (Judge judge = Judge.open(spec)) {
      Vote vote = judge.compare("q", "good", "bad").votes().get(0);
      assertEquals(verdict, vote.verdict());
      assertEquals(whole, vote.text());
      assertEquals((reasoning.length() + 3) / 4, vote.thinkingTokens());
    }
  }

  @Test
  void tokensOfThinkingThatNobodyCountsAreNotKnown() {
    JudgeSpec spec = spec(Api.ANTHROPIC);
    server.reasoning = "maybe";
    try (Judge judge = Judge.open(spec)) {
      Vote vote = judge.compare("q", "good", "bad").votes().get(0);
      assertEquals(OptionalInt.empty(), vote.usage().orElseThrow().thinking());
      assertTrue(judge.spending().orElseThrow().endsWith("which counts as none"));
    }
  }

  @Test
  void aJudgementThatStaysAwayIsFailedAndNoVote() {
    JudgeSpec spec = spec(Api.OPENAI).maxFailed(0.5);
    away("q1");
    try (Judge judge = Judge.open(spec)) {
      List<PairVerdict> verdicts = all(judge, 4);
      assertEquals(MajorityVote.Result.UNREADABLE, verdicts.get(1).result());
      assertEquals(new MajorityVote(0, 0, 0, 0, 0, 0, 1), verdicts.get(1).tally().all());
      assertEquals(0, verdicts.get(1).tally().all().judgements());
      assertEquals(MajorityVote.Result.FIRST, verdicts.get(0).result());
      String said = judge.spending().orElseThrow();
      assertTrue(said.contains("5 calls (1 failed: status 503, 1 tried again: status 503)"), said);
    }
  }

  @Test
  void whereAllStayAwayTheWorkEnds() {
    JudgeSpec spec = spec(Api.OPENAI).maxFailed(1);
    away("q0", "q1");
    try (Judge judge = Judge.open(spec)) {
      String said = assertThrows(EngineFailure.class, () -> all(judge, 2)).getMessage();
      assertEquals(
          "judge: none of 2 judgements came, the last one: "
              + server.url()
              + "/v1: status 503: overloaded; see whether the server is well, and run again (--resume keeps what is there)",
          said);
    }
  }

  @Test
  void moreFailuresThanTheShareEndTheWork() {
    FailedCalls some = new FailedCalls(0.25);
    some.count(10, List.of("a", "b", "c", "d", "e"), 0); // too few to say anything
    some.count(15, List.of(), 0);
    some.count(1, List.of("f"), 0); // one alone says nothing after others came
    assertEquals(6, some.failed());
    assertEquals(
        "judge: 8 of 29 judgements did not come, must be at most a share of 0.25 (--max-failed), the last one: h; see whether the server is well, and run again (--resume keeps what is there)",
        assertThrows(EngineFailure.class, () -> some.count(3, List.of("g", "h"), 0)).getMessage());
    assertThrows(InvalidInput.class, () -> new FailedCalls(1.1));
    FailedCalls withheld = new FailedCalls(1);
    withheld.count(1, List.of("content filter"), 1); // the server is well
    assertThrows(EngineFailure.class, () -> new FailedCalls(1).count(1, List.of("timeout"), 0));
  }

  @Test
  void aPoolAsksAgainForWhatFailed() throws IOException {
    JudgeSpec spec = spec(Api.OPENAI).maxFailed(0.5);
    Path file = folder.resolve("pool.jsonl");
    away("q1");
    List<OpenPair> pairs = pairs(3);
    withPool(
        spec,
        file,
        pool -> {
          assertEquals(1, pool.failed(pairs, 1));
          assertEquals(Verdict.FAILED, pool.of("p1", 1).get(0).verdict());
        });
    away();
    int calls = server.calls.get();
    withPool(
        spec,
        file,
        pool -> {
          assertEquals(0, pool.failed(pairs, 1));
          assertEquals(Verdict.SECOND, pool.of("p1", 1).get(0).verdict());
        });
    assertEquals(calls + 1, server.calls.get());
    withPool(spec, file, pool -> assertEquals(3, pool.stored()));
    assertEquals(calls + 1, server.calls.get());
    try (Judge judge = Judge.open(spec);
        JudgementPool pool = JudgementPool.open(file, asking(judge), false)) {
      pool.fill(pairs, 3, done -> {});
      assertEquals(9, pool.stored());
    }
    assertEquals(calls + 1 + 6, server.calls.get(), "what is stored is not paid again");
  }

  private static Asking asking(Judge judge) {
    return new Asking(judge.asker(), Orders.GIVEN, Key.of(1, "t"), 8);
  }

  private static void withPool(JudgeSpec spec, Path file, Consumer<JudgementPool> test)
      throws IOException {
    try (Judge judge = Judge.open(spec);
        JudgementPool pool = JudgementPool.open(file, asking(judge), false)) {
      pool.fill(pairs(3), 1, done -> {});
      test.accept(pool);
    }
  }

  @Test
  void aLogOfMatchesAsksAgainForWhatFailed() throws IOException {
    JudgeSpec spec = spec(Api.OPENAI).maxFailed(0.9).votes(2).bothOrders();
    Path file = folder.resolve("matches.jsonl");
    try (Judge judge = Judge.open(spec);
        MatchLog log = MatchLog.open(file)) {
      away("q1");
      log.append(judge.voting().judge(pairs(2), Key.of(1, "t")));
    }
    try (Judge judge = Judge.open(spec);
        MatchLog log = MatchLog.open(file)) {
      List<OpenPair> open = pairs(2).stream().filter(pair -> !log.has(pair)).toList();
      assertEquals(List.of("p1"), open.stream().map(OpenPair::id).toList());
      away();
      log.append(judge.voting().judge(open, Key.of(1, "t")));
    }
    try (MatchLog log = MatchLog.open(file)) {
      for (OpenPair pair : pairs(2)) {
        assertTrue(log.has(pair));
        assertEquals(4, log.result(pair, SplitRule.HALF).votes().judgements());
      }
    }
  }

  @Test
  void whatAnApiCannotGiveIsRefused() {
    JudgeSpec spec = spec(Api.OPENAI);
    for (JudgeSpec wrong : List.of(spec.thinkingBudget(5), spec.overlong(Overlong.SHORTEN))) {
      assertTrue(
          assertThrows(InvalidInput.class, () -> Judge.open(wrong))
              .getMessage()
              .endsWith(
                  "must be left out of a judge behind an API, which takes no tokens; fields of the API itself are given with --api-extra"));
    }
    try (Judge judge = Judge.open(spec)) {
      assertThrows(InvalidInput.class, judge::format);
      assertThrows(InvalidInput.class, judge::model);
      assertEquals(
          "thinking budgets: needs the judge's tokens, must have a model folder (--model DIR); a judge behind an API gives text only",
          assertThrows(InvalidInput.class, () -> judge.asker().tokens("thinking budgets"))
              .getMessage());
    }
    assertThrows(InvalidInput.class, () -> spec.model().open());
  }

  @Test
  void aPairThatTheServerFindsTooLongIsAnErrorOrCounted() {
    JudgeSpec spec = spec(Api.OPENAI);
    server.always = question -> Optional.of(StandInChat.status(400, "context_length_exceeded"));
    try (Judge judge = Judge.open(spec)) {
      String said = assertThrows(InvalidInput.class, () -> all(judge, 1)).getMessage();
      assertTrue(said.startsWith("judge: pair 'p0' is too long: http"), said);
    }
    try (Judge judge = Judge.open(spec.overlong(Overlong.COUNT))) {
      assertEquals(Verdict.OVERLONG, all(judge, 1).get(0).votes().get(0).verdict());
    }
  }

  @Test
  void costsAreCountedByThePricesOfAFile() throws IOException {
    Path prices =
        Files.writeString(
            folder.resolve("prices.yaml"),
            "models:\n  - {name: judge-1, input: 10, output: 100, cached: 1}\n");
    JudgeSpec spec = spec(Api.OPENAI);
    ApiSpec api = spec.model().api().orElseThrow();
    JudgeSpec priced = spec.model(spec.model().at(new ApiSpec(api.chat(), Optional.of(prices))));
    try (Judge judge = Judge.open(priced)) {
      ApiUsage usage = judge.compare("12345", "good", "bad").votes().get(0).usage().orElseThrow();
      assertEquals(4, usage.input()); // 12345|good|bad
      assertEquals(2, usage.cached());
      assertEquals(2, usage.output());
      assertEquals((2 * 10 + 2 * 1 + 2 * 100) / 1e6, usage.dollars().orElseThrow(), 1e-12);
      assertTrue(judge.spending().orElseThrow().contains(", $0.0002"));
    }
    ChatSettings other = ChatSettings.of(Api.OPENAI, server.url(), "judge-2");
    JudgeSpec unknown = spec.model(spec.model().at(new ApiSpec(other, Optional.of(prices))));
    assertEquals(
        prices
            + ": has no price of 'judge-2', must have one; did you mean judge-1?; add it to models",
        assertThrows(InvalidInput.class, () -> Judge.open(unknown)).getMessage());
  }

  @Test
  void theSettingsOfWorkNameTheApiAndNoKey() {
    JudgeSpec spec = spec(Api.OPENAI);
    ApiSpec api = spec.model().api().orElseThrow();
    JudgeSpec keyed =
        spec.model(
            spec.model()
                .at(new ApiSpec(api.chat().withKeyFrom("SECRET_VARIABLE"), Optional.empty())));
    String described = keyed.described().toString();
    assertTrue(described.contains("judge-1 by openai at " + server.url()), described);
    assertTrue(described.contains("=== verdict brackets"), described);
    assertFalse(described.contains("SECRET_VARIABLE"), described);
    assertNotEquals(described, keyed.verdict(VerdictFormat.SCORES).described().toString());
  }

  /** Asks with a rubric; {@code rubric} says what is written for a query. */
  private JudgeSpec rubrics(Function<String, String> rubric) throws IOException {
    JudgeSpec spec = spec(Api.OPENAI);
    server.says =
        question ->
            question.startsWith("RUBRIC ")
                ? rubric.apply(question.substring(7))
                : question.contains("|good|bad|more of " + question.split("\\|")[0])
                    ? "[[A]]"
                    : "[[B]]";
    Path file =
        Files.writeString(
            folder.resolve("rubric.txt"),
            "=== verdict brackets\n=== rubric\nRUBRIC {query}\n=== user\n"
                + "{query}|{response_1}|{response_2}|{rubric}\n");
    return spec.template(file.toString());
  }

  @Test
  void aRubricIsWrittenOnceForAllPairsOfAQuery() throws IOException {
    List<OpenPair> pairs =
        List.of(
            new OpenPair("a", "q1", "good", "bad", Optional.empty()),
            new OpenPair("b", "q1", "bad", "good", Optional.empty()),
            new OpenPair("c", "q2", "good", "bad", Optional.empty()));
    try (Judge judge =
        Judge.open(rubrics(query -> " more of " + query + "\n").bothOrders().votes(2))) {
      List<PairVerdict> verdicts = judge.compareAll(pairs.stream()).toList();
      assertEquals(
          List.of(Verdict.FIRST, Verdict.SECOND, Verdict.FIRST),
          verdicts.stream().map(one -> one.votes().get(0).verdict()).toList());
      assertEquals(2 + 3 * 4, server.calls.get());
      judge.compare("q2", "good", "worse");
      assertEquals(2 + 3 * 4 + 4, server.calls.get(), "the rubric of q2 is there");
      String said = judge.spending().orElseThrow();
      // 16 judgements, two of which had to wait for a rubric
      assertTrue(
          said.matches(
              ".*; rubrics: 2 written \\(\\d+ tokens\\), 0 of them unreadable;"
                  + " 14 questions had one that was there"),
          said);
    }
  }

  @Test
  void aRubricThatIsBlankLeavesItsPairsUnjudged() throws IOException {
    try (Judge judge =
        Judge.open(rubrics(query -> query.equals("q1") ? " " : "more of " + query))) {
      assertEquals(Verdict.MALFORMED, judge.compare("q1", "good", "bad").votes().get(0).verdict());
      assertEquals(1, server.calls.get());
      assertEquals(Verdict.FIRST, judge.compare("q2", "good", "bad").votes().get(0).verdict());
      assertTrue(judge.spending().orElseThrow().contains("1 of them unreadable"));
    }
  }

  @Test
  void aRubricThatStaysAwayIsAskedForAgain() throws IOException {
    JudgeSpec spec = rubrics(query -> "more of " + query).maxFailed(1);
    server.always =
        question -> question.startsWith("RUBRIC q1") ? Optional.of(AWAY) : Optional.empty();
    List<OpenPair> pairs =
        List.of(
            new OpenPair("a", "q1", "good", "bad", Optional.empty()),
            new OpenPair("b", "q2", "good", "bad", Optional.empty()));
    try (Judge judge = Judge.open(spec)) {
      List<PairVerdict> verdicts = judge.compareAll(pairs.stream()).toList();
      assertEquals(Verdict.FAILED, verdicts.get(0).votes().get(0).verdict());
      assertEquals(Verdict.FIRST, verdicts.get(1).votes().get(0).verdict());
      server.always = question -> Optional.empty();
      assertEquals(Verdict.FIRST, judge.compare(pairs.get(0)).votes().get(0).verdict());
    }
  }

  /** The list is shown in some order: the text says which place has which number. */
  @Test
  void ranksAListInOneCall() throws IOException {
    JudgeSpec spec = spec(Api.OPENAI);
    Path file =
        Files.writeString(
            folder.resolve("list.txt"),
            "=== verdict ranking\n=== response\n{number}={response}\n=== user\n{query}\n{responses}\n");
    server.says =
        question ->
            question
                .lines()
                .skip(1)
                .sorted(Comparator.comparing((String line) -> line.split("=")[1]))
                .map(line -> line.split("=")[0])
                .collect(Collectors.joining(" > ", "\\boxed{", "}"));
    try (Judge judge = Judge.open(spec.template(file.toString()).votes(3))) {
      Ranked ranked =
          judge.rank(
              "in order",
              List.of("c", "a", "d", "b"),
              RankingMethod.LISTWISE,
              RankingMethod.Settings.USUAL);
      assertEquals(1, ranked.choice());
      assertEquals(3, server.calls.get());
      for (ListVote vote : ranked.votes()) {
        assertEquals(List.of(1, 3, 0, 2), vote.ranking().orElseThrow().best());
        assertTrue(vote.usage().isPresent());
      }
    }
  }
}
