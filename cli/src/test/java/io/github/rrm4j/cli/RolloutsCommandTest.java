package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutsCommandTest {

  @TempDir Path run;

  @BeforeEach
  void write() throws IOException {
    String form =
        "{\"step\":%d,\"stage\":\"grpo\",\"pair\":\"p%d\",\"section\":\"%s\",\"sample\":0,\"prompt\":\"asked\\nhere\",\"completion\":\"said\",\"verdict\":\"first\",\"gold\":\"first\",\"outcome\":\"%s\",\"reward\":%s,\"parts\":{\"verdict\":%s,\"length\":-0.5},\"reason\":\"So.\",\"advantage\":0.5,\"thinking_tokens\":%d}%n";
    Files.writeString(
        run.resolve("rollouts.jsonl"),
        Text.format(form, 1, 1, "sorting", "correct", "0.5", "1", 10)
            + Text.format(form, 1, 2, "counting", "wrong", "-1.5", "-1", 20)
            + Text.format(form, 11, 3, "sorting", "wrong", "-1.5", "-1", 30)
            + "{\"step\":11,\"pa"); // still being written
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outcome=wrong | p2 p3",
        "outcome!=wrong | p1",
        "reward<0 | p2 p3",
        "thinking_tokens>=20 | p2 p3",
        "parts.verdict=1 | p1",
        "parts.length<=-0.5 | p1 p2 p3",
        "section = sorting | p1 p3",
      })
  void aFilterChooses(String filter, String pairs) {
    Invocation call = Invocation.of("rollouts", run.toString(), "--filter", filter);
    assertEquals(0, call.code(), call.err());
    for (String pair : new String[] {"p1", "p2", "p3"}) {
      assertEquals(pairs.contains(pair), call.out().contains("  " + pair + " ("), call.out());
    }
    assertTrue(call.out().contains(pairs.split(" ").length + " of 3 rollouts match"), call.out());
  }

  @Test
  void stepLimitAndFormat() {
    Invocation call = Invocation.of("rollouts", run.toString(), "--step", "1", "--limit", "1");
    assertTrue(call.out().contains("2 of 3 rollouts match; shown: 1"), call.out());
    assertTrue(
        call.out()
            .contains(
                "reward +0.500 (verdict +1.000 length -0.500)  advantage +0.500  thinking 10  So."),
        call.out());
    assertTrue(call.out().contains("--- prompt\n    asked\n    here\n--- completion"), call.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outcome | --filter 'outcome': 'outcome' must be FIELD",
        "reward<much | must have a number after <",
        "colour=red | a line has no field 'colour', must be one of step, stage, pair",
      })
  void aFilterThatIsNoneIsRefused(String filter, String reason) {
    Invocation call = Invocation.of("rollouts", run.toString(), "--filter", filter);
    assertEquals(2, call.code());
    assertTrue(call.err().contains(reason), call.err());
  }

  @Test
  void aFolderWithoutRolloutsIsNamed() {
    Invocation call = Invocation.of("rollouts", run.resolve("none").toString());
    assertEquals(2, call.code());
    assertTrue(call.err().contains("must be the rollouts of a run"), call.err());
  }
}
