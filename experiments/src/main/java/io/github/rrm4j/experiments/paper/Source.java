package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.model.ModelDigest;
import io.github.rrm4j.model.ModelPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model or a file that a piece needs and no piece makes.
 *
 * @param path a folder of a model; a file, a folder or a glob of data
 */
public record Source(Kind kind, String path) {

  public enum Kind {
    MODEL,
    DATA
  }

  static Source model(Path folder) {
    return new Source(Kind.MODEL, folder.toString());
  }

  static Source data(String path) {
    return new Source(Kind.DATA, path);
  }

  /** Whether data is there that a user named; what nobody named is built in, and is. */
  static boolean isThere(Optional<String> data) {
    return data.map(Source::data).flatMap(Source::missing).isEmpty();
  }

  /** All of some lists, each once. */
  static List<Source> all(List<Stream<Source>> sources) {
    return sources.stream().flatMap(some -> some).distinct().toList();
  }

  /** What is wrong with it, in words; empty where it is there. No weights are read. */
  Optional<String> missing() {
    return kind == Kind.MODEL ? missingModel() : missingData();
  }

  /** What identifies its contents; weights are read once. */
  String digest() {
    return kind == Kind.MODEL
        ? ModelDigest.of(ModelPlace.folder(Path.of(path)), Optional.empty())
        : DataDigest.of(path);
  }

  private Optional<String> missingModel() {
    if (!Files.isDirectory(Path.of(path))) {
      return Optional.of("does not exist, must be a model folder");
    }
    Path folder;
    try {
      folder = ModelPlace.folder(Path.of(path));
    } catch (InvalidInput e) { // a run without a checkpoint
      return Optional.of(e.getMessage().replace(path + ": ", ""));
    }
    boolean adapter = Files.isRegularFile(folder.resolve("adapter_config.json"));
    if (adapter) {
      return Optional.empty();
    }
    HuggingFaceFolder files = new HuggingFaceFolder(folder);
    if (!Files.isRegularFile(files.config())) {
      return Optional.of("holds no config.json, must be a model folder");
    }
    return files.weightFiles().isEmpty()
        ? Optional.of("holds no weights, must hold *.safetensors")
        : Optional.empty();
  }

  private Optional<String> missingData() {
    try {
      boolean there =
          DataFiles.below(path).stream().allMatch(file -> Files.isRegularFile(file.path()));
      return there ? Optional.empty() : Optional.of("does not exist, must be a file or a folder");
    } catch (InvalidInput e) {
      return Optional.of(OneLine.of(e.getMessage()).replace(path + ": ", ""));
    }
  }
}
