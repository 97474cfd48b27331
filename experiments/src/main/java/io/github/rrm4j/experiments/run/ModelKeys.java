package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.oneOf;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import java.util.List;
import java.util.Optional;

/**
 * The keys below {@code model}.
 *
 * @param path of a folder, or {@value RunConfig#MINIATURE}
 * @param adapter that is trained; empty for all weights
 * @param miniatureWidth of the miniature's model, which no other path has
 */
public record ModelKeys(
    String path,
    WeightsSource weights,
    ComputeType compute,
    Optional<PeftAdapter> adapter,
    int miniatureWidth) {

  /** Where weights come from. */
  enum WeightsSource {
    PRETRAINED,
    RANDOM
  }

  /** Reads every key; problems are collected by the reader. */
  static ModelKeys read(ConfigReader c) {
    String path = c.text("path");
    WeightsSource weights = c.choice("weights", WeightsSource.class);
    int width = c.count("miniature_width", atLeast(MiniatureModelFolder.WIDTH_MULTIPLE));
    if (width % MiniatureModelFolder.WIDTH_MULTIPLE != 0) {
      c.problem(
          "miniature_width",
          "is " + width + ", must be a multiple of " + MiniatureModelFolder.WIDTH_MULTIPLE);
    }
    ConfigReader lora = c.section("lora");
    int rank = lora.count("rank", atLeast(0));
    double alpha = lora.number("alpha", above(0));
    List<String> targets =
        lora.texts("targets", oneOf(ModelConfig.LINEAR_MAPS.toArray(String[]::new)));
    if (path.equals(RunConfig.MINIATURE) && weights == WeightsSource.PRETRAINED) {
      c.problem("weights", "is pretrained, must be random with model.path: miniature");
    }
    if (rank > 0 && weights == WeightsSource.RANDOM) {
      lora.problem(
          "rank",
          "is " + rank + ", must be 0 with model.weights: random (an adapter needs a kept base)");
    }
    if (rank > 0 && targets.isEmpty()) {
      lora.problem("targets", "is empty, must name at least one linear map");
    }
    return new ModelKeys(
        path,
        weights,
        c.choice("compute", ComputeType.class),
        rank == 0 || targets.isEmpty()
            ? Optional.empty()
            : Optional.of(new PeftAdapter(rank, alpha, targets, Optional.empty())),
        width);
  }
}
