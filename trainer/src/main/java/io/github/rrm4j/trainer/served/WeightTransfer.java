package io.github.rrm4j.trainer.served;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** How servers get the weights that are trained here. */
public interface WeightTransfer extends AutoCloseable {

  /**
   * Weights as they were at a moment.
   *
   * @param name stands for their content: it ends with the start of their SHA-256
   * @param place the file or folder that holds them
   */
  record Version(String name, Path place) {

    private static final int DIGITS = 12;

    /** Weights that no file here holds. */
    public static Version elsewhere(String name) {
      return new Version(name, Path.of(""));
    }

    /** The name of some weights. */
    static String name(String prefix, String sha256) {
      return prefix + "-" + sha256.substring(0, DIGITS);
    }

    /**
     * Moves a draft to the place beside it that has the name of its weights, unless that is there.
     *
     * @param weights the file of the draft that the name stands for
     */
    static Version settled(Path draft, String weights, String prefix) throws IOException {
      String name = name(prefix, FileDigest.of(draft.resolve(weights)).sha256());
      Path place = draft.resolveSibling(name);
      if (Files.exists(place)) {
        Folders.delete(draft);
      } else {
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Version(name, place);
    }

    /** Deletes what holds the weights. */
    void delete() {
      try {
        Folders.delete(place);
      } catch (IOException e) {
        throw new UncheckedIOException(DiskError.at(place, e));
      }
    }
  }

  /** Writes the weights as they are now. */
  Version write();

  /**
   * Brings a version to all servers, of which completions are asked from now on.
   *
   * @throws io.github.rrm4j.remote.EngineFailure if a server does not take it
   */
  void serve(Version version);

  /** Takes a version away that is not asked any more. */
  void forget(Version version);

  /** Whether servers have one version at a time, so that calls must end before they get another. */
  boolean exclusive();

  /** What calls the servers; there once a version was served. */
  RemoteEngine engine();

  /** What is wrong with the servers, where that is known here. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Ends the calls, and the servers that were started here. */
  @Override
  void close();
}
