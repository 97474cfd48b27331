package io.github.rrm4j.cli.help;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;

/** The help of a command: that of {@code rrm} has its commands in groups, each other examples. */
public final class CommandHelp extends Help {

  private static final int INDENT = 2;

  /** The commands of {@code rrm} by what they are for, as docs/commands.md has them. */
  static final Map<String, List<String>> GROUPS = groups();

  /** The help of a command, as {@link CommandLine.IHelpFactory} makes it. */
  public CommandHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put(
        "Train",
        List.of("train", "plan", "config", "rollouts", "replay", "verify", "sweep", "reproduce"));
    groups.put("Judge", List.of("judge", "rank", "serve"));
    groups.put(
        "Measure", List.of("evaluate", "compare", "jury", "scaling", "stress", "report", "board"));
    groups.put("Policies", List.of("sample", "annotate", "arena"));
    groups.put("Data", List.of("data"));
    groups.put("Models and text", List.of("inspect", "export", "score", "generate"));
    groups.put("The machine", List.of("doctor", "selftest", "bench", "completion"));
    return groups;
  }

  @Override
  public String commandListHeading(Object... parameters) {
    return isRoot() ? "" : super.commandListHeading(parameters);
  }

  @Override
  public String commandList() {
    if (!isRoot()) {
      return super.commandList();
    }
    StringBuilder text = new StringBuilder();
    GROUPS.forEach((group, names) -> text.append(heading(group)).append(table(names)));
    return text.append(System.lineSeparator())
        .append("./rrm COMMAND --help explains a command, with examples.")
        .append(System.lineSeparator())
        .toString();
  }

  private boolean isRoot() {
    return commandSpec().parent() == null;
  }

  private String heading(String words) {
    String end = System.lineSeparator();
    return end + colorScheme().ansi().string("@|bold " + words + "|@") + end;
  }

  private TextTable table(List<String> names) {
    int longest =
        GROUPS.values().stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0);
    int first = INDENT + longest;
    int width = commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            colorScheme(),
            new Column(first, INDENT, Overflow.SPAN),
            new Column(width - first, INDENT, Overflow.WRAP));
    for (String name : names) {
      CommandSpec command = commandSpec().subcommands().get(name).getCommandSpec();
      Text description = colorScheme().text(command.usageMessage().description()[0]);
      table.addRowValues(colorScheme().commandText(name), description);
    }
    return table;
  }

  @Override
  public String footer(Object... parameters) {
    List<String> examples = Examples.of(commandSpec().qualifiedName(" "));
    if (examples.isEmpty()) {
      return super.footer(parameters);
    }
    StringBuilder text = new StringBuilder(heading("Examples"));
    examples.forEach(
        call -> text.append(" ".repeat(INDENT)).append(call).append(System.lineSeparator()));
    return text.toString();
  }
}
