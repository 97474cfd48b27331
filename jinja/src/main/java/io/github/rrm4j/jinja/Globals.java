package io.github.rrm4j.jinja;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions that every template can call. */
final class Globals {

  /** The day that {@code strftime_now} knows; see {@link Template}. */
  static final LocalDate TODAY = LocalDate.of(2024, 7, 26);

  private static final Set<String> REFUSED =
      Set.of("cycler", "joiner", "lipsum", "self", "super", "caller", "varargs", "kwargs");

  private static final Map<String, Callable> KNOWN =
      Map.of(
          "range", Globals::range,
          "dict", arguments -> named("dict", arguments),
          "namespace", arguments -> new Namespace(named("namespace", arguments)),
          "raise_exception", Globals::raise,
          "strftime_now", Globals::date);

  private static final Map<Character, String> DATE_PARTS =
      Map.of(
          'd', "dd", 'm', "MM", 'Y', "yyyy", 'y', "yy", 'b', "MMM", 'B', "MMMM", 'a', "EEE", 'A',
          "EEEE", 'j', "DDD");

  private Globals() {}

  static Optional<Callable> named(String name) {
    if (REFUSED.contains(name)) {
      throw new TemplateError("'" + name + "' is not supported");
    }
    return Optional.ofNullable(KNOWN.get(name));
  }

  private static Object range(Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("range", 1, "start", "stop", "step");
    boolean one = bound.get(1).isEmpty();
    long from = one ? 0 : PythonString.integer(bound.get(0), 0);
    long to = PythonString.integer(bound.get(one ? 0 : 1), 0);
    long by = Math.max(-200_000, Math.min(200_000, PythonString.integer(bound.get(2), 1)));
    if (by == 0 || Math.max(Math.abs((double) from), Math.abs((double) to)) > 100_000) {
      throw new TemplateError("range() goes beyond 100000 or has a step of 0");
    }
    List<Object> elements = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      elements.add(i);
    }
    return new Lazy(elements);
  }

  private static Map<String, Object> named(String function, Arguments arguments) {
    if (!arguments.positional().isEmpty()) {
      throw new TemplateError(function + "() takes named arguments only");
    }
    return new LinkedHashMap<>(arguments.named());
  }

  private static Object raise(Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("raise_exception", 1, "message");
    throw new TemplateError(PythonText.str(bound.get(0).orElseThrow()));
  }

  private static Object date(Arguments arguments) {
    String format = PythonString.string(arguments.bound("strftime_now", 1, "format").get(0));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      char part = ++i < format.length() ? format.charAt(i) : ' ';
      if (!DATE_PARTS.containsKey(part)) {
        throw new TemplateError("strftime_now does not know '%" + part + "'");
      }
      out.append(DateTimeFormatter.ofPattern(DATE_PARTS.get(part), Locale.ENGLISH).format(TODAY));
    }
    return out.toString();
  }
}
