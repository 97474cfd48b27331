package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which split of a data set a file is of, by its name: {@code train.jsonl}, {@code
 * test-00000-of-00002.parquet}, {@code ours_validation.csv}.
 *
 * <p>Source: the file names that Hugging Face datasets recognize. Differs: {@code heldout} is a
 * test split too.
 */
final class Splits {

  private static final Map<String, Pattern> WORDS =
      new TreeMap<>(
          Map.of(
              "train", word("train|training"),
              "validation", word("validation|valid|val|dev|development|eval|evaluation"),
              "test", word("test|testing|heldout|held[-_]out")));

  /** A shard as Hugging Face names it; what stands before its number is the split. */
  private static final Pattern SHARD = Pattern.compile("(.+?)-\\d{5}-of-\\d{5}.*");

  private Splits() {}

  private static Pattern word(String words) {
    return Pattern.compile("(?<![a-z])(" + words + ")(?![a-z])");
  }

  /** The split of a file; empty where its name says nothing. */
  static Optional<String> of(DataFile file) {
    String name = file.path().getFileName().toString().toLowerCase(Locale.ROOT);
    Optional<String> word =
        WORDS.entrySet().stream()
            .filter(entry -> entry.getValue().matcher(name).find())
            .map(Map.Entry::getKey)
            .findFirst();
    Matcher shard = SHARD.matcher(name);
    return shard.matches() ? Optional.of(shard.group(1)) : word;
  }

  /**
   * Refuses a folder that holds several splits, which are not one set of rows.
   *
   * @param files the data files of the folder
   * @throws InvalidInput if they are of several splits
   */
  static void checkOne(Path folder, List<DataFile> files) {
    Map<String, String> firstOf = new TreeMap<>();
    for (DataFile file : files) {
      of(file).ifPresent(split -> firstOf.putIfAbsent(split, file.name()));
    }
    if (firstOf.size() > 1) {
      List<String> named = new ArrayList<>();
      firstOf.forEach((split, name) -> named.add(split + " (" + name + ")"));
      String first = firstOf.getOrDefault("train", firstOf.values().iterator().next());
      throw InvalidInput.of(
          "%s: holds %d splits, %s, must be one, name its files, for example %s",
          folder,
          firstOf.size(),
          String.join(", ", named),
          folder.resolve(first.replaceFirst("-\\d{5}-of-.*", "-*")));
    }
  }
}
