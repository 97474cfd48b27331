package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** The methods of Python's strings that chat templates use. */
final class PythonString {

  /** Longest string that an expression may make, in UTF-16 units. */
  static final int LONGEST = 1 << 24;

  private static final Set<String> KNOWN =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "startswith",
          "endswith",
          "replace",
          "upper",
          "lower",
          "capitalize",
          "join",
          "find",
          "count",
          "removeprefix",
          "removesuffix");

  private static final Set<String> REFUSED =
      Set.of(
          "casefold",
          "center",
          "encode",
          "expandtabs",
          "format",
          "format_map",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "ljust",
          "maketrans",
          "partition",
          "rfind",
          "rindex",
          "rjust",
          "rpartition",
          "rsplit",
          "splitlines",
          "swapcase",
          "title",
          "translate",
          "zfill");

  private PythonString() {}

  /** The method of that name; nothing where Python has none. */
  static Optional<Callable> method(String text, String name) {
    if (REFUSED.contains(name)) {
      throw new TemplateError("the method '" + name + "' of a string is not supported");
    }
    return KNOWN.contains(name)
        ? Optional.of(arguments -> call(text, name, arguments))
        : Optional.empty();
  }

  private static Object call(String text, String name, Arguments arguments) {
    if (!arguments.named().isEmpty() && !name.equals("split") && !name.equals("replace")) {
      throw new TemplateError(name + "() takes no named arguments");
    }
    return switch (name) {
      case "strip" -> strip(text, arguments.bound(name, 0, "chars").get(0), true, true);
      case "lstrip" -> strip(text, arguments.bound(name, 0, "chars").get(0), true, false);
      case "rstrip" -> strip(text, arguments.bound(name, 0, "chars").get(0), false, true);
      case "split" -> split(text, arguments.bound(name, 0, "sep", "maxsplit"));
      case "startswith" ->
          affixes(arguments.bound(name, 1, "prefix").get(0)).stream().anyMatch(text::startsWith);
      case "endswith" ->
          affixes(arguments.bound(name, 1, "suffix").get(0)).stream().anyMatch(text::endsWith);
      case "replace" -> replace(text, arguments.bound(name, 2, "old", "new", "count"));
      case "join" -> join(text, Values.elements(arguments.bound(name, 1, "iterable").get(0).get()));
      case "find" -> {
        int at = text.indexOf(string(arguments.bound(name, 1, "sub").get(0)));
        yield at < 0 ? -1L : (long) text.codePointCount(0, at);
      }
      case "count" -> (long) count(text, string(arguments.bound(name, 1, "sub").get(0)));
      case "removeprefix" -> {
        String prefix = string(arguments.bound(name, 1, "prefix").get(0));
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = string(arguments.bound(name, 1, "suffix").get(0));
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      default -> {
        arguments.bound(name, 0);
        yield switch (name) {
          case "upper" -> text.toUpperCase(Locale.ROOT);
          case "lower" -> text.toLowerCase(Locale.ROOT);
          default -> capitalize(text);
        };
      }
    };
  }

  /** A string that is made only where it is short enough. */
  static String limited(long length, Supplier<String> text) {
    if (length > LONGEST) {
      throw new TemplateError("a string gets longer than " + LONGEST);
    }
    return text.get();
  }

  static String strip(String text, Optional<Object> characters, boolean left, boolean right) {
    if (characters.isEmpty() || characters.get() == None.NONE) {
      return strip(text, Blank::is, left, right);
    }
    String set = string(characters);
    return strip(text, c -> set.indexOf(c) >= 0, left, right);
  }

  static String strip(String text, IntPredicate drop, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && drop.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && drop.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Object split(String text, List<Optional<Object>> arguments) {
    long most = integer(arguments.get(1), -1);
    if (arguments.get(0).isEmpty() || arguments.get(0).get() == None.NONE) {
      return splitAtBlanks(text, most);
    }
    String separator = string(arguments.get(0));
    if (separator.isEmpty()) {
      throw new TemplateError("split() with an empty separator");
    }
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && (most < 0 || parts.size() < most);
        at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static Object splitAtBlanks(String text, long most) {
    if (most >= 0) {
      throw new TemplateError("split() at blanks with a limit is not supported");
    }
    List<Object> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String character : Values.characters(text + " ")) {
      if (!Blank.only(character)) {
        part.append(character);
      } else if (!part.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    return parts;
  }

  static String replace(String text, List<Optional<Object>> arguments) {
    String from = string(arguments.get(0));
    String to = string(arguments.get(1));
    long most = integer(arguments.get(2), -1);
    if (from.isEmpty()) {
      throw new TemplateError("replace() of an empty string is not supported");
    }
    long grows = (long) count(text, from) * Math.max(0, to.length() - from.length());
    return limited(
        text.length() + grows,
        () -> {
          StringBuilder out = new StringBuilder();
          int at = 0;
          int next = text.indexOf(from);
          for (long done = 0; next >= 0 && done != most; done++) {
            out.append(text, at, next).append(to);
            at = next + from.length();
            next = text.indexOf(from, at);
          }
          return out.append(text, at, text.length()).toString();
        });
  }

  static String join(String separator, List<Object> elements) {
    long length = 0;
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      texts.add(string(Optional.of(element)));
      length += separator.length() + texts.get(texts.size() - 1).length();
    }
    return limited(length, () -> String.join(separator, texts));
  }

  private static int count(String text, String part) {
    if (part.isEmpty()) {
      throw new TemplateError("count() of an empty string is not supported");
    }
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    if (text.codePointAt(0) >= 0x80) {
      throw new TemplateError("capitalize() of '" + text + "' is not supported");
    }
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private static List<String> affixes(Optional<Object> value) {
    return value.orElseThrow() instanceof Tuple tuple
        ? tuple.elements().stream().map(element -> string(Optional.of(element))).toList()
        : List.of(string(value));
  }

  static String string(Optional<Object> value) {
    if (value.orElseThrow() instanceof String text) {
      return text;
    }
    throw new TemplateError("a string is needed, not a " + Values.type(value.get()));
  }

  static long integer(Optional<Object> value, long otherwise) {
    return value.isEmpty()
        ? otherwise
        : Values.whole(value.get())
            .orElseThrow(() -> new TemplateError("an integer is needed here"));
  }
}
