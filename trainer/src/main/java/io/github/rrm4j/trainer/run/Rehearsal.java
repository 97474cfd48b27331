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
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Checks what a run starts from without loading a weight: shape, tokenizer, chat template, every
 * prompt of the data, and the headers of the weight files.
 */
public final class Rehearsal {

  private final TrainingPlan plan;
  private final Path run;
  private final Consumer<String> report;

  /**
   * @param run the run's folder, where prepared data is written
   * @param report gets a line for each thing that is to be said
   */
  public Rehearsal(TrainingPlan plan, Path run, Consumer<String> report) {
    this.plan = plan;
    this.run = run;
    this.report = report;
  }

  /**
   * @param withoutWeights whether the weights may be missing
   * @return the shape of the model
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
                Text.format(
                    " sft: %d steps of %d of %d demonstrations;",
                    plan.sft().steps(), plan.sft().batchSize(), corpus.demonstrations().size());
            case GRPO ->
                Text.format(
                    " grpo: %d steps of %d x %d of %d pairs;",
                    plan.grpo().steps(),
                    plan.grpo().prompts(),
                    plan.grpo().groupSize(),
                    corpus.train().size());
            case REWARD_MODEL ->
                Text.format(
                    " reward_model: %d steps of %d of %d pairs;",
                    plan.rewardModel().steps(),
                    plan.rewardModel().batchSize(),
                    corpus.train().size());
            case DPO ->
                Text.format(
                    " dpo: %d steps of %d of %d pairs;",
                    plan.dpo().steps(), plan.dpo().batchSize(), corpus.train().size());
            case POLICY ->
                Text.format(
                    " policy: %d steps of %d x %d of %d prompts;",
                    plan.grpo().steps(),
                    plan.grpo().prompts(),
                    plan.grpo().groupSize(),
                    corpus.prompts().size());
          });
    }
    String heldout =
        plan.policy().isEmpty()
            ? Text.format(" held-out: %d pairs;", corpus.heldout().size())
            : Text.format(" held-out: %d problems;", corpus.problems().size());
    return text.append(heldout).toString();
  }
}
