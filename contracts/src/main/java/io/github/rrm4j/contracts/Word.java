package io.github.rrm4j.contracts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Constants of an enum as users read and write them: {@code FIRST} is the word "first". */
public final class Word {

  private Word() {}

  /** The lower-case word of a constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant whose word this is; upper and lower case are the same. */
  public static <E extends Enum<E>> Optional<E> in(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equalsIgnoreCase(word))
        .findFirst();
  }

  /** All words of an enum, for messages: {@code first, second}. */
  public static String all(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Word::of).collect(Collectors.joining(", "));
  }
}
