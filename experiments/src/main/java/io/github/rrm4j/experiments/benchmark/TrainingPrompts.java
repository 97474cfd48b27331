package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.judging.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The prompts that a model was trained on, where its run or export has their hashes.
 *
 * @param prompts whole ones
 * @param grams stretches of them; empty where one of the runs kept none: those of earlier versions
 *     did not
 */
record TrainingPrompts(PromptHashes prompts, Optional<GramHashes> grams) {

  /**
   * The hashes of a model's run and of its adapter's.
   *
   * @return empty where neither has any
   */
  static Optional<TrainingPrompts> of(ModelSpec model) {
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
    List<Path> stretches = files.stream().map(f -> f.resolveSibling(GramHashes.FILE)).toList();
    if (!stretches.stream().allMatch(Files::isRegularFile)) {
      return Optional.of(new TrainingPrompts(all, Optional.empty()));
    }
    GramHashes grams = new GramHashes();
    stretches.forEach(file -> grams.addAll(GramHashes.read(file)));
    return Optional.of(new TrainingPrompts(all, Optional.of(grams)));
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
