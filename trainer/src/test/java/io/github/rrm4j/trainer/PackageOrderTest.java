package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of the trainer have an order: none uses one that uses it. */
class PackageOrderTest {

  private static final Path ROOT = Path.of("src/main/java/io/github/rrm4j/trainer");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?io\\.github\\.rrm4j\\.trainer((?:\\.[a-z]+)*)\\.[A-Z]");

  @Test
  void noTwoPackagesUseEachOther() throws IOException {
    Map<String, Set<String>> uses = uses();
    assertTrue(uses.size() > 10, uses.toString());
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < uses.size()) {
      List<String> next =
          uses.keySet().stream()
              .filter(name -> !ordered.contains(name))
              .filter(name -> ordered.containsAll(uses.get(name)))
              .toList();
      assertTrue(!next.isEmpty(), () -> "a circle among " + rest(uses, ordered));
      ordered.addAll(next);
    }
    assertEquals(uses.keySet(), new TreeSet<>(ordered));
  }

  private static Map<String, Set<String>> rest(Map<String, Set<String>> uses, List<String> done) {
    Map<String, Set<String>> rest = new TreeMap<>(uses);
    rest.keySet().removeAll(done);
    rest.values().forEach(used -> used.removeAll(done));
    return rest;
  }

  /** The packages that each package imports from. */
  private static Map<String, Set<String>> uses() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(ROOT)) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".java")).toList()) {
        String own = ROOT.relativize(file.getParent()).toString();
        Set<String> used = uses.computeIfAbsent(own, name -> new TreeSet<>());
        for (String line : Files.readAllLines(file)) {
          Matcher found = IMPORT.matcher(line);
          if (found.find()) {
            used.add(found.group(1).replaceFirst("^\\.", ""));
          }
        }
        used.remove(own);
      }
    }
    return uses;
  }
}
