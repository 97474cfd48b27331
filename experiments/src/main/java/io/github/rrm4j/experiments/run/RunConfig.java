package io.github.rrm4j.experiments.run;

import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.trainer.TrainingPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * A config file of a run, read and checked.
 *
 * @param plan what the trainer takes; its paths may still be the word {@value #MINIATURE}, and a
 *     policy's judge is not looked for yet
 * @param policy who rewards a policy
 * @param miniature what {@value #MINIATURE} stands for
 * @param resolved the YAML with every key, which gives this config again
 */
public record RunConfig(
    TrainingPlan plan, PolicyKeys policy, MiniatureFiles miniature, String resolved) {

  /** The word that stands for the built-in world instead of a path. */
  public static final String MINIATURE = "miniature";

  private static final String[] FILES = {
    "run",
    "model",
    "judge",
    "data",
    "rollout",
    "reward",
    "evaluation",
    "update",
    "sft",
    "grpo",
    "reward-model",
    "dpo",
    "watch",
    "policy"
  };

  public static BaseConfig base() {
    return BaseConfig.fromClasspath(
        List.of(FILES).stream()
            .map(file -> "configs/base/" + file + ".yaml")
            .toArray(String[]::new));
  }

  /**
   * The config in a file.
   *
   * @param settings as {@code --set} takes them
   * @throws io.github.rrm4j.contracts.InvalidInput naming every problem
   */
  public static RunConfig of(Path file, List<String> settings) {
    return of(ConfigTree.load(base(), file, settings));
  }

  /**
   * @throws io.github.rrm4j.contracts.InvalidInput naming every problem
   */
  public static RunConfig of(ConfigTree tree) {
    ConfigReader reader = tree.reader();
    RunConfig config = read(reader, tree.resolvedYaml());
    reader.finish();
    return config;
  }

  /** Reads every key; problems are collected by the reader. */
  public static RunConfig read(ConfigReader c, String resolved) {
    PolicyKeys policy = PolicyKeys.read(c.section("policy"));
    return new RunConfig(new PlanKeys(c, policy).read(), policy, MiniatureFiles.read(c), resolved);
  }
}
