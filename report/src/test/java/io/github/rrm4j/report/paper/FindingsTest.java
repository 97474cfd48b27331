package io.github.rrm4j.report.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.report.paper.Claim.Measure;
import io.github.rrm4j.report.paper.Claim.Quantity;
import io.github.rrm4j.report.paper.ClaimResult.Effect;
import io.github.rrm4j.report.paper.ClaimResult.State;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private static PieceResult piece(String name, double... credits) {
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < credits.length; i++) {
      items.add(new Scored("item-" + i, "section-" + i % 4, credits[i]));
    }
    return new PieceResult(name, name, List.of(), items, List.of());
  }

  private static Claim claim(String higher, String lower) {
    return new Claim(
        "claim",
        "A is above B.",
        Optional.of(Measure.of(higher)),
        Optional.of(Measure.of(lower)),
        Optional.empty(),
        Quantity.SHARE);
  }

  private static ClaimResult one(Claim claim, PieceResult... pieces) {
    return new Findings(List.of(pieces)).of(List.of(claim)).get(0);
  }

  @Test
  void theWholeIntervalDecides() {
    assertEquals(
        State.HOLDS, new Effect(2, 1, new Interval(0.1, 1.9, IntervalMethod.BOOTSTRAP), 5).state());
    assertEquals(
        State.DOES_NOT_HOLD,
        new Effect(1, 2, new Interval(-1.9, -0.1, IntervalMethod.BOOTSTRAP), 5).state());
    assertEquals(
        State.WITHIN_NOISE,
        new Effect(2, 1, new Interval(-0.1, 2.1, IntervalMethod.BOOTSTRAP), 5).state());
    assertEquals(
        State.WITHIN_NOISE,
        new Effect(2, 1, new Interval(0, 2, IntervalMethod.BOOTSTRAP), 5).state());
    assertEquals(
        State.WITHIN_NOISE,
        new Effect(1, 2, new Interval(-2, 0, IntervalMethod.BOOTSTRAP), 5).state());
  }

  @Test
  void aDifferenceThatEveryItemHasHoldsAndTurnedAroundDoesNot() {
    PieceResult a = piece("a", 1, 0.9, 0.6, 1);
    PieceResult b = piece("b", 0.7, 0.7, 0.4, 0.9);
    ClaimResult holds = one(claim("a.credit", "b.credit"), a, b);
    assertEquals(State.HOLDS, holds.state());
    Effect effect = holds.effect().orElseThrow();
    assertEquals(0.875, effect.higher(), 1e-12);
    assertEquals(0.675, effect.lower(), 1e-12);
    assertEquals(0.2, effect.difference(), 1e-12);
    assertEquals(0.1, effect.interval().lower(), 0.03);
    assertEquals(0.3, effect.interval().upper(), 0.03);
    assertEquals(State.DOES_NOT_HOLD, one(claim("b.credit", "a.credit"), a, b).state());
  }

  @Test
  void itemsThatAllDifferAlikeDoNotProveThatOthersDo() {
    PieceResult a = piece("a", 1, 0.9, 0.6, 1);
    PieceResult b = piece("b", 0.8, 0.7, 0.4, 0.8);
    Interval four = one(claim("a.credit", "b.credit"), a, b).effect().orElseThrow().interval();
    // w = 3.8415 / 7.8415 of the others may be worse by 1.2 or better by 0.8
    assertEquals(0.2 - 1.2 * 0.48989, four.lower(), 1e-4);
    assertEquals(0.2 + 0.8 * 0.48989, four.upper(), 1e-4);
    assertEquals(IntervalMethod.REACH, four.method());
    double[] right = new double[100];
    Arrays.fill(right, 1);
    double[] wrong = new double[100];
    Effect same = effect(piece("a", right), piece("b", right));
    assertEquals(0.02717, same.interval().upper(), 1e-5);
    assertEquals(IntervalMethod.BONETT_PRICE, same.interval().method());
    Effect all = effect(piece("a", right), piece("b", wrong));
    assertTrue(all.interval().lower() > 0.9 && all.interval().lower() < 1, all.toString());
    assertEquals(State.HOLDS, all.state());
  }

  private static Effect effect(PieceResult a, PieceResult b) {
    return one(claim("a.credit", "b.credit"), a, b).effect().orElseThrow();
  }

  @Test
  void tokensThatDoNotDifferHaveAnIntervalToo() {
    PieceResult direct = piece("direct", 1, 0, 1, 0);
    Interval interval =
        one(LONGER, direct, thinking(20, 20, 20, 20)).effect().orElseThrow().interval();
    assertEquals(20 * 3.8415 / 5.8415, interval.upper(), 1e-2);
    assertEquals(-interval.upper(), interval.lower(), 1e-12);
  }

  @Test
  void equalItemsAndItemsThatCancelAreWithinNoise() {
    PieceResult a = piece("a", 1, 0, 1, 0, 1, 0, 1, 0);
    PieceResult b = piece("b", 0, 1, 0, 1, 0, 1, 0, 1);
    assertEquals(State.WITHIN_NOISE, one(claim("a.credit", "b.credit"), a, b).state());
    assertEquals(State.WITHIN_NOISE, one(claim("a.credit", "a.credit"), a).state());
  }

  /** Unpaired, a spread of 0 to 1 over ten items would hide a difference of 0.05. */
  @Test
  void itemsArePaired() {
    double[] low = new double[10];
    double[] high = new double[10];
    for (int i = 0; i < 10; i++) {
      low[i] = i / 10.0;
      high[i] = low[i] + (i % 2 == 0 ? 0.04 : 0.06);
    }
    ClaimResult finding = one(claim("a.credit", "b.credit"), piece("a", high), piece("b", low));
    assertEquals(State.HOLDS, finding.state());
  }

  @Test
  void onlyItemsOfBothCount() {
    ClaimResult finding =
        one(claim("a.credit", "b.credit"), piece("a", 1, 1, 1, 0, 0), piece("b", 0, 0, 0));
    assertEquals(3, finding.effect().orElseThrow().n());
    assertEquals(1, finding.effect().orElseThrow().difference(), 1e-12);
  }

  private static final Claim LONGER =
      new Claim(
          "adaptive",
          "Longer in harder sections.",
          Optional.of(Measure.of("judge.thinking")),
          Optional.empty(),
          Optional.of(Measure.of("direct.credit")),
          Quantity.TOKENS);

  private static PieceResult thinking(double... tokens) {
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      items.add(new Scored("item-" + i, "section-" + i % 4, 1, Map.of("thinking", tokens[i])));
    }
    return new PieceResult("judge", "judge", List.of(), items, List.of());
  }

  /** Sections 1 and 3 are the harder ones: accuracies 1, 0, 1, 0.5 of two items each. */
  @Test
  void harderSectionsAreThoseOfTheLowestAccuracy() {
    PieceResult direct = piece("direct", 1, 0, 1, 1, 1, 0, 1, 0);
    Findings findings = new Findings(List.of(direct));
    assertEquals(Set.of("section-1", "section-3"), findings.harder(Measure.of("direct.credit")));
    ClaimResult finding = one(LONGER, direct, thinking(10, 30, 12, 28, 11, 31, 13, 27));
    Effect effect = finding.effect().orElseThrow();
    assertEquals(29, effect.higher(), 1e-12);
    assertEquals(11.5, effect.lower(), 1e-12);
    assertEquals(State.HOLDS, finding.state());
    ClaimResult shorter = one(LONGER, direct, thinking(30, 10, 28, 12, 31, 11, 27, 13));
    assertEquals(State.DOES_NOT_HOLD, shorter.state());
  }

  @Test
  void whatIsNotThereIsNotMeasured() {
    Claim none =
        new Claim(
            "rl", "RL.", Optional.empty(), Optional.empty(), Optional.empty(), Quantity.SHARE);
    assertEquals(State.NOT_MEASURED, one(none).state());
    ClaimResult missing = one(claim("a.credit", "b.credit"), piece("a", 1, 1));
    assertEquals(State.NOT_MEASURED, missing.state());
    assertEquals("piece b is not finished", missing.reason());
  }

  @Test
  void mistakesAreNamed() {
    Claim wrongValue = claim("a.credit", "b.votes");
    PieceResult a = piece("a", 1, 1);
    PieceResult b = piece("b", 1, 1);
    String message = assertThrows(InvalidInput.class, () -> one(wrongValue, a, b)).getMessage();
    assertTrue(message.startsWith("measure b.votes: there is no such value"), message);
    assertThrows(InvalidInput.class, () -> Measure.of("credit"));
    PieceResult other =
        new PieceResult("b", "b", List.of(), List.of(new Scored("x", "s", 1)), List.of());
    message =
        assertThrows(InvalidInput.class, () -> one(claim("a.credit", "b.credit"), a, other))
            .getMessage();
    assertTrue(message.contains("have no item in common"), message);
  }
}
