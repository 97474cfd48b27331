package io.github.rrm4j.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Condition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm rollouts RUN}. */
@Command(
    name = "rollouts",
    description = "Shows the rollouts that a run has written down, with their rewards and reasons.",
    mixinStandardHelpOptions = true)
public final class RolloutsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Option(names = "--step", paramLabel = "N", description = "Only those of this step of the run.")
  private Optional<Long> step = Optional.empty();

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description =
          "Only those of which it is true, such as outcome=wrong, reward<0, section=sorting, thinking_tokens>50; may be repeated.")
  private List<String> filters = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "Show at most N; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() throws IOException {
    Path file = run.resolve("rollouts.jsonl");
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(
          file + ": does not exist, must be the rollouts of a run; name the folder of one");
    }
    InvalidInput.checkLeast("--limit", limit, 0);
    List<Condition> conditions =
        filters.stream().map(text -> Condition.parse("--filter", text)).toList();
    int all = 0;
    int matching = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode rollout = read(line);
        if (!rollout.isObject()) {
          continue; // a last line that is still being written
        }
        all++;
        if (wanted(rollout, conditions) && (++matching <= limit || limit == 0)) {
          print(rollout);
        }
      }
    }
    int shown = limit == 0 ? matching : Math.min(limit, matching);
    System.out.printf(Locale.ROOT, "%d of %d rollouts match; shown: %d%n", matching, all, shown);
    return ExitCode.OK;
  }

  private static JsonNode read(String line) {
    try {
      return Json.parse(line);
    } catch (JsonProcessingException incomplete) {
      return MissingNode.getInstance();
    }
  }

  private boolean wanted(JsonNode rollout, List<Condition> conditions) {
    return (step.isEmpty() || rollout.path("step").asLong() == step.get())
        && conditions.stream().allMatch(condition -> condition.holds(rollout));
  }

  private static void print(JsonNode rollout) {
    StringBuilder parts = new StringBuilder();
    rollout
        .path("parts")
        .properties()
        .forEach(
            part ->
                parts.append(Text.format(" %s %+.3f", part.getKey(), part.getValue().asDouble())));
    System.out.printf(
        Locale.ROOT,
        "=== step %d  %s (%s)  sample %d  %s: said %s, gold %s%n",
        rollout.path("step").asLong(),
        rollout.path("pair").asText(),
        rollout.path("section").asText(),
        rollout.path("sample").asInt(),
        rollout.path("outcome").asText(),
        rollout.path("verdict").asText(),
        rollout.path("gold").asText());
    System.out.printf(
        Locale.ROOT,
        "    reward %+.3f (%s)  advantage %+.3f  thinking %d  %s%n",
        rollout.path("reward").asDouble(),
        parts.toString().strip(),
        rollout.path("advantage").asDouble(),
        rollout.path("thinking_tokens").asInt(),
        rollout.path("reason").asText());
    indented("--- prompt", rollout.path("prompt").asText());
    indented("--- completion", rollout.path("completion").asText());
    System.out.println();
  }

  private static void indented(String title, String text) {
    System.out.println(title);
    text.lines().forEach(line -> System.out.println("    " + line));
  }
}
