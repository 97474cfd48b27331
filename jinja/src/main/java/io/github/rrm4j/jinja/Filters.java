package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jinja's filters; what is not here is refused. */
final class Filters {

  /** A filter by its name. */
  interface Filter {
    Object apply(Object value, Arguments arguments);
  }

  private static final Map<String, Filter> KNOWN =
      Map.ofEntries(
          Map.entry("trim", Filters::trim),
          Map.entry("length", (value, a) -> plain(a, "length", Values.length(value))),
          Map.entry("count", (value, a) -> plain(a, "count", Values.length(value))),
          Map.entry("string", (value, a) -> plain(a, "string", PythonText.str(value))),
          Map.entry("list", (value, a) -> plain(a, "list", Values.elements(value))),
          Map.entry("upper", (value, a) -> plain(a, "upper", text(value).toUpperCase(Locale.ROOT))),
          Map.entry("lower", (value, a) -> plain(a, "lower", text(value).toLowerCase(Locale.ROOT))),
          Map.entry(
              "capitalize",
              (value, a) -> plain(a, "capitalize", PythonString.capitalize(text(value)))),
          Map.entry("first", Filters::first),
          Map.entry("last", Filters::last),
          Map.entry("reverse", Filters::reverse),
          Map.entry("items", Filters::items),
          Map.entry("join", Filters::join),
          Map.entry("replace", Filters::replace),
          Map.entry("default", Filters::otherwise),
          Map.entry("d", Filters::otherwise),
          Map.entry("tojson", Filters::json),
          Map.entry("map", Filters::map),
          Map.entry("select", (value, a) -> select(value, a, true, false)),
          Map.entry("reject", (value, a) -> select(value, a, false, false)),
          Map.entry("selectattr", (value, a) -> select(value, a, true, true)),
          Map.entry("rejectattr", (value, a) -> select(value, a, false, true)));

  private static final Set<String> UNSUPPORTED =
      Set.of(
          "abs",
          "attr",
          "batch",
          "center",
          "dictsort",
          "e",
          "escape",
          "filesizeformat",
          "float",
          "forceescape",
          "format",
          "groupby",
          "indent",
          "int",
          "max",
          "min",
          "pprint",
          "random",
          "round",
          "safe",
          "slice",
          "sort",
          "striptags",
          "sum",
          "title",
          "truncate",
          "unique",
          "urlencode",
          "urlize",
          "wordcount",
          "wordwrap",
          "xmlattr");

  private Filters() {}

  /** A filter that is not supported fails when it is used: its branch may not be taken. */
  static Filter named(String name) {
    if (UNSUPPORTED.contains(name)) {
      return (value, arguments) -> {
        throw new TemplateError("the filter '" + name + "' is not supported");
      };
    }
    return Optional.ofNullable(KNOWN.get(name))
        .orElseThrow(() -> new TemplateError("there is no filter '" + name + "'"));
  }

  private static String text(Object value) {
    return PythonText.str(value);
  }

  private static Object plain(Arguments arguments, String filter, Object result) {
    arguments.bound(filter, 0);
    return result;
  }

  private static Object trim(Object value, Arguments arguments) {
    return PythonString.strip(text(value), arguments.bound("trim", 0, "chars").get(0), true, true);
  }

  private static Object first(Object value, Arguments arguments) {
    arguments.bound("first", 0);
    List<Object> elements = Values.elements(value);
    return elements.isEmpty() ? new Undefined("first") : elements.get(0);
  }

  private static Object last(Object value, Arguments arguments) {
    arguments.bound("last", 0);
    if (value instanceof Lazy || value instanceof Undefined) {
      throw new TemplateError("a " + Values.type(value) + " has no last element");
    }
    List<Object> elements = Values.elements(value);
    return elements.isEmpty() ? new Undefined("last") : elements.get(elements.size() - 1);
  }

  private static Object reverse(Object value, Arguments arguments) {
    arguments.bound("reverse", 0);
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    List<Object> elements = new ArrayList<>(Values.elements(value));
    Collections.reverse(elements);
    return value instanceof String ? PythonString.join("", elements) : new Lazy(elements);
  }

