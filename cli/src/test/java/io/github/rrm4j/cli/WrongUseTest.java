package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that cannot be understood is told in one line, with the name that was probably meant. */
class WrongUseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "trian                     | 'trian' is not a command; did you mean train?; see rrm --help",
        "x                         | 'x' is not a command; see rrm --help",
        "data inpsect              | 'inpsect' is not a command; did you mean inspect?; see rrm"
            + " data --help",
        "--foo                     | '--foo' is not an option; see rrm --help",
        "judge --modle x           | '--modle' is not an option; did you mean --model?; see rrm"
            + " judge --help",
        "judge --modle=x           | '--modle' is not an option; did you mean --model?; see rrm"
            + " judge --help",
        "judge --model m --vote 2  | '--vote' is not an option; did you mean --votes?; see rrm"
            + " judge --help",
        "judge -m x                | '-m' is not an option; see rrm judge --help",
        "export                    | --output DIR and RUN are missing, must be given; see rrm"
            + " export --help",
        "compare a                 | B is missing, must be given; see rrm compare --help",
        "compare                   | A is missing, must be given; see rrm compare --help",
        "judge --model             | --model has no value, must be followed by DIR; see rrm judge"
            + " --help",
        "judge --model --votes 3   | --model has no value, must be followed by DIR; see rrm judge"
            + " --help",
        "judge --model m extra     | the argument 'extra' is one too many; see rrm judge --help",
        "judge --model m a b       | the arguments 'a', 'b' are too many; see rrm judge --help",
        "judge --votes 1 --votes 2 | --votes is given twice, must be given once; see rrm judge"
            + " --help",
        "judge --model m --votes a | --votes is 'a', must be a whole number of at most 2147483647;"
            + " see rrm judge --help",
        "judge --model m --seed 1. | --seed is '1.', must be a whole number; see rrm judge --help",
        "judge --model m --top-p a | --top-p is 'a', must be a number; see rrm judge --help",
        "judge --compute bf61      | --compute is 'bf61', must be one of auto, fp32, bf16; did you"
            + " mean bf16?; see rrm judge --help",
        "judge --both-orders=maybe | --both-orders is 'maybe', must be true or false; see rrm judge"
            + " --help",
        "rank --method elo2        | --method is 'elo2' (did you mean elo?), must be"
            + " knockout/swiss/elo/bradley-terry/davidson/rao-kupper/win-rate/active/listwise; see rrm"
            + " rank --help",
        "data convert --column a x | --column is 'a', must be NAME=VALUE; see rrm data convert"
            + " --help",
      })
  void aMistakeIsNamed(String arguments, String message) {
    assertMessage(message, arguments.split(" "));
  }

  @Test
  void namesThatNoFileCanHaveAndControlCharactersAreShown() {
    assertMessage(
        "--model is 'a b', must be the name of a file or folder; see rrm judge --help",
        "judge",
        "--model",
        "a\0b");
    assertMessage("'-- [31m' is not an option; see rrm judge --help", "judge", "--\u001b[31m");
  }

  private static void assertMessage(String message, String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals("rrm: " + message + "\n", call.err());
    assertEquals(2, call.code());
    assertEquals("", call.out());
  }
}
