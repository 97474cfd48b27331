package io.github.rrm4j.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * Files of the jar that everybody may read, by their whole names: those of the folder {@code
 * public} beside this class. A path that is not in the list leads nowhere.
 */
final class Resources {

  /** A file and its media type. */
  record Resource(String name, String type) {}

  private static final Map<String, Resource> BY_PATH =
      Map.of("/openapi.yaml", new Resource("openapi.yaml", "application/yaml"));

  private Resources() {}

  /** The paths that there are. */
  static Iterable<String> paths() {
    return BY_PATH.keySet();
  }

  static Resource of(String path) {
    return Optional.ofNullable(BY_PATH.get(path)).orElseThrow();
  }

  /** The contents of a file. */
  static byte[] bytes(Resource resource) {
    try (InputStream in = Resources.class.getResourceAsStream("public/" + resource.name())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
