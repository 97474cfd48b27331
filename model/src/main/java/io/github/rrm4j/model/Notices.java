package io.github.rrm4j.model;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be known of a model that is opened and is no error: a warning in the log, once. */
public final class Notices {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Notices() {}

  /** Says what has not been said of a folder yet. */
  public static void say(Path folder, Iterable<String> lines) {
    for (String line : lines) {
      if (isNew(folder, line)) {
        LOG.warn("{}: {}", folder, line);
      }
    }
  }

  /** Whether a line has not been said of a folder yet, which it then has. */
  static boolean isNew(Path folder, String line) {
    return SAID.add(folder + ": " + line);
  }
}
