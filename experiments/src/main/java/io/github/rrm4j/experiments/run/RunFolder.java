package io.github.rrm4j.experiments.run;

import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.config.ConfigDiff;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a run: who may write into it, and the files that stand in it before the first step.
 *
 * @param path the folder
 * @param config what the run is
 * @param fresh whether this process made it
 */
public record RunFolder(Path path, RunConfig config, boolean fresh) {

  private static final String CONFIG = "config.yaml";

  /**
   * Makes the folder of a new run, or takes up one that is there.
   *
   * @param resume whether an existing run may be gone on with
   * @throws InvalidInput if the folder holds a run and {@code resume} is not set, holds a run of
   *     another config, or holds something else
   */
  public static RunFolder open(Path path, RunConfig config, boolean resume) throws IOException {
    Path saved = path.resolve(CONFIG);
    if (Files.isRegularFile(saved)) {
      if (!resume) {
        List<Long> steps = steps(path);
        throw new InvalidInput(
            "%s already holds a run (%s); add --resume or choose another --output"
                .formatted(
                    path,
                    steps.isEmpty()
                        ? "no checkpoint yet"
                        : "last checkpoint at step " + steps.get(steps.size() - 1)));
      }
      List<String> differences = ConfigDiff.between(Files.readString(saved), config.resolved());
      if (!differences.isEmpty()) {
        throw new InvalidInput(
            "%s: a resumed run keeps its config, but these keys differ: %s; undo them, or start a new run from model.path: %s"
                .formatted(
                    saved, String.join(", ", differences), path.resolve("checkpoints/latest")));
      }
      return new RunFolder(path, config, false);
    }
    if (Files.exists(path) && !isEmpty(path)) {
      throw new InvalidInput(
          path + ": exists and is not the folder of a run; choose another --output");
    }
    Files.createDirectories(path);
    AtomicFiles.write(saved, config.resolved());
    return new RunFolder(path, config, true);
  }

  private static List<Long> steps(Path path) {
    Path checkpoints = path.resolve("checkpoints");
    return Files.isDirectory(checkpoints)
        ? new CheckpointStore(checkpoints, new Retention(1, 0, 0)).steps()
        : List.of();
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Takes the folder away again, when a new run could not begin. */
  void delete() throws IOException {
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  /** Writes the miniature's files where the config asks for them, and gives the plan of the run. */
  public TrainingPlan plan() throws IOException {
    Path world = path.resolve("data");
    if (usesMiniatureData() && !Files.exists(world.resolve(Miniature.DEMONSTRATIONS_FILE))) {
      DataKeys.MiniatureKeys keys = config.miniature();
      Miniature.generate(
              config.seed(),
              keys.trainPairs(),
              keys.heldoutPairs(),
              keys.demonstrations(),
              keys.slips())
          .write(world);
    }
    if (policy()
        && usesMiniatureAnswers()
        && !Files.exists(world.resolve(MiniatureAnswers.DEMONSTRATIONS_FILE))) {
      DataKeys.MiniatureKeys keys = config.miniature();
      MiniatureAnswers.generate(
              config.seed(),
              keys.prompts(),
              keys.heldoutPrompts(),
              keys.demonstrations(),
              keys.slips())
          .write(world);
    }
    Path model = path.resolve("model");
    if (isMiniature(config.model().path()) && !Files.isDirectory(model)) {
      MiniatureModelFolder.write(model, config.model().miniatureWidth());
    }
    JudgeTemplate template = JudgeTemplate.named(config.judge().template());
    return new TrainingPlan(
        config.seed(),
        config.stages(),
        new TrainingPlan.Model(
            isMiniature(config.model().path()) ? model : Path.of(config.model().path()),
            config.model().weights() == ModelKeys.WeightsSource.RANDOM,
            config.model().compute(),
            config.model().adapter()),
        new JudgeSettings(
            template,
            config.judge().thinking().orElse(template.thinks()),
            config.rollout().sampling()),
        config.rollout().thinking(),
        new TrainingPlan.Data(
            mixture(config.data().train(), Miniature.TRAIN_FILE),
            mixture(config.data().heldout(), Miniature.HELDOUT_FILE),
            Path.of(file(config.data().demonstrations().orElse(""), Miniature.DEMONSTRATIONS_FILE)),
            config.data().maxPromptTokens(),
            config.data().overlong(),
            config.data().shuffleGold(),
            config.data().responses(),
            config.data().demonstrations().filter(DataKeys.LABELS::equals).isPresent()
                ? TrainingPlan.Examples.LABELS
                : TrainingPlan.Examples.FILE),
        policy() ? Optional.of(policyData()) : Optional.empty(),
        config.sft(),
        config.grpo(),
        config.grpoOptimiser(),
        config.rewardModel(),
        config.dpo(),
        config.policy().settings(config.stages().contains(StageKind.POLICY)),
        config.reward(),
        config.watch(),
        config.rolloutLimits(),
        config.evaluation(),
        config.checkpoint(),
        config.log(),
        config.tokenBudget(),
        config.passMemory(),
        config.nonFiniteLimit());
  }

  private boolean policy() {
    return config.role() == RunConfig.Role.POLICY;
  }

  private TrainingPlan.PolicyData policyData() {
    DataKeys data = config.data();
    return new TrainingPlan.PolicyData(
        Path.of(file(data.demonstrations().orElse(""), MiniatureAnswers.DEMONSTRATIONS_FILE)),
        Path.of(file(data.prompts().orElse(""), promptsFile())),
        Path.of(file(data.heldoutPrompts().orElse(""), MiniatureAnswers.HELDOUT_FILE)));
  }

  /** The answers lie beside the prompts in the one file and not in the other. */
  private String promptsFile() {
    return config.policy().weights().gold() == 0
        ? MiniatureAnswers.PROMPTS_FILE
        : MiniatureAnswers.PROBLEMS_FILE;
  }

  private boolean usesMiniatureAnswers() {
    DataKeys data = config.data();
    return Stream.of(data.demonstrations(), data.prompts(), data.heldoutPrompts())
        .flatMap(Optional::stream)
        .anyMatch(RunFolder::isMiniature);
  }

  private boolean usesMiniatureData() {
    return Stream.concat(
            Stream.of(config.data().train(), config.data().heldout())
                .flatMap(List::stream)
                .map(SourceKeys::path),
            policy() ? Stream.empty() : config.data().demonstrations().stream())
        .anyMatch(RunFolder::isMiniature);
  }

  private Mixture mixture(List<SourceKeys> sources, String miniature) {
    return new Mixture(
        sources.stream()
            .map(
                source ->
                    new Mixture.Weighted(
                        new PairSource(file(source.path(), miniature), source.columns()),
                        source.weight()))
            .toList());
  }

  /** A path of the user's, or the file of the miniature that stands in the run's folder. */
  private String file(String given, String miniature) {
    return isMiniature(given) ? path.resolve("data").resolve(miniature).toString() : given;
  }

  private static boolean isMiniature(String value) {
    return value.equals(RunConfig.MINIATURE);
  }
}
