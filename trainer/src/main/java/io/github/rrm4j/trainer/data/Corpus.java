package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.Ahead;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationReader;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Examples;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Consumer;

/**
 * The data of a run, prompts within the limit.
 *
 * @param train the training pairs; empty where no stage needs them
 * @param heldout the pairs of the evaluations; for a policy those of the DPO stage, perhaps none
 * @param demonstrations the sequences of the SFT stage; empty without one
 * @param problems what a policy is measured on; empty for a judge
 * @param prompts of the policy stage; empty without one
 * @param gold the same with their answers; empty unless these are the reward
 * @param lists what a judge ranks in the place of training pairs; empty where it has pairs
 */
public record Corpus(
    List<Pair> train,
    List<Pair> heldout,
    List<TokenSequence> demonstrations,
    List<Problem> problems,
    List<Prompt> prompts,
    List<Problem> gold,
    List<ResponseList> lists) {

  /** Reads every file that the stages of a plan need, in the words of what the plan trains. */
  public static Corpus of(
      TrainingPlan plan,
      ChatTemplate chat,
      Tokenizer tokenizer,
      Path run,
      Consumer<String> report) {
    if (plan.trainsRewardModel()) {
      return read(plan.data(), plan.seed(), new ScalarText(chat, tokenizer), run, report);
    }
    JudgeFormat judge = new JudgeFormat(plan.judge(), chat, tokenizer);
    return read(plan, judge, new Policy(chat, tokenizer), run, report);
  }

  /** Reads every file that the stages of a plan need, before any of them begins. */
  static Corpus read(
      TrainingPlan plan, JudgeFormat judge, Policy policy, Path run, Consumer<String> report) {
    if (plan.policy().isEmpty()) {
      return read(plan.stages(), plan.data(), plan.seed(), judge, run, report);
    }
    PolicyCorpus corpus = new PolicyCorpus(plan.policy().get(), plan.data(), policy, report);
    boolean dpo = plan.stages().contains(StageKind.DPO);
    PreparedPairs pairs =
        new PreparedPairs(run, plan.data(), plan.seed(), PreparedPairs.Reading.of(policy), report);
    boolean heldout = dpo && !plan.data().heldout().sources().isEmpty();
    return new Corpus(
        dpo ? pairs.train() : List.of(),
        heldout ? pairs.heldout() : List.of(),
        plan.stages().contains(StageKind.SFT) ? corpus.demonstrations() : List.of(),
        corpus.heldout(),
        plan.stages().contains(StageKind.POLICY) ? corpus.prompts() : List.of(),
        plan.rewardedByGold() ? corpus.gold() : List.of(),
        List.of());
  }

  /**
   * Reads every file that the stages of a judge need.
   *
   * @param seed what the shuffling of gold and the draws by weight depend on
   * @param run the run's folder, where prepared pairs are kept
   * @param report gets a line for each reason for which something was left out or changed
   * @throws InvalidInput if a file is missing or malformed, or nothing of it can be used
   */
  static Corpus read(
      List<StageKind> stages,
      Data data,
      long seed,
      JudgeFormat judge,
      Path run,
      Consumer<String> report) {
    if (data.lists().isPresent()) {
      return ofLists(data.lists().get(), stages, data, seed, judge, run, report);
    }
    boolean labels = data.examples() == Examples.LABELS;
    Optional<Ahead<List<Demonstration>>> worked =
        stages.contains(StageKind.SFT) && !labels
            ? Optional.of(
                Ahead.of("demonstrations", () -> DemonstrationReader.read(data.demonstrations())))
            : Optional.empty();
    PreparedPairs pairs =
        new PreparedPairs(
            run, data, seed, PreparedPairs.Reading.of(judge, data.maxPromptTokens()), report);
    List<Pair> train = data.needsTrain(stages) ? pairs.train() : List.of();
    List<Pair> heldout = pairs.heldout();
    List<TokenSequence> demonstrations =
        stages.contains(StageKind.SFT)
            ? worked
                .map(given -> demonstrations(given.get(), data, judge, pairs, !train.isEmpty()))
                .orElseGet(() -> new LabelDemonstrations(train, judge))
            : List.of();
    return ofPairs(train, heldout, demonstrations);
  }

  /** Of a judge that is trained on lists, and measured on pairs. */
  private static Corpus ofLists(
      Path file,
      List<StageKind> stages,
      Data data,
      long seed,
      JudgeFormat judge,
      Path run,
      Consumer<String> report) {
    RankingData ranked = new RankingData(data, judge, report);
    PreparedPairs pairs =
        new PreparedPairs(
            run, data, seed, PreparedPairs.Reading.of(judge, data.maxPromptTokens()), report);
    return new Corpus(
        List.of(),
        pairs.heldout(),
        stages.contains(StageKind.SFT) ? ranked.demonstrations() : List.of(),
        List.of(),
        List.of(),
        List.of(),
        stages.contains(StageKind.GRPO) ? ranked.lists(file) : List.of());
  }

  /** The same of a run that trains a reward model, in whose words {@code text} asks. */
  static Corpus read(Data data, long seed, ScalarText text, Path run, Consumer<String> report) {
    PreparedPairs pairs =
        new PreparedPairs(run, data, seed, PreparedPairs.Reading.of(text), report);
    return ofPairs(pairs.train(), pairs.heldout(), List.of());
  }

  /** Of a run that trains no policy. */
  private static Corpus ofPairs(
      List<Pair> train, List<Pair> heldout, List<TokenSequence> demonstrations) {
    return new Corpus(train, heldout, demonstrations, List.of(), List.of(), List.of(), List.of());
  }

  /**
   * @param withTrain whether there are training pairs, whose prompts are remembered already
   */
  private static List<TokenSequence> demonstrations(
      List<Demonstration> all,
      Data data,
      JudgeFormat judge,
      PreparedPairs pairs,
      boolean withTrain) {
    WorkedDemonstrations fitting = WorkedDemonstrations.of(all, data, judge, pairs.report());
    pairs.remember(fitting.queries(), withTrain);
    return fitting;
  }

  /**
   * The labels of pairs as demonstrations of a judge that gives its verdict without thinking: each
   * pair in both orders with its gold verdict, as the paper's DirectJudge is trained. They are
   * encoded when they are asked for, since all together may not fit into memory.
   */
  private static final class LabelDemonstrations extends AbstractList<TokenSequence>
      implements RandomAccess {

    private final List<Pair> pairs;
    private final JudgeFormat judge;

    /**
     * @param judge does not think
     */
    LabelDemonstrations(List<Pair> pairs, JudgeFormat judge) {
      this.pairs = pairs;
      this.judge = judge;
    }

    @Override
    public TokenSequence get(int index) {
      Pair given = pairs.get(index / 2);
      Pair shown = index % 2 == 0 ? given : given.swapped();
      int[] prompt = judge.prompt(shown);
      return new TokenSequence(prompt, judge.completion(prompt, "", shown.gold().number()));
    }

    @Override
    public int size() {
      return Math.multiplyExact(2, pairs.size());
    }
  }
}
