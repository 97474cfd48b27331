package io.github.rrm4j.cli.help;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.cli.Commands;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.option.JudgeDefaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help and completion say what the command line is. */
class HelpTest {

  private static CommandLine line() {
    CommandLine line = Commands.all();
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setResourceBundle(new JudgeDefaults());
    return line;
  }

  static String out(String... arguments) {
    PrintStream before = System.out;
    Locale locale = Locale.getDefault();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Locale.setDefault(Locale.ROOT); // as main does: numbers are a part of the scripts
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      assertEquals(0, Main.run(arguments));
    } finally {
      System.setOut(before);
      Locale.setDefault(locale);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static List<CommandLine> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? List.of(line)
        : line.getSubcommands().values().stream().flatMap(sub -> leaves(sub).stream()).toList();
  }

  @Test
  void everyCommandIsInOneGroupAndThePageHasTheSame() throws IOException {
    List<String> grouped = CommandHelp.GROUPS.values().stream().flatMap(List::stream).toList();
    assertEquals(line().getSubcommands().keySet().size(), grouped.size());
    assertEquals(new TreeSet<>(line().getSubcommands().keySet()), new TreeSet<>(grouped));
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    String page = Files.readString(root.resolve("docs/commands.md"));
    String help = out("--help");
    for (Map.Entry<String, List<String>> group : CommandHelp.GROUPS.entrySet()) {
      assertTrue(help.contains("\n" + group.getKey() + "\n"), help);
      assertTrue(page.contains("| [" + group.getKey() + "](#"), group.getKey());
      for (String name : group.getValue()) {
        assertTrue(Pattern.compile("(?m)^  " + name + "  ").matcher(help).find(), name);
        assertTrue(page.contains("`" + name), name);
      }
    }
  }

  static Stream<String> commands() {
    return leaves(line()).stream().map(leaf -> leaf.getCommandSpec().qualifiedName());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandShowsExamples(String command) {
    List<String> words =
        new ArrayList<>(List.of(command.split(" ")).subList(1, command.split(" ").length));
    words.add("--help");
    String help = out(words.toArray(String[]::new));
    int at = help.indexOf("\nExamples\n  ./" + command);
    assertTrue(at > 0, help);
  }

  static List<String> examples() {
    return Examples.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleCanBeCalled(String call) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(call.replaceFirst(" > .*", ""));
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    assertEquals("./rrm", words.get(0));
    line().parseArgs(words.subList(1, words.size()).toArray(String[]::new)); // throws for a fault
    long owners =
        leaves(line()).stream()
            .filter(leaf -> Examples.of(leaf.getCommandSpec().qualifiedName()).contains(call))
            .count();
    assertEquals(1, owners, "a line belongs to one command");
  }

  @Test
  void fishKnowsEveryCommandAndEveryOptionOfIt() {
    String script = out("completion", "fish");
    for (CommandLine leaf : leaves(line())) {
      String path = leaf.getCommandSpec().qualifiedName().replaceFirst("^rrm ", "");
      assertTrue(script.contains("'" + path + "'"), path);
      for (OptionSpec option : leaf.getCommandSpec().options()) {
        String start =
            "complete -c rrm -n '__rrm_command "
                + path
                + "' .*-l "
                + option.longestName().substring(2)
                + "\\b.*";
        assertTrue(
            Pattern.compile(start).matcher(script).find(), path + " " + option.longestName());
      }
    }
    assertTrue(script.contains("-l judge-type -x -a 'model scalar length first random'"), script);
    assertTrue(script.contains("__rrm_command completion' -f -a 'bash zsh fish'"), script);
    for (String line : script.split("\n")) {
      assertEquals(
          0,
          line.replace("\\\\", "").replace("\\'", "").chars().filter(c -> c == '\'').count() % 2,
          line);
      assertFalse(line.contains("${"), line);
    }
  }
}
