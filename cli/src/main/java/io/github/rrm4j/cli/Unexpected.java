package io.github.rrm4j.cli;

import io.github.rrm4j.contracts.OneLine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An error that nobody foresaw, which is a mistake of the program: told in one line. */
final class Unexpected {

  private static final String OURS =
      Unexpected.class.getPackageName().replaceFirst("[.]\\w+$", ".");

  private Unexpected() {}

  /** What happened and where: the innermost frame, and the innermost one of this program. */
  static String line(Throwable error) {
    List<StackTraceElement> frames = Arrays.asList(error.getStackTrace());
    Optional<StackTraceElement> ours =
        frames.stream().filter(frame -> frame.getClassName().startsWith(OURS)).findFirst();
    StringBuilder where = new StringBuilder();
    if (!frames.isEmpty()) {
      where.append(" at ").append(shown(frames.get(0)));
    }
    ours.filter(frame -> !frame.equals(frames.get(0)))
        .ifPresent(frame -> where.append(", called by ").append(shown(frame)));
    return "unexpected "
        + error.getClass().getSimpleName()
        + ": "
        + OneLine.of(String.valueOf(error.getMessage()))
        + where
        + " (a mistake of RRM4J, please report it; --stacktrace shows all)";
  }

  /** A frame without its package, as {@code Completions.take(Completions.java:190)}. */
  private static String shown(StackTraceElement frame) {
    String name = frame.getClassName();
    return OneLine.of(
        name.substring(name.lastIndexOf('.') + 1)
            + "."
            + frame.getMethodName()
            + "("
            + (frame.getFileName() == null ? "no source" : frame.getFileName())
            + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "")
            + ")");
  }
}
