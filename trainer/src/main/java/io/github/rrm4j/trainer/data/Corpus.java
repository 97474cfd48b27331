package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationReader;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Examples;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The data of a run, prompts within the limit.
 *
 * @param train the training pairs; empty where no stage needs them
 * @param heldout the pairs of the evaluations; for a policy those of the DPO stage, perhaps none
 * @param demonstrations the sequences of the SFT stage; empty without one
 * @param problems what a policy is measured on; empty for a judge
 * @param prompts of the policy stage; empty without one
 * @param gold the same with their answers; empty unless these are the reward
 */
public record Corpus(
    List<Pair> train,
    List<Pair> heldout,
    List<TokenSequence> demonstrations,
    List<Problem> problems,
    List<Prompt> prompts,
    List<Problem> gold) {

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
        new PreparedPairs(run, plan.data(), plan.seed(), Reading.of(policy), report);
    boolean heldout = dpo && !plan.data().heldout().sources().isEmpty();
    return new Corpus(
        dpo ? pairs.of("train", plan.data().train(), change(plan.data(), plan.seed())) : List.of(),
        heldout ? pairs.of("heldout", plan.data().heldout(), UnaryOperator.identity()) : List.of(),
        plan.stages().contains(StageKind.SFT) ? corpus.demonstrations() : List.of(),
        corpus.heldout(),
        plan.stages().contains(StageKind.POLICY) ? corpus.prompts() : List.of(),
        plan.rewardedByGold() ? corpus.gold() : List.of());
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
    PreparedPairs pairs = new PreparedPairs(run, data, seed, Reading.of(judge), report);
    List<Pair> train =
        data.needsTrain(stages) ? pairs.of("train", data.train(), change(data, seed)) : List.of();
    return new Corpus(
        train,
        pairs.of("heldout", data.heldout(), UnaryOperator.identity()),
        stages.contains(StageKind.SFT) ? demonstrations(train, data, judge, report) : List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same of a run that trains a reward model, in whose words {@code text} asks. */
  static Corpus read(Data data, long seed, ScalarText text, Path run, Consumer<String> report) {
    PreparedPairs pairs = new PreparedPairs(run, data, seed, Reading.of(text), report);
    return new Corpus(
        pairs.of("train", data.train(), change(data, seed)),
        pairs.of("heldout", data.heldout(), UnaryOperator.identity()),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static List<TokenSequence> demonstrations(
      List<Pair> train, Data data, JudgeFormat judge, Consumer<String> report) {
    return data.examples() == Examples.LABELS
        ? new LabelDemonstrations(train, judge)
        : new Demonstrations(data, judge, report).read();
  }

  /** What is done to each training pair in its turn: nothing, or a coin for its gold. */
  private static UnaryOperator<Pair> change(Data data, long seed) {
    if (!data.shuffleGold()) {
      return UnaryOperator.identity();
    }
    Key coin = Key.of(seed, "shuffled gold");
    AtomicLong turn = new AtomicLong();
    return pair -> coin.uniform(turn.getAndIncrement()) < 0.5 ? pair : pair.relabeled();
  }

  private record Demonstrations(Data settings, JudgeFormat judge, Consumer<String> report) {

    List<TokenSequence> read() {
      List<TokenSequence> sequences = new ArrayList<>();
      List<Demonstration> demonstrations = DemonstrationReader.read(settings.demonstrations());
      for (Demonstration demonstration : demonstrations) {
        int[] prompt = judge.prompt(demonstration.pair());
        if (fits(prompt, demonstration.pair(), settings.demonstrations())) {
          int[] completion =
              judge.completion(prompt, demonstration.thinking(), demonstration.verdict().number());
          sequences.add(new TokenSequence(prompt, completion));
        }
      }
      tell(
          settings.demonstrations(),
          "data.demonstrations",
          demonstrations.size(),
          sequences.size());
      return sequences;
    }

    private boolean fits(int[] prompt, Pair pair, Path file) {
      if (prompt.length <= settings.maxPromptTokens()) {
        return true;
      }
      if (settings.overlong() == Overlong.FAIL) {
        throw InvalidInput.of(
            "%s: the prompt of pair %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop",
            file, pair.id(), prompt.length, settings.maxPromptTokens());
      }
      return false;
    }

    private void tell(Path file, String key, int all, int kept) {
      if (kept < all) {
        report.accept(
            Text.format(
                "%s: %s: %d of %d have a prompt longer than data.max_prompt_tokens (%d) and are left out",
                file, key, all - kept, all, settings.maxPromptTokens()));
      }
      if (kept == 0) {
        throw InvalidInput.of(
            "%s: %s: nothing is left to use; raise data.max_prompt_tokens (%d)",
            file, key, settings.maxPromptTokens());
      }
    }
  }
}
