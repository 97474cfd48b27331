package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.panel.RouterCurve;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.RouterSpec;
import io.github.rrm4j.rewards.RoutingRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A direct judge that answers first, and the confidence from which its answer counts. */
public final class RouterOption {

  @Option(
      names = "--router-model",
      paramLabel = "DIR",
      description =
          "A judge without thinking that answers first; the judge itself is asked where the"
              + " confidence is below --router-below, or the answer cannot be read"
              + " (docs/scaling.md).")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--router-below",
      paramLabel = "P|DIR",
      description =
          "The confidence below which a pair goes on, in (0.5, 1], or a folder of 'scaling router',"
              + " whose recommended one is taken.")
  private Optional<String> below = Optional.empty();

  /**
   * A judge with the router that is asked for.
   *
   * @throws InvalidInput if one option is without the other, or the confidence is none
   */
  public JudgeSpec of(JudgeSpec judge) {
    if (model.isPresent() != below.isPresent()) {
      throw new InvalidInput(
          (model.isPresent() ? "--router-model" : "--router-below")
              + " is given without "
              + (model.isPresent() ? "--router-below" : "--router-model")
              + ", must be with it; add it");
    }
    return model
        .map(folder -> judge.router(new RouterSpec(folder, rule(below.orElseThrow()))))
        .orElse(judge);
  }

  /**
   * Checks that no router is asked for.
   *
   * @param why there can be none
   * @throws InvalidInput if one is
   */
  public void checkNone(String why) {
    if (model.isPresent() || below.isPresent()) {
      throw new InvalidInput(
          (model.isPresent() ? "--router-model" : "--router-below")
              + " is given, must be left out "
              + why);
    }
  }

  private static RoutingRule rule(String given) {
    Path folder = Path.of(given);
    if (Files.isDirectory(folder)) {
      return recommended(folder);
    }
    try {
      return new RoutingRule(Double.parseDouble(given));
    } catch (NumberFormatException e) {
      throw new InvalidInput(
          "--router-below is '"
              + given
              + "', must be a number in (0.5, 1] or a folder of scaling router; give one of them",
          e);
    }
  }

  private static RoutingRule recommended(Path folder) {
    Path file = folder.resolve(PoolUse.VOTES.results() + ".json");
    JsonNode found =
        Files.isRegularFile(file)
            ? Json.read(file, "run scaling router again")
                .path("router")
                .path(RouterCurve.RECOMMENDED)
                .path(0)
            : Json.object().path(0);
    if (found.isMissingNode()) {
      throw new InvalidInput(
          folder
              + ": recommends no confidence, must be an --output of scaling router that does; run"
              + " it again, or give a number");
    }
    if (!found.path("below").isNumber()) {
      throw new InvalidInput(
          folder
              + ": recommends the "
              + (found.path("sent_on").asDouble() == 0 ? "direct" : "reasoning")
              + " judge alone, must be a confidence; leave out the router, or give a number");
    }
    return new RoutingRule(found.path("below").asDouble());
  }
}
