package io.github.rrm4j.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a sweep is made of; docs/sweeps.md describes the file.
 *
 * @param base the config that every run extends
 * @param folder of the sweep
 * @param warmStart a run that is made once before the cells
 * @param cells in the order in which they run
 * @param seeds of each cell
 * @param baseCell the name of the cell that the others are compared with
 */
public record SweepFile(
    String name,
    Path base,
    Path folder,
    Optional<WarmStart> warmStart,
    List<Cell> cells,
    List<Long> seeds,
    String baseCell) {

  private static final Set<String> KEYS =
      Set.of(
          "base",
          "name",
          "output",
          "warm_start",
          "set",
          "axes",
          "cells",
          "search",
          "samples",
          "draw_seed",
          "seeds",
          "base_cell");
  private static final String WARM = "{warm_start}";
  private static final int MOST_CELLS = 1000;

  /** A run before the cells, shared by the sweeps of one output folder that name it alike. */
  public record WarmStart(Path folder, List<String> settings) {}

  /**
   * A variant.
   *
   * @param settings {@code key=value} as {@code --set} takes them
   */
  public record Cell(String name, List<String> settings) {}

  /**
   * @throws InvalidInput naming the key, where the file cannot be used
   */
  public static SweepFile read(Path file) {
    Reader reader = new Reader(file, yaml(file));
    for (String key : reader.values.keySet()) {
      if (!KEYS.contains(key)) {
        throw reader.wrong(key, "is unknown, must be one of " + String.join(", ", sorted(KEYS)));
      }
    }
    String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    String name = reader.text("name").orElse(stem);
    Path output = Path.of(reader.text("output").orElse("runs/sweeps"));
    Path base =
        file.toAbsolutePath()
            .resolveSibling(
                reader
                    .text("base")
                    .orElseThrow(() -> reader.wrong("base", "is not set, must be a config")))
            .normalize();
    Optional<WarmStart> warm = reader.warmStart(output);
    List<Cell> cells = reader.cells(warm);
    List<Long> seeds = reader.seeds();
    String baseCell = reader.text("base_cell").orElse(cells.get(0).name());
    if (cells.stream().noneMatch(cell -> cell.name().equals(baseCell))) {
      throw reader.wrong(
          "base_cell",
          "is %s, must be one of %s"
              .formatted(baseCell, String.join(", ", cells.stream().map(Cell::name).toList())));
    }
    return new SweepFile(name, base, output.resolve(name), warm, cells, seeds, baseCell);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static Map<?, ?> yaml(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(
          file + ": does not exist, must be a sweep file; see configs/ablations");
    }
    try {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      if (root instanceof Map<?, ?> map) {
        return map;
      }
      throw new InvalidInput(file + ": is no YAML mapping, must have a base and axes or cells");
    } catch (IOException | YAMLException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInput(file + ": cannot be read as YAML (" + line + "); correct it", e);
    }
  }

  /** Takes values out of the file. */
  private static final class Reader {

    private final Path file;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    Reader(Path file, Map<?, ?> yaml) {
      this.file = file;
      yaml.forEach((key, value) -> values.put(String.valueOf(key), value));
    }

    InvalidInput wrong(String key, String text) {
      return new InvalidInput(file + ": " + key + " " + text);
    }

    Optional<String> text(String key) {
      return Optional.ofNullable(values.get(key)).map(String::valueOf);
    }

    Map<String, Object> map(String key, Object value) {
      if (value == null) {
        return Map.of();
      }
      if (!(value instanceof Map<?, ?> map)) {
        throw wrong(key, "must be a mapping of config keys to values");
      }
      Map<String, Object> named = new LinkedHashMap<>();
      map.forEach((name, one) -> named.put(String.valueOf(name), one));
      return named;
    }

    List<?> list(String key, Object value) {
      if (!(value instanceof List<?> list) || list.isEmpty()) {
        throw wrong(key, "must be a list of at least one");
      }
      return list;
    }

    List<Long> seeds() {
      List<Long> seeds = new ArrayList<>();
      for (Object seed : list("seeds", values.getOrDefault("seeds", List.of(1)))) {
        if (!(seed instanceof Integer || seed instanceof Long)
            || seeds.contains(((Number) seed).longValue())) {
          throw wrong("seeds", "has " + seed + ", must be whole numbers that differ");
        }
        seeds.add(((Number) seed).longValue());
      }
      return seeds;
    }

    Optional<WarmStart> warmStart(Path output) {
      if (!values.containsKey("warm_start")) {
        return Optional.empty();
      }
      Map<String, Object> warm = map("warm_start", values.get("warm_start"));
      String name = String.valueOf(warm.getOrDefault("name", "warm-start"));
      return Optional.of(
          new WarmStart(
              output.resolve(name), settings(map("warm_start.set", warm.get("set")), "")));
    }

    /** {@code --set} texts; JSON is YAML too. */
    List<String> settings(Map<String, Object> keys, String warmFolder) {
      List<String> settings = new ArrayList<>();
      keys.forEach(
          (key, value) -> settings.add(key + "=" + written(value).replace(WARM, warmFolder)));
      return settings;
    }

    String written(Object value) {
      try {
        return json.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw wrong("a value", "cannot be written: " + value);
      }
    }

    List<Cell> cells(Optional<WarmStart> warm) {
      if (values.containsKey("axes") == values.containsKey("cells")) {
        throw wrong("axes", "or cells must be set, one of the two");
      }
      Map<String, Object> common = map("set", values.get("set"));
      List<Cell> cells = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (Map.Entry<String, Map<String, Object>> variant : variants().entrySet()) {
        Map<String, Object> all = new LinkedHashMap<>(common);
        all.putAll(variant.getValue());
        String folder = warm.map(start -> start.folder().toString()).orElse(WARM);
        List<String> settings = settings(all, folder);
        if (warm.isEmpty() && settings.stream().anyMatch(setting -> setting.contains(WARM))) {
          throw wrong("warm_start", "is not set, but a value has " + WARM);
        }
        if (!names.add(variant.getKey())) {
          throw wrong("cells", "have the name " + variant.getKey() + " twice");
        }
        cells.add(new Cell(variant.getKey(), settings));
      }
      return cells;
    }

    private Map<String, Map<String, Object>> variants() {
      Map<String, Map<String, Object>> variants = new LinkedHashMap<>();
      if (values.containsKey("cells")) {
        for (Object cell : list("cells", values.get("cells"))) {
          Map<String, Object> keys = map("cells", cell);
          Map<String, Object> settings = map("cells.set", keys.get("set"));
          String name = folderName(String.valueOf(keys.getOrDefault("name", named(settings))));
          if (variants.put(name, settings) != null) {
            throw wrong("cells", "have the name " + name + " twice");
          }
        }
        return variants;
      }
      for (Map<String, Object> point : points(map("axes", values.get("axes")))) {
        variants.put(folderName(named(point)), point);
      }
      return variants;
    }

    /** All points of the grid, or some that are drawn from it. */
    private List<Map<String, Object>> points(Map<String, Object> axes) {
      List<Map<String, Object>> points = List.of(Map.of());
      for (Map.Entry<String, Object> axis : axes.entrySet()) {
        List<Map<String, Object>> longer = new ArrayList<>();
        for (Map<String, Object> point : points) {
          for (Object value : list("axes." + axis.getKey(), axis.getValue())) {
            Map<String, Object> next = new LinkedHashMap<>(point);
            next.put(axis.getKey(), value);
            longer.add(next);
          }
        }
        points = longer;
        if (points.size() > MOST_CELLS) {
          throw wrong("axes", "give more than " + MOST_CELLS + " cells; shorten them");
        }
      }
      String search = text("search").orElse("grid");
      if (!search.equals("grid") && !search.equals("random")) {
        throw wrong("search", "is " + search + ", must be grid or random (or write cells)");
      }
      return search.equals("grid") ? points : drawn(points);
    }

    private List<Map<String, Object>> drawn(List<Map<String, Object>> points) {
      int samples = number("samples", points.size());
      long seed = number("draw_seed", 1);
      if (samples < 1 || samples > points.size()) {
        throw wrong("samples", "is %d, must be in [1, %d]".formatted(samples, points.size()));
      }
      int[] order = Key.of(seed, "sweep").permutation(points.size());
      List<Map<String, Object>> drawn = new ArrayList<>();
      for (int i = 0; i < samples; i++) {
        drawn.add(points.get(order[i]));
      }
      return drawn;
    }

    private int number(String key, int otherwise) {
      Object value = values.getOrDefault(key, otherwise);
      if (!(value instanceof Integer number)) {
        throw wrong(key, "is " + value + ", must be a whole number");
      }
      return number;
    }

    /** The last part of each key with its value. */
    private String named(Map<String, Object> point) {
      List<String> parts = new ArrayList<>();
      point.forEach(
          (key, value) ->
              parts.add(
                  key.substring(key.lastIndexOf('.') + 1)
                      + "="
                      + written(value).replace("\"", "")));
      return parts.isEmpty() ? "base" : String.join(",", parts);
    }

    private static String folderName(String name) {
      return name.replaceAll("[^A-Za-z0-9._=,+-]", "-");
    }
  }
}
