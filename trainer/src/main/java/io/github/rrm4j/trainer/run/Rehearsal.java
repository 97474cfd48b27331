package io.github.rrm4j.trainer.run;

import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.model.Weights;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks what a run starts from without loading a weight: shape, tokenizer, chat template, every
 * prompt of the data, and the headers of the weight files.
 *
 * @param run the run's folder, where prepared data is written
 * @param report gets a line for each thing that is to be said
 */
public record Rehearsal(TrainingPlan plan, Path run, Consumer<String> report) {

  /**
   * @param withoutWeights whether the weights may be missing
   * @throws InvalidInput if anything is not in order; missing weights are named last, when all else
   *     is
   */
  public ModelConfig run(boolean withoutWeights) {
    ModelText text = ModelText.of(plan.model().path());
    Path folder = text.modelConfig().getParent();
    HuggingFaceFolder files = new HuggingFaceFolder(folder);
    ModelConfig config = ModelConfig.read(files.config());
    try (Tokenizer tokenizer = text.tokenizer()) {
      Corpus corpus = Corpus.of(plan, text.chat(), tokenizer, run, report);
      report.accept(stages(corpus) + Text.format(" %,d parameters", config.parameters()));
    }
    ModelConfig trained = plan.trainsRewardModel() ? config.with(Head.VALUE) : config;
    if (plan.run().atService()) {
      report.accept(
          "the weights are at "
              + plan.run().updater().url().orElseThrow()
              + ", which is not asked");
      return trained;
    }
    if (plan.model().random()) {
      return trained;
    }
    if (!files.weightFiles().isEmpty()) {
      Weights.check(config, files);
    } else if (!withoutWeights) {
      throw new InvalidInput(
          folder
              + ": holds no weights, all else is in order (config, tokenizer, chat template, data); download model.safetensors, or rehearse with --without-weights");
    } else {
      report.accept(folder + ": holds no weights yet; nothing about them was checked");
    }
    return trained;
  }

  private String stages(Corpus corpus) {
    StringBuilder text = new StringBuilder("would run");
    for (StageKind kind : plan.stages()) {
      text.append(
          switch (kind) {
            case SFT ->
                stage(
                    "sft",
                    plan.sft().steps(),
                    plan.sft().batchSize(),
                    corpus.demonstrations(),
                    "demonstrations");
            case GRPO ->
                corpus.lists().isEmpty()
                    ? sampled("grpo", corpus.train(), "pairs")
                    : sampled("grpo", corpus.lists(), "lists");
            case REWARD_MODEL ->
                stage(
                    "reward_model",
                    plan.rewardModel().steps(),
                    plan.rewardModel().batchSize(),
                    corpus.train(),
                    "pairs");
            case DPO ->
                stage("dpo", plan.dpo().steps(), plan.dpo().batchSize(), corpus.train(), "pairs");
            case POLICY -> sampled("policy", corpus.prompts(), "prompts");
          });
    }
    String heldout =
        plan.policy().isEmpty()
            ? Text.format(" held-out: %d pairs;", corpus.heldout().size())
            : Text.format(" held-out: %d problems;", corpus.problems().size());
    return text.append(heldout).toString();
  }

  private static String stage(String name, long steps, Object batch, List<?> items, String noun) {
    return Text.format(" %s: %d steps of %s of %d %s;", name, steps, batch, items.size(), noun);
  }

  private String sampled(String name, List<?> items, String noun) {
    GrpoSettings.Batch batch = plan.grpo().batch();
    return stage(name, batch.steps(), batch.prompts() + " x " + batch.groupSize(), items, noun);
  }
}
