package io.github.rrm4j.jinja;

/** Why a template cannot be read or rendered, in one line without the place. */
public final class TemplateError extends RuntimeException {

  private static final int LONGEST = 300;

  /**
   * @param message may hold text of the template, which is cut and put on one line
   */
  public TemplateError(String message) {
    super(oneLine(message));
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
