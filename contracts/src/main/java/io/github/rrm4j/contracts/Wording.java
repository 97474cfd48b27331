package io.github.rrm4j.contracts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a message of a library means, in words for people who do not know the library.
 *
 * @param said how the message begins
 * @param meaning in which {@code $1} stands for the first group of it
 */
public record Wording(Pattern said, String meaning) {

  private static final Pattern NUMBER = Pattern.compile("\\p{Nd}{1,18}");

  /**
   * @param said a regular expression, in which a dot is any character and {@code \\d} a digit of
   *     any locale
   */
  public static Wording of(String said, String meaning) {
    int flags = Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS;
    return new Wording(Pattern.compile(said, flags), meaning);
  }

  /** The meaning of a message by the first wording that fits; empty where none does. */
  public static Optional<String> first(List<Wording> wordings, String message) {
    return wordings.stream().flatMap(wording -> wording.of(message).stream()).findFirst();
  }

  private Optional<String> of(String message) {
    Matcher found = said.matcher(message);
    if (!found.lookingAt()) {
      return Optional.empty();
    }
    String words = meaning;
    for (int group = 1; group <= found.groupCount(); group++) {
      words = words.replace("$" + group, latin(found.group(group)));
    }
    return Optional.of(words);
  }

  /** A number in the digits that everyone reads; another text as it is. */
  private static String latin(String text) {
    return NUMBER.matcher(text).matches() ? Long.toString(Long.parseLong(text)) : text;
  }
}
