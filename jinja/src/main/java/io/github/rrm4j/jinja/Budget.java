package io.github.rrm4j.jinja;

import java.util.List;

/** What one rendering may cost; a downloaded template must not take the machine. */
final class Budget {

  private static final long MOST_STEPS = 2_000_000;
  private static final long MOST_CHARACTERS = 4L * PythonString.LONGEST;
  private static final int DEEPEST_CALL = 60;

  private long steps;
  private long characters;
  private int calls;

  /** One statement, call or operation more. */
  void step() {
    if (++steps > MOST_STEPS) {
      throw new TemplateError("the template takes more than " + MOST_STEPS + " steps");
    }
  }

  /** A value more, which may be a long one. */
  Object made(Object value) {
    step();
    if (value instanceof String text) {
      characters += text.length();
    } else if (value instanceof List<?> list) {
      characters += list.size();
    }
    if (characters > MOST_CHARACTERS) {
      throw new TemplateError("the template makes more than " + MOST_CHARACTERS + " characters");
    }
    return value;
  }

  void enterCall() {
    if (++calls > DEEPEST_CALL) {
      throw new TemplateError("macros call each other more than " + DEEPEST_CALL + " deep");
    }
  }

  void leaveCall() {
    calls--;
  }
}
