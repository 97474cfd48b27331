package io.github.rrm4j.experiments.run;

import io.github.rrm4j.config.Bounds;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.Rule;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Mixture.Weighted;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.miniature.MiniatureRankings;
import io.github.rrm4j.miniature.MiniatureRubrics;
import io.github.rrm4j.miniature.Slips;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Model;
import io.github.rrm4j.trainer.TrainingPlan.PolicyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the word {@value RunConfig#MINIATURE} stands for in a config: a model folder and files of
 * the built-in world, which are written into the folder of the run.
 *
 * @param modelWidth hidden size of the model
 */
public record MiniatureFiles(int modelWidth, Sizes sizes) {

  private static final Path WORD = Path.of(RunConfig.MINIATURE);

  /** The keys below {@code data.miniature}. */
  record Sizes(
      @Bounds(min = 1) int trainPairs,
      @Bounds(min = 1) int heldoutPairs,
      @Bounds(min = 1) int demonstrations,
      @Bounds(min = 1) int prompts,
      @Bounds(min = 1) int heldoutPrompts,
      @Bounds(min = 2, max = 10) int listResponses,
      @Bounds(min = 0, max = 1) double slipHard,
      @Bounds(min = 0, max = 1) double slipMild) {

    private Slips slips() {
      return new Slips(slipHard, slipMild);
    }
  }

  /** Reads the keys of the miniature from the whole config. */
  static MiniatureFiles read(ConfigReader c) {
    int multiple = MiniatureModelFolder.WIDTH_MULTIPLE;
    int width = c.section("model").count("miniature_width", Rule.atLeast(multiple));
    c.section("model")
        .problemIf(
            width % multiple != 0,
            "miniature_width",
            "is " + width + ", must be a multiple of " + multiple);
    return new MiniatureFiles(width, c.section("data").section("miniature").record(Sizes.class));
  }

  /** Writes the files that a plan names and that are not there yet. */
  void write(TrainingPlan plan, Path run) throws IOException {
    Path world = run.resolve("data");
    if (namesPairs(plan) && !Files.exists(world.resolve(Miniature.DEMONSTRATIONS_FILE))) {
      Miniature.generate(
              plan.seed(),
              sizes.trainPairs,
              sizes.heldoutPairs,
              sizes.demonstrations,
              sizes.slips())
          .write(world);
    }
    if (namesLists(plan) && !Files.exists(world.resolve(MiniatureRankings.DEMONSTRATIONS_FILE))) {
      MiniatureRankings.generate(
              plan.seed(),
              sizes.trainPairs,
              sizes.demonstrations,
              sizes.listResponses,
              sizes.slips())
          .write(world);
    }
    if (namesRubrics(plan) && !Files.exists(world.resolve(MiniatureRubrics.DEMONSTRATIONS_FILE))) {
      MiniatureRubrics.generate(plan.seed(), sizes.demonstrations, sizes.slips()).write(world);
    }
    if (namesAnswers(plan) && !Files.exists(world.resolve(MiniatureAnswers.DEMONSTRATIONS_FILE))) {
      MiniatureAnswers.generate(
              plan.seed(), sizes.prompts, sizes.heldoutPrompts, sizes.demonstrations, sizes.slips())
          .write(world);
    }
    Path model = run.resolve("model");
    if (plan.model().path().equals(WORD) && !MiniatureModelFolder.isWhole(model)) {
      MiniatureModelFolder.write(model, modelWidth);
    }
  }

  private static boolean namesPairs(TrainingPlan plan) {
    Data data = plan.data();
    return Stream.of(data.train(), data.heldout())
            .flatMap(mixture -> mixture.sources().stream())
            .anyMatch(each -> each.source().path().equals(RunConfig.MINIATURE))
        || data.policy().isEmpty() && data.demonstrations().equals(WORD);
  }

  private static boolean namesLists(TrainingPlan plan) {
    Optional<Path> lists = plan.data().lists();
    return lists.isPresent()
        && (lists.get().equals(WORD) || plan.data().demonstrations().equals(WORD));
  }

  private static boolean namesRubrics(TrainingPlan plan) {
    return plan.data().policy().isEmpty()
        && plan.judge().template().hasRubric()
        && plan.data().demonstrations().equals(WORD);
  }

  private static boolean namesAnswers(TrainingPlan plan) {
    Optional<PolicyData> data = plan.policy();
    return data.isPresent()
        && Stream.of(data.get().answers(), data.get().prompts(), data.get().heldout())
            .anyMatch(WORD::equals);
  }

  /** The plan with the paths of the files where the word was. */
  static TrainingPlan replaced(TrainingPlan plan, Path run) {
    Path world = run.resolve("data");
    Model model = plan.model();
    Data data = plan.data();
    boolean gold = plan.policyReward().weights().gold() != 0; // only then may answers lie beside
    Optional<PolicyData> policy =
        data.policy()
            .map(
                given ->
                    new PolicyData(
                        file(given.answers(), world, MiniatureAnswers.DEMONSTRATIONS_FILE),
                        file(
                            given.prompts(),
                            world,
                            gold ? MiniatureAnswers.PROBLEMS_FILE : MiniatureAnswers.PROMPTS_FILE),
                        file(given.heldout(), world, MiniatureAnswers.HELDOUT_FILE)));
    return plan.with(
        new Model(
            file(model.path(), run, "model"), model.random(), model.compute(), model.adapter()),
        new Data(
            mixture(data.train(), world.resolve(Miniature.TRAIN_FILE)),
            mixture(data.heldout(), world.resolve(Miniature.HELDOUT_FILE)),
            file(data.demonstrations(), world, demonstrations(plan)),
            data.maxPromptTokens(),
            data.overlong(),
            data.shuffleGold(),
            data.negatives(),
            data.responses(),
            data.examples(),
            policy,
            data.lists().map(given -> file(given, world, MiniatureRankings.TRAIN_FILE))),
        plan.policyReward());
  }

  private static String demonstrations(TrainingPlan plan) {
    if (plan.data().lists().isPresent()) {
      return MiniatureRankings.DEMONSTRATIONS_FILE;
    }
    return plan.judge().template().hasRubric()
        ? MiniatureRubrics.DEMONSTRATIONS_FILE
        : Miniature.DEMONSTRATIONS_FILE;
  }

  private static Path file(Path given, Path folder, String name) {
    return given.equals(WORD) ? folder.resolve(name) : given;
  }

  private static Mixture mixture(Mixture given, Path file) {
    return new Mixture(
        given.sources().stream()
            .map(
                each ->
                    each.source().path().equals(RunConfig.MINIATURE)
                        ? new Weighted(
                            new PairSource(file.toString(), each.source().columns()), each.weight())
                        : each)
            .toList());
  }
}
