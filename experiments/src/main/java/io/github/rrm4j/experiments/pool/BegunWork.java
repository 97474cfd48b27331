package io.github.rrm4j.experiments.pool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file beside an output in which finished work is kept, and the settings that it was begun
 * with: work of other settings is not gone on with.
 *
 * @param file grows; may not be there yet
 * @param settings beside the output
 */
public record BegunWork(Path file, Path settings) {

  /**
   * @param ending of the file's name, after the output's
   * @param resume whether a file that is there may be gone on with
   * @throws InvalidInput if it is there and may not be
   */
  public static BegunWork beside(Path output, String ending, boolean resume) {
    return of(
        output.resolveSibling(output.getFileName() + ending),
        output.resolveSibling(output.getFileName() + ".settings.json"),
        resume);
  }

  /**
   * @param resume whether a file that is there may be gone on with
   * @throws InvalidInput if it is there and may not be
   */
  public static BegunWork of(Path file, Path settings, boolean resume) {
    BegunWork work = new BegunWork(file, settings);
    if (Files.exists(work.file) && !resume) {
      throw new InvalidInput(
          work.file + ": is there already; add --resume to go on, or choose another --output");
    }
    return work;
  }

  /**
   * Writes down what decides the work, or sees that it is as it was.
   *
   * @throws InvalidInput if the work was begun with other settings
   */
  public void keep(ObjectNode now) throws IOException {
    String text = now.toPrettyString() + "\n";
    if (!Files.exists(file)) {
      Files.createDirectories(settings.toAbsolutePath().getParent());
      AtomicFiles.write(settings, text);
    } else if (!Files.isRegularFile(settings) || !Files.readString(settings).equals(text)) {
      throw new InvalidInput(
          settings
              + ": the work was begun with other settings than these; undo the change, or choose"
              + " another --output");
    }
  }
}
