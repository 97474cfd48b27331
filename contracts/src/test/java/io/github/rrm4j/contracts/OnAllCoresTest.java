package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnAllCoresTest {

  private static final List<Integer> MANY = IntStream.range(0, 10_000).boxed().toList();

  @Test
  void resultsStandInTheOrderOfTheirItems() {
    assertEquals(MANY.stream().map(i -> 3 * i).toList(), OnAllCores.map(MANY, i -> 3 * i));
  }

  @Test
  void theFirstItemThatFailsIsTheOneThatIsTold() {
    List<InvalidInput> failures =
        MANY.stream().map(i -> new InvalidInput("line " + i + ": is odd, must be even")).toList();
    InvalidInput thrown =
        assertThrows(
            InvalidInput.class,
            () ->
                OnAllCores.map(
                    MANY,
                    i -> {
                      if (i > 4000 && i % 2 == 1) {
                        throw failures.get(i);
                      }
                      return i;
                    }));
    assertSame(failures.get(4001), thrown);
  }

  @Test
  void anotherThreadsValueAndFailureArriveAsTheyAre() {
    assertEquals(7, Ahead.of("seven", () -> 7).get());
    InvalidInput failure = new InvalidInput("a.yaml: is empty, must not be, fill it");
    Ahead<Integer> failing =
        Ahead.of(
            "failing",
            () -> {
              throw failure;
            });
    assertSame(failure, assertThrows(InvalidInput.class, failing::get));
  }
}
