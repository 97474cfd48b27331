package io.github.rrm4j.report.board;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The parameters of an address: names with their values, decoded. */
record Query(Map<String, List<String>> values) {

  /** All values of a name, in order. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The first value of a name, without the space around it; empty where there is none. */
  String one(String name) {
    return all(name).isEmpty() ? "" : all(name).get(0).strip();
  }

  /** The first value of a name, where it is a number that is not negative. */
  OptionalInt number(String name) {
    String value = one(name);
    return value.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  /** The same with another value of a name. */
  Query with(String name, String value) {
    Map<String, List<String>> others = new LinkedHashMap<>(values);
    others.put(name, List.of(value));
    return new Query(others);
  }

  /** An address that asks for this. */
  String address(String path) {
    List<String> parts = new ArrayList<>();
    values.forEach(
        (name, some) ->
            some.stream()
                .filter(value -> !value.isEmpty())
                .forEach(value -> parts.add(name + "=" + encoded(value))));
    return parts.isEmpty() ? path : parts.stream().collect(Collectors.joining("&", path + "?", ""));
  }

  /** The address of a path with one parameter. */
  static String address(String path, String name, String value) {
    return path + "?" + name + "=" + encoded(value);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
