package io.github.rrm4j.experiments.sweep;

import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a sweep is made of; docs/sweeps.md describes the file.
 *
 * @param base the config that every run extends
 * @param warmStart a run that is made once before the cells
 * @param cells in the order in which they run
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

  /** A cell with its own settings only, values as YAML by key. */
  private record Variant(String name, Map<String, String> set) {}

  private enum Search {
    GRID,
    RANDOM
  }

  public static BaseConfig defaults() {
    return BaseConfig.fromClasspath("configs/base/sweep.yaml");
  }

  /**
   * @throws InvalidInput naming every problem
   */
  public static SweepFile read(Path file) {
    return of(ConfigTree.load(defaults(), file, List.of()).reader(), file);
  }

  /**
   * @param c of the file
   * @throws InvalidInput naming every problem
   */
  public static SweepFile of(ConfigReader c, Path file) {
    String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    String name = c.optionalText("name").orElse(stem);
    Path output = Path.of(c.text("output"));
    Path base = c.file("base");
    List<Long> seeds = seeds(c);
    Optional<WarmStart> warm = warmStart(c.section("warm_start"), output);
    Map<String, String> common = c.entries("set");
    List<Variant> variants = variants(c);
    Optional<String> given = c.optionalText("base_cell");
    c.finish(); // cells are made of keys that are in order
    List<Cell> cells =
        variants.stream()
            .map(variant -> new Cell(variant.name(), settings(common, variant.set(), warm)))
            .toList();
    String baseCell = given.orElse(cells.get(0).name());
    if (cells.stream().noneMatch(cell -> cell.name().equals(baseCell))) {
      String names = String.join(", ", cells.stream().map(Cell::name).toList());
      c.problem("base_cell", "is " + baseCell + ", must be one of " + names);
    }
    c.problemIf(
        warm.isEmpty()
            && cells.stream()
                .flatMap(cell -> cell.settings().stream())
                .anyMatch(s -> s.contains(WARM)),
        "warm_start",
        "is not set, but a value has " + WARM);
    c.finish();
    return new SweepFile(name, base, output.resolve(name), warm, cells, seeds, baseCell);
  }

  private static List<Long> seeds(ConfigReader c) {
    List<Long> seeds = c.integers("seeds");
    Set<Long> seen = new HashSet<>();
    seeds.stream()
        .filter(seed -> !seen.add(seed))
        .forEach(seed -> c.problem("seeds", "has " + seed + ", must be whole numbers that differ"));
    c.problemIf(seeds.isEmpty(), "seeds", "must be a list of at least one");
    return seeds;
  }

  private static Optional<WarmStart> warmStart(ConfigReader c, Path output) {
    Path folder = output.resolve(c.text("name"));
    Map<String, String> set = c.entries("set");
    return set.isEmpty()
        ? Optional.empty()
        : Optional.of(new WarmStart(folder, settings(Map.of(), set, Optional.empty())));
  }

  private static List<String> settings(
      Map<String, String> common, Map<String, String> own, Optional<WarmStart> warm) {
    Map<String, String> all = new LinkedHashMap<>(common);
    all.putAll(own);
    String folder = warm.map(start -> start.folder().toString()).orElse(WARM);
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().replace(WARM, folder))
        .toList();
  }

  private static List<Variant> variants(ConfigReader c) {
    variant(c.section("cell")); // the defaults of every cell
    List<Variant> named = c.sections("cells", "cell").stream().map(SweepFile::variant).toList();
    Map<String, List<String>> axes = c.lists("axes");
    List<Variant> drawn = drawn(c, points(c, axes));
    c.problemIf(named.isEmpty() == axes.isEmpty(), "axes", "or cells must be set, one of the two");
    List<Variant> variants = named.isEmpty() ? drawn : named;
    Set<String> names = new HashSet<>();
    variants.stream()
        .filter(variant -> !names.add(variant.name()))
        .forEach(twice -> c.problem("cells", "have the name " + twice.name() + " twice"));
    return variants;
  }

  private static Variant variant(ConfigReader c) {
    Map<String, String> set = c.entries("set");
    return new Variant(folderName(c.optionalText("name").orElse(named(set))), set);
  }

  private static List<Map<String, String>> points(ConfigReader c, Map<String, List<String>> axes) {
    List<Map<String, String>> points = List.of(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        for (String value : axis.getValue()) {
          Map<String, String> next = new LinkedHashMap<>(point);
          next.put(axis.getKey(), value);
          longer.add(next);
        }
      }
      points = longer;
      if (points.size() > MOST_CELLS) {
        c.problem("axes", "give more than " + MOST_CELLS + " cells; shorten them");
        return List.of();
      }
    }
    return points;
  }

  /** All points, or some that are drawn from them. */
  private static List<Variant> drawn(ConfigReader c, List<Map<String, String>> points) {
    boolean random = c.choice("search", Search.class) == Search.RANDOM;
    int samples = c.optionalCount("samples").orElse(points.size());
    long seed = c.integer("draw_seed");
    if (random && (samples < 1 || samples > points.size())) {
      c.problem("samples", Text.format("is %d, must be in [1, %d]", samples, points.size()));
      return List.of();
    }
    int[] order = Key.of(seed, "sweep").permutation(points.size());
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i < (random ? samples : points.size()); i++) {
      Map<String, String> point = points.get(random ? order[i] : i);
      variants.add(new Variant(folderName(named(point)), point));
    }
    return variants;
  }

  private static String named(Map<String, String> point) {
    List<String> parts = new ArrayList<>();
    point.forEach(
        (key, value) ->
            parts.add(key.substring(key.lastIndexOf('.') + 1) + "=" + value.replace("\"", "")));
    return parts.isEmpty() ? "base" : String.join(",", parts);
  }

  private static String folderName(String name) {
    return name.replaceAll("[^A-Za-z0-9._=,+-]", "-");
  }
}
