package io.github.rrm4j.data.rows;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Files that stand beside data and describe it: they are no rows. */
final class Metadata {

  private static final Set<String> NAMES =
      Set.of(
          "dataset_info.json",
          "dataset_infos.json",
          "dataset_dict.json",
          "state.json",
          "croissant.json",
          "model_card.json",
          "dataset_card.json",
          "citation.json",
          "_metadata",
          "_common_metadata",
          "_success");

  private Metadata() {}

  /** Whether a file is metadata, by its name; so is what lies in a hidden folder. */
  static boolean is(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return NAMES.contains(name)
        || name.endsWith(".lock")
        || name.endsWith(".metadata")
        || name.startsWith("readme.")
        || name.startsWith("license");
  }
}