  private static Object items(Object value, Arguments arguments) {
    arguments.bound("items", 0);
    if (value instanceof Map<?, ?> map) {
      return new Lazy(Access.items(map));
    }
    if (value instanceof Undefined) {
      return new Lazy(List.of());
    }
    throw new TemplateError("a " + Values.type(value) + " has no items");
  }

  private static Object join(Object value, Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("join", 0, "d", "attribute");
    List<Object> texts = new ArrayList<>();
    for (Object element : Values.elements(value)) {
      Object part = bound.get(1).map(name -> path(element, name)).orElse(element);
      texts.add(text(part));
    }
    return PythonString.join(text(bound.get(0).orElse("")), texts);
  }

  private static Object replace(Object value, Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("replace", 2, "old", "new", "count");
    Optional<Object> count = bound.get(2).filter(given -> given != None.NONE);
    return PythonString.replace(
        text(value),
        List.of(bound.get(0).map(Filters::text), bound.get(1).map(Filters::text), count));
  }

  private static Object otherwise(Object value, Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("default", 0, "default_value", "boolean");
    boolean falseToo = bound.get(1).map(Values::truth).orElse(false);
    boolean keep = falseToo ? Values.truth(value) : !(value instanceof Undefined);
    return keep ? value : bound.get(0).orElse("");
  }

  private static Object json(Object value, Arguments arguments) {
    List<Optional<Object>> bound =
        arguments.bound("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    Optional<Object> indent = bound.get(1).filter(given -> given != None.NONE);
    long blanks = PythonString.integer(indent, -1);
    if (indent.isPresent() && (blanks < 0 || blanks > 16)) {
      throw new TemplateError("tojson has an indent of " + blanks + ", must be 0 to 16");
    }
    List<Object> separators =
        bound
            .get(2)
            .filter(given -> given != None.NONE)
            .map(Values::elements)
            .orElse(List.of(indent.isEmpty() ? ", " : ",", ": "));
    if (separators.size() != 2) {
      throw new TemplateError("tojson needs two separators");
    }
    return new PythonJson(
            (int) blanks,
            bound.get(0).map(Values::truth).orElse(false),
            PythonString.string(Optional.of(separators.get(0))),
            PythonString.string(Optional.of(separators.get(1))),
            bound.get(3).map(Values::truth).orElse(false))
        .text(value);
  }

  private static Object map(Object value, Arguments arguments) {
    List<Object> mapped = new ArrayList<>();
    if (arguments.positional().isEmpty()) {
      List<Optional<Object>> bound = arguments.bound("map", 0, "attribute", "default");
      Object name = bound.get(0).orElseThrow(() -> new TemplateError("map needs an attribute"));
      for (Object element : Values.elements(value)) {
        Object found = path(element, name);
        mapped.add(found instanceof Undefined ? bound.get(1).orElse(found) : found);
      }
    } else {
      Filter filter = named(PythonString.string(Optional.of(arguments.positional().get(0))));
      Arguments rest = new Arguments(rest(arguments, 1), arguments.named());
      Values.elements(value).forEach(element -> mapped.add(filter.apply(element, rest)));
    }
    return new Lazy(mapped);
  }

  private static Object select(
      Object value, Arguments arguments, boolean keep, boolean ofAttribute) {
    int at = ofAttribute ? 1 : 0;
    if (!arguments.named().isEmpty() || arguments.positional().size() < at) {
      throw new TemplateError("select needs " + (ofAttribute ? "an attribute" : "no names"));
    }
    List<Object> test = rest(arguments, at);
    List<Object> kept = new ArrayList<>();
    for (Object element : Values.elements(value)) {
      Object asked = ofAttribute ? path(element, arguments.positional().get(0)) : element;
      boolean holds =
          test.isEmpty()
              ? Values.truth(asked)
              : Tests.named(PythonString.string(Optional.of(test.get(0))))
                  .holds(asked, test.subList(1, test.size()));
      if (holds == keep) {
        kept.add(element);
      }
    }
    return new Lazy(kept);
  }

  private static List<Object> rest(Arguments arguments, int from) {
    return arguments.positional().subList(from, arguments.positional().size());
  }

  private static Object path(Object value, Object name) {
    Object found = value;
    for (String part : PythonString.string(Optional.of(name)).split("\\.", -1)) {
      found = Access.item(found, part);
    }
    return found;
  }
}
