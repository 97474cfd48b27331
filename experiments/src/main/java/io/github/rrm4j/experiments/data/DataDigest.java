package io.github.rrm4j.experiments.data;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What identifies the contents of data: results that were begun with some texts are not gone on
 * with where other texts have the same ids.
 */
public final class DataDigest {

  private DataDigest() {}

  /**
   * Reads every file that a path stands for.
   *
   * @param path a file, a folder with the data files below it, or a glob
   * @return a SHA-256 in hexadecimal, of the names and contents in the order of the names
   * @throws InvalidInput if there is no file, or one cannot be read
   */
  public static String of(String path) {
    MessageDigest digest = FileDigest.newDigest();
    for (DataFile file : DataFiles.below(path)) {
      try {
        String line = file.name() + " " + FileDigest.of(file.path()).sha256() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw DiskError.unreadable(file.path(), e);
      }
    }
    return FileDigest.soFar(digest);
  }
}
