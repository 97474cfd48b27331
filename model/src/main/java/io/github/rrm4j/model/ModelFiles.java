package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small files of a model folder, which are downloaded together. */
final class ModelFiles {

  /** What helps where one cannot be read. */
  static final String REMEDY = "download it again";

  private static final long MOST_BYTES = 16 << 20;

  private ModelFiles() {}

  /**
   * The JSON object in a file; an empty one where there is no such file.
   *
   * @throws InvalidInput if the file cannot be read or holds anything else
   */
  static ObjectNode object(Path file) {
    return Files.exists(file) ? Json.read(file, MOST_BYTES, REMEDY) : Json.object();
  }

  /**
   * @throws InvalidInput if the file cannot be read or is not UTF-8
   */
  static String text(Path file) {
    try {
      return Json.text(file, MOST_BYTES);
    } catch (IOException e) {
      throw new InvalidInput(file + ": " + OneLine.of(e) + "; " + REMEDY, e);
    }
  }
}
