package io.github.rrm4j.model;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What identifies a model wherever it lies: the contents of its config.json, weights, adapter,
 * tokenizer, chat template and end tokens. Two models with one digest generate the same.
 */
public final class ModelDigest {

  private static final List<String> ADAPTER = List.of(PeftAdapter.CONFIG, PeftAdapter.WEIGHTS);

  private ModelDigest() {}

  /**
   * Reads every file of a model once, which for weights of 15 GB takes as long as loading them.
   *
   * @param folder of whole weights, or of an adapter that names its base
   * @param adapter on whole weights
   * @return a SHA-256 in hexadecimal
   * @throws InvalidInput if a file is missing or cannot be read
   */
  public static String of(Path folder, Optional<Path> adapter) {
    ModelText text = ModelText.of(folder);
    Optional<Path> saved = text.adapter().or(() -> adapter);
    HuggingFaceFolder files = new HuggingFaceFolder(text.base());
    Map<String, byte[]> texts = new TreeMap<>(ModelText.of(files.path(), saved).files(List.of()));
    MessageDigest digest = FileDigest.newDigest();
    files.weightFiles().forEach(file -> add(digest, file));
    saved.ifPresent(own -> ADAPTER.forEach(name -> add(digest, own.resolve(name))));
    texts.forEach(
        (name, content) -> {
          add(digest, name + " " + content.length);
          digest.update(content);
        });
    return FileDigest.soFar(digest);
  }

  private static void add(MessageDigest digest, Path file) {
    try {
      add(digest, file.getFileName() + " " + FileDigest.of(file).sha256());
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }

  private static void add(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
