package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the pages name exists: files, headings, commands, options, config keys, configs. */
class DocsTest {

  private static final Path ROOT = TinyRun.root();
  private static final Path BASE = ROOT.resolve("configs/base");
  private static final CommandLine RRM = Commands.all();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern LINK_DEFINITION = Pattern.compile("^\\[[^\\]]+\\]:\\s+(\\S+)");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern CALL = Pattern.compile("(?:^|\\s)\\./rrm (.*)");
  private static final Pattern KEY =
      Pattern.compile("([a-z_]+(?:\\.[a-z_0-9]+)+)(?:\\.\\*)?(?:(?::|=).*)?");
  private static final Pattern SET = Pattern.compile("--set ([a-z_0-9.]+)=");
  private static final Pattern CONFIG = Pattern.compile("configs/[A-Za-z0-9_./-]*[A-Za-z0-9_]");
  private static final Pattern FILE_NAME = Pattern.compile(".*\\.(jsonl?|yaml|md|html)");

  /** Markdown files at the root, and those of docs/ with all below it. */
  static List<String> pages() throws IOException {
    List<String> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString())
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRelativeLinkResolves(String page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String line : prose(page)) {
      for (Pattern form : List.of(LINK, LINK_DEFINITION)) {
        Matcher link = form.matcher(SPAN.matcher(line).replaceAll("code"));
        while (link.find()) {
          if (!link.group(1).matches("[a-z]+:.*") && !resolves(page, link.group(1))) {
            broken.add(link.group(1));
          }
        }
      }
    }
    assertEquals(List.of(), broken, page);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCallOfTheCommandLineIsOne(String page) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String call : calls(page)) {
      fault(call).ifPresent(fault -> wrong.add(call + ": " + fault));
    }
    assertEquals(List.of(), wrong, page);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyConfigKeyExists(String page) throws IOException {
    Set<String> keys = configKeys();
    Set<String> named = new TreeSet<>();
    String text = Files.readString(ROOT.resolve(page));
    SET.matcher(text).results().forEach(set -> named.add(set.group(1)));
    SPAN.matcher(text)
        .results()
        .map(span -> KEY.matcher(span.group(1)))
        .filter(key -> key.matches() && !FILE_NAME.matcher(key.group(1)).matches())
        .filter(key -> keys.contains(key.group(1).split("\\.")[0]))
        .forEach(key -> named.add(key.group(1)));
    named.removeAll(keys);
    assertEquals(Set.of(), named, page);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyConfigFileExists(String page) throws IOException {
    List<String> missing =
        CONFIG
            .matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(config -> config.group())
            .filter(config -> !Files.exists(ROOT.resolve(config)))
            .toList();
    assertEquals(List.of(), missing, page);
  }

  @Test
  void theReadmeIsShort() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    assertTrue(lines.size() <= 150, lines.size() + " lines");
    assertEquals(List.of(), lines.stream().filter(line -> line.length() > 120).toList());
  }

  @Test
  void theTaskTableOfTheReadmeNamesCommands() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| ") && line.contains("`./rrm "))
            .toList();
    assertTrue(rows.size() >= 12, rows.size() + " rows");
  }

  @Test
  void theJavaOfTheReadmeIsThatOfTheExample() throws IOException {
    String example =
        Files.readString(ROOT.resolve("examples/judge-a-pair/readme-snippet.txt")).strip();
    assertTrue(
        Files.readString(ROOT.resolve("README.md")).contains("```java\n" + example + "\n```"),
        example);
  }

  @Test
  void theReadmeNamesEveryModule() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    List<String> missing =
        Pattern.compile("<module>(.*?)</module>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")))
            .results()
            .map(module -> module.group(1))
            .filter(module -> !readme.contains("\n    " + module + "/ "))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void thePageOfCommandsHasEachCommand() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/commands.md"));
    List<String> missing =
        leaves(RRM, "./rrm").stream().filter(command -> !page.contains("    " + command)).toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void thePageOfEvaluationHasEachBenchmark() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/evaluation.md"));
    List<String> missing =
        Benchmarks.all().stream()
            .map(Benchmark::name)
            .filter(name -> !page.contains("| `" + name + "` |"))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void headingsBecomeAnchorsAsOnGitHub() {
    assertEquals("lines-of-judge---input", slug("Lines of `judge --input`"));
    assertEquals("compare-a-b", slug("`compare A B`"));
    assertEquals("metricsjsonl-one-object-per-step", slug("metrics.jsonl: one object per step"));
    assertEquals("what-it-is", slug("What [it](data.md) *is*?"));
  }

  /** Lines outside of code blocks. */
  private static List<String> prose(String page) throws IOException {
    return lines(page, false);
  }

  private static List<String> lines(String page, boolean code) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(ROOT.resolve(page))) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if ((fenced || line.startsWith("    ")) == code) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static boolean resolves(String page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty()
            ? ROOT.resolve(page)
            : ROOT.resolve(page).resolveSibling(parts[0]).normalize();
    return target.startsWith(ROOT)
        && Files.exists(target)
        && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new TreeSet<>();
    for (String line : prose(ROOT.relativize(page).toString())) {
      if (line.matches("#{1,6} .*")) {
        String slug = slug(line.replaceFirst("#+ ", ""));
        int again = 0;
        while (!anchors.add(again == 0 ? slug : slug + "-" + again)) {
          again++;
        }
      }
    }
    return anchors;
  }

  /** The anchor that GitHub gives a heading. */
  private static String slug(String heading) {
    return LINK.matcher(heading)
        .replaceAll(link -> link.group().replaceFirst("\\[([^\\]]*)\\].*", "$1"))
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /** What follows each {@code ./rrm}, in code blocks and in spans of code. */
  private static List<String> calls(String page) throws IOException {
    List<String> calls = new ArrayList<>();
    String code = String.join("\n", lines(page, true)).replaceAll("\\\\\n", " ");
    code.lines()
        .map(CALL::matcher)
        .filter(Matcher::find)
        .forEach(call -> calls.add(call.group(1).replaceFirst("(^|\\s)#.*", "")));
    for (String line : prose(page)) {
      SPAN.matcher(line)
          .results()
          .map(span -> CALL.matcher(span.group(1)))
          .filter(Matcher::find)
          .forEach(call -> calls.add(call.group(1)));
    }
    return calls;
  }

  /** What a call names that the command line does not have; alternatives are a|b|c. */
  private static Optional<String> fault(String call) {
    List<CommandLine> commands = List.of(RRM);
    for (String word : call.trim().split("[\\s\\[\\]]+")) {
      if (word.startsWith("--")) {
        String option = word.replaceFirst("[=.,;:].*", "");
        if (commands.stream().allMatch(c -> c.getCommandSpec().findOption(option) == null)) {
          return Optional.of("no option " + option);
        }
      } else if (!commands.get(0).getSubcommands().isEmpty() && word.matches("[a-z|]+")) {
        List<CommandLine> next = new ArrayList<>();
        for (String name : word.split("\\|")) {
          CommandLine command = commands.get(0).getSubcommands().get(name);
          if (command == null) {
            return Optional.of("no command " + name);
          }
          next.add(command);
        }
        commands = next;
      }
    }
    return Optional.empty();
  }

  private static List<String> leaves(CommandLine line, String name) {
    if (line.getSubcommands().isEmpty()) {
      return List.of(name);
    }
    List<String> leaves = new ArrayList<>();
    line.getSubcommands()
        .forEach((word, command) -> leaves.addAll(leaves(command, name + " " + word)));
    return leaves;
  }

  /** Every key of configs/base, with the sections that hold them. */
  private static Set<String> configKeys() throws IOException {
    Set<String> keys = new TreeSet<>();
    try (Stream<Path> files = Files.list(BASE)) {
      for (Path file : files.filter(file -> !file.endsWith("renamed.yaml")).toList()) {
        collect(YAML.readTree(file.toFile()), "", keys);
      }
    }
    return keys;
  }

  /** A section may take the keys of another file by {@code extends}. */
  private static void collect(JsonNode node, String prefix, Set<String> keys) throws IOException {
    if (node.path("extends").isTextual()) {
      collect(YAML.readTree(BASE.resolve(node.path("extends").asText()).toFile()), prefix, keys);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      keys.add(prefix + field.getKey());
      collect(field.getValue(), prefix + field.getKey() + ".", keys);
    }
  }
}
