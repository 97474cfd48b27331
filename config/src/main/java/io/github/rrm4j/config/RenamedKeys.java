package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that had another name in an earlier version, so that an old config is told the new one.
 *
 * <p>A line {@code "*.optimiser": "*.optimizer"} holds for every section; what stands below a
 * renamed section is renamed with it.
 */
final class RenamedKeys {
  private record Rename(Pattern before, String after) {}

  private final List<Rename> renames = new ArrayList<>();

  /**
   * @param file where the text is from
   * @param yaml the old name as a key, the new one as its value
   * @throws IllegalStateException when a value is not a name
   */
  static RenamedKeys of(String file, String yaml) {
    Problems problems = new Problems();
    Section section = YamlText.file(BaseConfig.LAYER, file, yaml, problems);
    problems.throwIfAny();
    RenamedKeys keys = new RenamedKeys();
    section
        .entries()
        .forEach(
            (before, node) -> {
              if (!(node instanceof Scalar after)) {
                throw new IllegalStateException(node.place() + ": must be the new name");
              }
              String pattern = Pattern.quote(before).replace("*", "\\E([a-z_]+)\\Q");
              keys.renames.add(
                  new Rename(
                      Pattern.compile(pattern + "(?<rest>\\..*)?"),
                      after.text().replace("*", "$1") + "${rest}"));
            });
    return keys;
  }

  static RenamedKeys none() {
    return new RenamedKeys();
  }

  /**
   * The name that a key has now.
   *
   * @param exists whether there is a key of a name
   */
  Optional<String> successor(String path, Predicate<String> exists) {
    String now = path;
    for (Rename rename : renames) {
      Matcher matcher = rename.before.matcher(now);
      if (matcher.matches()) {
        String rest = matcher.group("rest");
        now =
            matcher.replaceFirst(rest == null ? rename.after.replace("${rest}", "") : rename.after);
      }
    }
    return now.equals(path) || !exists.test(now) ? Optional.empty() : Optional.of(now);
  }
}
