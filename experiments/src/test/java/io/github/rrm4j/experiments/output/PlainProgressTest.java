package io.github.rrm4j.experiments.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long seconds = 1000;

  private Progress progress(Duration between) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new PlainProgress(out, between, () -> seconds * 1_000_000_000L);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachStepIsALineWhenNoTimeMustPass() {
    try (Progress progress = progress(Duration.ZERO)) {
      progress.start("grpo", 0, 100);
      seconds += 30;
      progress.step(9, "reward 0.31");
      progress.step(10, "reward 0.33");
    }
    assertEquals(
        """
        grpo    9/100  reward 0.31  left 5m03s
        grpo   10/100  reward 0.33  left 4m30s
        """,
        written());
  }

  @Test
  void linesKeepTheirDistanceExceptTheFirstAndTheLast() {
    Progress progress = progress(Duration.ofSeconds(5));
    progress.start("sft", 0, 12);
    for (int step = 1; step <= 12; step++) {
      seconds += 2;
      progress.step(step, "loss " + step);
    }
    assertEquals(
        """
        sft   1/12  loss 1  left 22s
        sft   4/12  loss 4  left 16s
        sft   7/12  loss 7  left 10s
        sft  10/12  loss 10  left 4s
        sft  12/12  loss 12  took 24s
        """,
        written());
  }

  @Test
  void timeLeftAfterAResumeCountsOnlyTheStepsSince() {
    Progress progress = progress(Duration.ZERO);
    progress.start("grpo", 90, 100);
    seconds += 10;
    progress.step(91, "m");
    assertEquals("grpo   91/100  m  left 1m30s\n", written());
  }

  @Test
  void aNewPhaseSpeaksAtOnceAndLinesAreWrittenAsTheyAre() {
    Progress progress = progress(Duration.ofHours(1));
    progress.start("sft", 0, 10);
    progress.step(1, "a");
    progress.line("saved runs/x/checkpoints/step-000001");
    progress.start("grpo", 0, 10);
    progress.step(1, "b");
    progress.step(2, "c");
    assertEquals(
        """
        sft   1/10  a  left 0s
        saved runs/x/checkpoints/step-000001
        grpo   1/10  b  left 0s
        """,
        written());
  }

  @Test
  void aStepThatRepeatsTheStartHasNoTimeLeft() {
    Progress progress = progress(Duration.ZERO);
    progress.start("grpo", 5, 10);
    progress.step(5, "resumed");
    assertEquals("grpo   5/10  resumed\n", written());
  }

  @Test
  void aStepNeedsAPhase() {
    Progress progress = progress(Duration.ZERO);
    assertThrows(IllegalStateException.class, () -> progress.step(1, "m"));
    progress.start("grpo", 0, 10);
    progress.close();
    assertThrows(IllegalStateException.class, () -> progress.step(1, "m"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "60, 1m00s", "190, 3m10s", "3599, 59m59s", "7500, 2h05m"})
  void durationsHaveTheirTwoLargestUnits(long seconds, String text) {
    assertEquals(text, TimeLeft.text(Duration.ofSeconds(seconds)));
  }

  @Test
  void daysAreCounted() {
    assertEquals("3d04h", TimeLeft.text(Duration.ofHours(76)));
    assertEquals("1s", TimeLeft.text(Duration.ofMillis(900)));
  }
}
