package io.github.rrm4j.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where results are kept that a later run may go on with, and the settings that they were started
 * with: with other settings nothing is gone on with.
 *
 * @param file the results; they are started once it has a byte
 * @param settings a JSON file beside them
 */
public record WorkFolder(Path file, Path settings) {

  private static final int MOST_SHOWN = 3;

  /** A setting of two runs; a missing node where a run has none. */
  public record Difference(String key, JsonNode was, JsonNode is) {

    /** The key of the settings themselves that it is, or is in. */
    public String part() {
      return key.split("\\.", 2)[0];
    }

    @Override
    public String toString() {
      return key + " was " + shown(was) + ", is " + shown(is);
    }

    private static String shown(JsonNode value) {
      return value.isMissingNode() ? "not set" : OneLine.of(value);
    }
  }

  /** Results beside an output: {@code OUTPUT} with an ending, and {@code OUTPUT.settings.json}. */
  public static WorkFolder beside(Path output, String ending) {
    return new WorkFolder(
        output.resolveSibling(output.getFileName() + ending),
        output.resolveSibling(output.getFileName() + ".settings.json"));
  }

  /** Whether there are results. */
  public boolean started() {
    try {
      return Files.exists(file) && Files.size(file) > 0;
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read: " + OneLine.of(e), e);
    }
  }

  /**
   * Refuses results that are there.
   *
   * @param resume whether they may be gone on with
   * @throws InvalidInput if there are some and they may not
   */
  public WorkFolder orResumed(boolean resume) {
    if (started() && !resume) {
      throw new InvalidInput(
          file + ": is there already; add --resume to go on, or choose another --output");
    }
    return this;
  }

  /**
   * Writes down what decides the results, or sees that it is as it was.
   *
   * @throws InvalidInput if they were started with different settings
   */
  public void keep(ObjectNode now) throws IOException {
    if (!started()) {
      Files.createDirectories(settings.toAbsolutePath().getParent());
      AtomicFiles.write(settings, Json.pretty(now));
      return;
    }
    if (!Files.exists(settings)) {
      throw new InvalidInput(
          settings
              + ": is missing, must say how "
              + file.getFileName()
              + " was started; restore it");
    }
    List<Difference> differences = differences(Json.read(settings, "restore it"), now);
    if (!differences.isEmpty()) {
      String more = differences.size() > MOST_SHOWN ? "; ..." : "";
      throw new InvalidInput(
          settings
              + ": these results were started with different settings: "
              + differences.stream()
                  .limit(MOST_SHOWN)
                  .map(Difference::toString)
                  .collect(Collectors.joining("; ", "", more))
              + "; restore them or choose another --output");
    }
  }

  /**
   * The settings that differ, nested ones by names with dots.
   *
   * @param before as they were read
   * @param now as they may be written
   */
  public static List<Difference> differences(ObjectNode before, ObjectNode now) {
    try {
      Map<String, JsonNode> was = flat(before);
      Map<String, JsonNode> is = flat(Json.parse(now.toString())); // 1L and 1 are the same number
      JsonNode none = Json.object().path("none");
      Set<String> keys = new LinkedHashSet<>(was.keySet());
      keys.addAll(is.keySet());
      return keys.stream()
          .map(k -> new Difference(k, was.getOrDefault(k, none), is.getOrDefault(k, none)))
          .filter(difference -> !difference.was().equals(difference.is()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private static Map<String, JsonNode> flat(JsonNode object) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isObject() && !field.getValue().isEmpty()) {
        flat(field.getValue())
            .forEach((key, value) -> leaves.put(field.getKey() + "." + key, value));
      } else {
        leaves.put(field.getKey(), field.getValue());
      }
    }
    return leaves;
  }
}
