package io.github.rrm4j.trainer.served;

import io.github.rrm4j.remote.RemoteEngine;
import java.nio.file.Path;
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

    /** The name of some weights. */
    static String name(String prefix, String sha256) {
      return prefix + "-" + sha256.substring(0, DIGITS);
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
