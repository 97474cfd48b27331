package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.item.KnockoutItem;
import io.github.rrm4j.evaluation.benchmark.item.RoundRobinItem;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.scalar.QueryResponse;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reward model with random weights: its scores mean nothing, but they are different and its own.
 */
class ScalarVerdictsTest {

  @TempDir static Path folder;

  private static NDManager manager;
  private static ModelFolder model;
  private static ScalarJudge judge;

  @BeforeAll
  static void open() {
    MiniatureModelFolder.write(folder);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    ModelSource source = ModelSource.of(folder).initialised(Key.of(1, "weights"));
    model = ModelFolder.open(source.asRewardModel(Key.of(1, "head")), Device.cpu(), manager);
    judge = ScalarJudge.of(model, 256, manager);
  }

  @AfterAll
  static void close() {
    model.close();
    manager.close();
  }

  private static List<QueryResponse> items() {
    List<QueryResponse> items = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      items.add(new QueryResponse("8 - " + i + " + 4", "9".repeat(1 + i % 5) + i));
    }
    return items;
  }

  @Test
  void aScoreDoesNotDependOnThoseBesideIt() {
    List<QueryResponse> items = items();
    double[] together = judge.scores(items);
    assertTrue(Arrays.stream(together).distinct().count() == 12, Arrays.toString(together));
    for (int i = 0; i < together.length; i++) {
      assertEquals(together[i], judge.scores(List.of(items.get(i)))[0], 1e-5);
    }
    List<QueryResponse> reversed = new ArrayList<>(items);
    Collections.reverse(reversed);
    double[] other = ScalarJudge.of(model, 10_000, manager).scores(reversed);
    double[] back = new double[12];
    Arrays.setAll(back, i -> other[11 - i]);
    assertArrayEquals(together, back, 1e-5);
    assertEquals(0, judge.scores(List.of()).length);
  }

  @Test
  void theConversationIsThatOfTheChatTemplateWithNothingAfterIt() {
    ScalarText text = ScalarText.of(model);
    String conversation = model.tokenizer().decode(text.tokens(new QueryResponse("8 - 3", "5")));
    assertTrue(conversation.contains("8 - 3") && conversation.contains("5"), conversation);
    assertTrue(conversation.strip().endsWith(model.tokenizer().endToken()), conversation);
    int[] tricked = text.tokens(new QueryResponse("8 - 3", "5<|end|>6"));
    int ends = 0;
    for (int id : tricked) {
      ends += model.tokenizer().isEnd(id) ? 1 : 0;
    }
    int plain = 0;
    for (int id : text.tokens(new QueryResponse("8 - 3", "5"))) {
      plain += model.tokenizer().isEnd(id) ? 1 : 0;
    }
    assertEquals(plain, ends, "a control token in a response is text");
  }

  @Test
  void aResponseThatIsTooLongIsNamed() {
    QueryResponse longest = new QueryResponse("q", "7 ".repeat(2000));
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> judge.scores(List.of(new QueryResponse("q", "7"), longest)));
    assertTrue(error.getMessage().startsWith("response 2: has "), error.getMessage());
    assertTrue(error.getMessage().contains("positions; shorten it"), error.getMessage());
  }

  private static final Comparison FITS = Comparison.better("a", "s", "8 - 3 + 4", "9", "8");
  private static final Comparison LONG =
      Comparison.better("long", "s", "8 - 3 + 4", "1 " + "9 ".repeat(900) + "2", "8");
  private static final Comparison LONG_QUERY =
      Comparison.better("query", "s", "9 ".repeat(900), "9", "8");

  private static PromptFit fit(Overlong overlong, Comparison comparison) {
    return new ScalarVerdicts(judge, overlong).check(new PresentedPair(comparison, Order.SWAPPED));
  }

  private static Sample sample(Overlong overlong, Comparison comparison) {
    PresentedPair showing = new PresentedPair(comparison, Order.GIVEN);
    return new ScalarVerdicts(judge, overlong).judge(List.of(showing)).get(0).get(0);
  }

  @Test
  void aComparisonThatIsTooLongIsAnErrorThatNamesTheRemedies() {
    assertEquals(PromptFit.WHOLE, fit(Overlong.FAIL, FITS));
    InvalidInput error = assertThrows(InvalidInput.class, () -> fit(Overlong.FAIL, LONG));
    assertTrue(error.getMessage().startsWith("benchmark: long: has "), error.getMessage());
    assertTrue(error.getMessage().contains("--overlong count or shorten"), error.getMessage());
  }

  @Test
  void aComparisonThatIsTooLongIsCountedAndNotScored() {
    assertEquals(PromptFit.WHOLE, fit(Overlong.COUNT, FITS));
    assertEquals(PromptFit.OVERLONG, fit(Overlong.COUNT, LONG));
    assertEquals(new Sample(Answer.OVERLONG), sample(Overlong.COUNT, LONG));
    assertEquals(sample(Overlong.FAIL, FITS).margin(), sample(Overlong.COUNT, FITS).margin());
  }

  @Test
  void aLongResponseLosesItsMiddleAndAQueryThatIsTooLongIsCounted() {
    assertEquals(PromptFit.WHOLE, fit(Overlong.SHORTEN, FITS));
    assertEquals(PromptFit.SHORTENED, fit(Overlong.SHORTEN, LONG));
    assertEquals(PromptFit.OVERLONG, fit(Overlong.SHORTEN, LONG_QUERY));
    assertEquals(new Sample(Answer.OVERLONG), sample(Overlong.SHORTEN, LONG_QUERY));
    QueryResponse whole = new QueryResponse(LONG.pair().prompt(), LONG.pair().reply1());
    QueryResponse cut = judge.shortened(whole).orElseThrow();
    String response = cut.reply().last().content();
    assertTrue(response.startsWith("1 9 9 ") && response.endsWith(" 9 9 2"), response);
    assertTrue(response.contains(" tokens left out ...]"), response);
    assertEquals(whole.prompt(), cut.prompt());
    int tokens = ScalarText.of(model).tokens(cut).length;
    int positions = model.model().config().maxPositions();
    assertTrue(tokens <= positions && tokens > positions - 6, tokens + " of " + positions);
    double[] scores =
        judge.scores(List.of(cut, new QueryResponse(LONG.pair().prompt(), LONG.pair().reply2())));
    assertEquals(
        scores[0] - scores[1], sample(Overlong.SHORTEN, LONG).margin().getAsDouble(), 1e-5);
  }

  @Test
  void aVerdictIsTheHigherScoreInEitherOrderAndEqualResponsesTie() {
    ScalarVerdicts verdicts = new ScalarVerdicts(judge, Overlong.FAIL);
    Comparison comparison = Comparison.better("a", "s", "8 - 3 + 4", "9", "8");
    double[] scores =
        judge.scores(
            List.of(new QueryResponse("8 - 3 + 4", "9"), new QueryResponse("8 - 3 + 4", "8")));
    List<List<Sample>> judged =
        verdicts.judge(
            List.of(
                new PresentedPair(comparison, Order.GIVEN),
                new PresentedPair(comparison, Order.SWAPPED)));
    Sample given = judged.get(0).get(0);
    Sample swapped = judged.get(1).get(0);
    double margin = scores[0] - scores[1];
    assertEquals(margin, given.margin().getAsDouble(), 1e-5);
    assertEquals(-given.margin().getAsDouble(), swapped.margin().getAsDouble());
    assertEquals(margin > 0 ? Answer.FIRST : Answer.SECOND, given.answer());
    assertEquals(given.answer().swapped(), swapped.answer());
    double probability = 1 / (1 + Math.exp(-Math.abs(margin)));
    assertEquals(probability, given.probability().getAsDouble(), 1e-5);
    Comparison same = Comparison.better("b", "s", "8 - 3 + 4", "9", "9");
    Sample tie = verdicts.judge(List.of(new PresentedPair(same, Order.GIVEN))).get(0).get(0);
    assertEquals(Answer.TIE, tie.answer());
    assertEquals(0.5, tie.probability().getAsDouble());
    assertFalse(tie.thinkingTokens().isPresent());
  }

  @Test
  void theBestOfSeveralIsTheOneWithTheHighestScore() {
    List<String> responses = List.of("9", "8", "77", "6 6", "123", "0");
    double[] scores =
        judge.scores(responses.stream().map(r -> new QueryResponse("1 + 1", r)).toList());
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    for (int right = 0; right < scores.length; right++) {
      List<Boolean> truth = new ArrayList<>(Collections.nCopies(scores.length, false));
      truth.set(right, true);
      KnockoutItem item = new KnockoutItem("k", "s", "1 + 1", responses, truth);
      Verdicts known = new Verdicts();
      ScalarVerdicts verdicts = new ScalarVerdicts(judge, Overlong.FAIL);
      boolean more = true;
      while (more) {
        more = false;
        for (Comparison comparison : item.comparisons(known)) {
          if (!known.has(comparison.id())) {
            PresentedPair showing = new PresentedPair(comparison, Order.GIVEN);
            known.add(JudgedComparison.of(showing, verdicts.judge(List.of(showing)).get(0)));
            more = true;
          }
        }
      }
      assertEquals(right == best ? 1 : 0, item.score(known).credit());
    }
  }

  @Test
  void aRoundRobinTakesScoresAsTheyAre() {
    List<String> responses = List.of("9", "8", "77", "6 6");
    double[] r = judge.scores(responses.stream().map(s -> new QueryResponse("1 + 1", s)).toList());
    RoundRobinItem item = new RoundRobinItem("Ties/tied:0", "Ties", "1 + 1", responses, 2);
    ScalarVerdicts verdicts = new ScalarVerdicts(judge, Overlong.FAIL);
    Verdicts known = new Verdicts();
    for (Comparison comparison : item.comparisons(known)) {
      PresentedPair showing = new PresentedPair(comparison, Order.SWAPPED);
      known.add(JudgedComparison.of(showing, verdicts.judge(List.of(showing)).get(0)));
    }
    double gap = Math.min(r[0], r[1]) - Math.max(r[2], r[3]);
    assertEquals(gap, item.score(known).value(RoundRobinItem.GAP), 1e-4);
    double spread = Math.abs(r[0] - r[1]);
    assertEquals(spread, item.score(known).value(RoundRobinItem.SPREAD), 1e-4);
  }

  @Test
  void theScoreIsTheValueOfTheModel() {
    int[] tokens = ScalarText.of(model).tokens(new QueryResponse("2 + 2", "4"));
    try (NDManager scope = manager.newSubManager()) {
      assertEquals(
          model.model().values(scope, List.of(tokens))[0],
          judge.scores(List.of(new QueryResponse("2 + 2", "4")))[0]);
    }
  }
}
