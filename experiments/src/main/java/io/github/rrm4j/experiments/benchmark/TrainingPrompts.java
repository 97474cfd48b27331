package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.judging.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the hashes of the prompts that a model was trained on, where its run or export has them.
 */
final class TrainingPrompts {

  private TrainingPrompts() {}

  /**
   * The hashes of a model's run and of its adapter's.
   *
   * @return empty where neither has any
   */
  static Optional<PromptHashes> of(ModelSpec model) {
    Set<Path> files = new LinkedHashSet<>();
    Stream.of(model.folder(), model.adapter())
        .flatMap(Optional::stream)
        .flatMap(folder -> file(folder).stream())
        .forEach(files::add);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    PromptHashes all = new PromptHashes();
    files.forEach(file -> all.addAll(PromptHashes.read(file)));
    return Optional.of(all);
  }

  /** In an exported folder, in {@code data/} of a run, or in that of the run of a checkpoint. */
  private static Optional<Path> file(Path folder) {
    try {
      Path real = Files.exists(folder) ? folder.toRealPath() : folder;
      Path above = real.resolveSibling("").normalize();
      boolean checkpoint = above.endsWith("checkpoints");
      return Stream.of("", "data", checkpoint ? "../../data" : "")
          .map(place -> real.resolve(place).resolve(PromptHashes.FILE).normalize())
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (IOException e) {
      throw DiskError.unreadable(folder, e);
    }
  }
}
