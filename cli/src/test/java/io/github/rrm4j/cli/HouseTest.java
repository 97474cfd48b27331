package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The structure of the main code: packages without cycles, modules and records of bounded size. */
class HouseTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(io\\.github\\.rrm4j\\.[a-z0-9_.]+)\\.[A-Z]");
  private static final Pattern RECORD = Pattern.compile("\\brecord (\\w+)(?:<[^>(]*>)?\\(");

  /** A main source file; comments and strings are left out of its code. */
  private record Source(String module, String file, String text, long lines) {

    String code() {
      return text.replaceAll("(?s)/\\*.*?\\*/", "")
          .replaceAll("//[^\\n]*", "")
          .replaceAll("\"(?:\\\\.|[^\"\\\\\\n])*\"", "\"\"");
    }
  }

  private static List<Source> sources;

  @BeforeAll
  static void readSources() throws IOException {
    sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isRegularFile(module.resolve("pom.xml")) && Files.isDirectory(main)) {
          read(module.getFileName().toString(), main);
        }
      }
    }
    assertTrue(sources.size() > 300, "only " + sources.size() + " files were found in " + ROOT);
  }

  private static void read(String module, Path main) throws IOException {
    try (Stream<Path> files = Files.walk(main)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String text = Files.readString(file);
        sources.add(
            new Source(module, ROOT.relativize(file).toString(), text, text.lines().count()));
      }
    }
  }

  @Test
  void noPackageReachesItselfThroughItsImports() {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Source source : sources) {
      Matcher name = PACKAGE.matcher(source.text());
      assertTrue(name.find(), source.file());
      Set<String> of = imports.computeIfAbsent(name.group(1), p -> new TreeSet<>());
      IMPORT.matcher(source.text()).results().map(r -> r.group(1)).forEach(of::add);
      of.remove(name.group(1));
    }
    List<String> cycles = new ArrayList<>();
    for (String from : imports.keySet()) {
      Set<String> reached = new HashSet<>();
      List<String> open = new ArrayList<>(imports.get(from));
      while (!open.isEmpty()) {
        String next = open.remove(open.size() - 1);
        if (reached.add(next)) {
          open.addAll(imports.getOrDefault(next, Set.of()));
        }
      }
      if (reached.contains(from)) {
        cycles.add(from);
      }
    }
    assertEquals(List.of(), cycles);
  }

  @Test
  void noModuleHasMoreThanFifteenPercentOfTheCode() {
    Map<String, Long> lines =
        sources.stream()
            .collect(Collectors.groupingBy(Source::module, Collectors.summingLong(Source::lines)));
    long all = lines.values().stream().mapToLong(Long::longValue).sum();
    List<String> tooLarge =
        lines.entrySet().stream()
            .filter(module -> module.getValue() > 0.15 * all)
            .map(module -> module.getKey() + " has " + module.getValue() + " of " + all)
            .toList();
    assertEquals(List.of(), tooLarge);
  }

  @Test
  void noFileHasMoreThan400Lines() {
    assertEquals(
        List.of(),
        sources.stream()
            .filter(s -> s.lines() > 400)
            .map(s -> s.file() + " " + s.lines())
            .toList());
  }

  @Test
  void noRecordHasMoreThanTwelveComponents() {
    List<String> tooLong = new ArrayList<>();
    for (Source source : sources) {
      String code = source.code();
      Matcher record = RECORD.matcher(code);
      while (record.find()) {
        int components = components(code, record.end());
        if (components > 12) {
          tooLong.add(source.file() + ": " + record.group(1) + " " + components);
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }

  /** How many components a record's header has that begins behind its parenthesis. */
  private static int components(String code, int from) {
    int parentheses = 1;
    int angles = 0;
    int commas = 0;
    int at = from;
    boolean any = false;
    for (; parentheses > 0; at++) {
      char c = code.charAt(at);
      parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
      angles += c == '<' ? 1 : c == '>' ? -1 : 0;
      commas += c == ',' && parentheses == 1 && angles == 0 ? 1 : 0;
      any |= parentheses > 0 && !Character.isWhitespace(c);
    }
    return any ? commas + 1 : 0;
  }

  @Test
  void onlyReportsDrawCharts() {
    List<String> charts =
        sources.stream()
            .filter(s -> s.text().contains("import org.knowm.xchart"))
            .map(Source::module)
            .distinct()
            .toList();
    assertEquals(List.of("report"), charts);
  }
}
