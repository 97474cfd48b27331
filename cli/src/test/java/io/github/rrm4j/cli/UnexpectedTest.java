package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnexpectedTest {

  private static final String REST =
      " (a mistake of RRM4J, please report it; --stacktrace shows all)";

  @Test
  void theFrameOfTheProgramIsNamed() {
    int[] none = new int[0];
    var error = assertThrows(ArrayIndexOutOfBoundsException.class, () -> none[1]++);
    String line = Unexpected.line(error);
    assertTrue(
        line.matches(
            "unexpected ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 0"
                + " at UnexpectedTest\\.\\S+\\(UnexpectedTest.java:\\d+\\)"
                + java.util.regex.Pattern.quote(REST)),
        line);
  }

  @Test
  void theFrameOfALibraryIsNamedWithItsCaller() {
    var error = assertThrows(UnsupportedOperationException.class, () -> List.of(1).add(2));
    String line = Unexpected.line(error);
    assertTrue(
        line.matches(
            "unexpected UnsupportedOperationException: null at ImmutableCollections\\.\\S+"
                + "\\(ImmutableCollections.java:\\d+\\), called by UnexpectedTest\\..*"),
        line);
  }

  @Test
  void anErrorWithoutFramesStaysOneLine() {
    RuntimeException error = new IllegalStateException("a\nb\u001b[31m");
    error.setStackTrace(new StackTraceElement[0]);
    assertEquals("unexpected IllegalStateException: a b [31m" + REST, Unexpected.line(error));
  }
}
