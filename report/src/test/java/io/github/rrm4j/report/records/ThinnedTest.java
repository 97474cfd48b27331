package io.github.rrm4j.report.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.report.records.ReadJudgements.Thinned;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThinnedTest {

  @Test
  void aThinnedStreamIsEvenlySpacedFromItsFirstMember() {
    Thinned<Integer> thinned = new Thinned<>(4);
    for (int i = 0; i < 11; i++) {
      thinned.add(i);
      assertTrue(thinned.kept().size() <= 4);
    }
    assertEquals(List.of(0, 4, 8), thinned.kept());
    assertEquals(11, thinned.seen());
  }

  @Test
  void aShortStreamIsKeptWhole() {
    Thinned<Integer> thinned = new Thinned<>(3);
    List.of(7, 8, 9).forEach(thinned::add);
    assertEquals(List.of(7, 8, 9), thinned.kept());
  }
}
