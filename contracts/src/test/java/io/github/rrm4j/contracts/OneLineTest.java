package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\u001b[31mred\u001b[0m|\\u001b[31mred\\u001b[0m",
        "\u0000\u0007\u007f|\\u0000\\u0007\\u007f",
        "\u0085\u009b2J|\\u0085\\u009b2J",
        "\u202eabc\u2066d\u2069|\\u202eabc\\u2066d\\u2069",
        "a\tb\u00e9\u6f22\ud83d\ude00\u200f\u05d0|a\tb\u00e9\u6f22\ud83d\ude00\u200f\u05d0",
      })
  void whatATerminalObeysIsShownAndTheRestStays(String text, String shown) {
    assertEquals(shown, OneLine.visible(text));
    assertEquals(shown, OneLine.visible(shown), "what is shown stays so");
  }

  @Test
  void endsOfLinesStayAndALoneReturnIsShown() {
    assertEquals("a\nb\r\nc\\u000dd\n", OneLine.visible("a\nb\r\nc\rd\n"));
  }

  @Test
  void theFirstWordingThatFitsGivesTheMeaning() {
    List<Wording> wordings =
        List.of(Wording.of("lacks (.*) at", "needs $1"), Wording.of("lacks", "needs more"));
    assertEquals(Optional.of("needs a $ sign"), Wording.first(wordings, "lacks a $ sign at 3"));
    assertEquals(Optional.of("needs more"), Wording.first(wordings, "lacks it"));
    assertEquals(Optional.empty(), Wording.first(wordings, "it lacks"));
  }
}
