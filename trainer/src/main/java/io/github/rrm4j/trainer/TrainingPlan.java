package io.github.rrm4j.trainer;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.config.Bounds;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rollout.RolloutLimits;
import io.github.rrm4j.trainer.dpo.DpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.RolloutLog;
import io.github.rrm4j.trainer.grpo.Watch;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.policy.PolicySettings;
import io.github.rrm4j.trainer.rewardmodel.RewardModelSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of a run: what the YAML of a run is read into, and what the trainer takes. The files
 * of {@code configs/base} say what each means.
 *
 * @param judge without the sentence that tells a target of thinking
 * @param grpo of the grpo and of the policy stage
 */
public record TrainingPlan(
    Run run,
    Model model,
    Data data,
    JudgeSettings judge,
    Rollouts rollout,
    RewardFunction reward,
    Sft sft,
    GrpoSettings grpo,
    OptimizerSettings grpoOptimizer,
    RewardModelSettings rewardModel,
    DpoSettings dpo,
    PolicySettings policyReward) {

  public enum Role {
    JUDGE,
    POLICY
  }

  /**
   * What every run has.
   *
   * @param name of its folder; empty for that of the config file
   * @param output the folder of all runs
   */
  public record Run(
      Optional<String> name,
      Path output,
      long seed,
      Role role,
      List<StageKind> stages,
      Engine engine,
      Update update,
      Evaluations evaluation,
      Checkpoints checkpoint,
      RolloutLog log,
      Watch watch,
      Updater updater) {

    /** Whether the weights are at a service that moves them. */
    public boolean atService() {
      return updater.kind() == Updater.UpdaterKind.TINKER;
    }
  }

  /**
   * What moves the weights.
   *
   * @param url of the service
   * @param baseModel the name of the model there that gets an adapter; empty for the only one
   * @param loss of reinforcement learning at the service
   */
  public record Updater(
      UpdaterKind kind, Optional<String> url, Optional<String> baseModel, ServiceLoss loss) {

    /** Where they are. */
    public enum UpdaterKind {
      /** In this process. */
      LOCAL,
      /** At a service that speaks the Tinker protocol, which draws the completions too. */
      TINKER
    }

    /** By the names that the protocol has. */
    public enum ServiceLoss {
      /** The ratio is clipped. */
      PPO,
      /** It is not. */
      IMPORTANCE_SAMPLING
    }
  }

  /**
   * @param device auto, cpu or cuda:N
   * @param devices more than one: the first trains, completions are drawn on all; none for the one
   *     that {@code device} names
   * @param threads of an operator; 0 for the engine's choice
   * @param kind what draws completions
   * @param urls of the servers, where those do and run by themselves
   * @param model what weights are called at the servers, before their digest
   * @param keyEnv the environment variable with the servers' key
   * @param concurrency most calls in flight at each server
   * @param timeout of one call, in seconds
   * @param weightsFolder the folder in which servers find weights; empty for one in the run's
   * @param probeTolerance largest mean difference between log-probs of a server and of the trainer,
   *     nats
   * @param server the servers that the training starts itself
   */
  public record Engine(
      String device,
      List<String> devices,
      @Bounds(min = 0) int threads,
      EngineKind kind,
      List<String> urls,
      String model,
      Optional<String> keyEnv,
      @Bounds(min = 1) int concurrency,
      @Bounds(min = 1) int timeout,
      Optional<String> weightsFolder,
      @Bounds(min = 0) double probeTolerance,
      Server server) {

    /**
     * How servers are started.
     *
     * @param command its words, with {model} and {port} where those go
     * @param ports one for each server
     * @param startTimeout seconds that one may take until it is ready
     */
    public record Server(
        List<String> command, List<Integer> ports, @Bounds(min = 1) int startTimeout) {}

    /** What draws completions. */
    public enum EngineKind {
      LOCAL,
      VLLM,
      SGLANG,
      LLAMA_CPP
    }

    /**
     * The servers that draw completions.
     *
     * @param at their addresses
     * @param name of the model that they have from the start; empty where they serve one
     */
    public RemoteSettings servers(List<URI> at, String name) {
      return new RemoteSettings(
          RemoteSettings.Kind.valueOf(kind.name()),
          at,
          name,
          concurrency,
          RemoteSettings.Retries.USUAL,
          Duration.ofSeconds(timeout),
          keyEnv);
    }

    /** The names of all devices, the first of which trains. */
    public List<String> all() {
      return devices.isEmpty() ? List.of(device) : devices;
    }
  }

  /**
   * How an update is computed.
   *
   * @param tokenBudget positions, padding included, of a micro-batch
   * @param nonFiniteLimit steps in a row without a finite loss and gradient that end the run
   */
  public record Update(int tokenBudget, PassMemory passMemory, int nonFiniteLimit) {}

  /**
   * @param thinking when thinking is ended by force, in training and in evaluations
   */
  public record Rollouts(Optional<Thinking> thinking, RolloutLimits limits) {}

  /**
   * @param tokens the most tokens of thinking
   * @param verdictTokens the most tokens after a forced end of it
   */
  public record Thinking(int tokens, int verdictTokens) {}

  public long seed() {
    return run.seed();
  }

  public List<StageKind> stages() {
    return run.stages();
  }

  public Optional<Thinking> thinking() {
    return rollout.thinking();
  }

  /** The data of a policy; empty where a judge is trained. */
  public Optional<PolicyData> policy() {
    return data.policy();
  }

  /** With the model, the data and the rewards that stand elsewhere. */
  public TrainingPlan with(Model model, Data data, PolicySettings policyReward) {
    return new TrainingPlan(
        run,
        model,
        data,
        judge,
        rollout,
        reward,
        sft,
        grpo,
        grpoOptimizer,
        rewardModel,
        dpo,
        policyReward);
  }

  /** How the judge is measured and saved: told the middle of the targets, where there are some. */
  public JudgeSettings measuredJudge() {
    return reward.length() instanceof TargetLength target && stages().contains(StageKind.GRPO)
        ? judge.telling(target.told(target.middle()))
        : judge;
  }

  /** Whether the gold answers are a part of a policy's reward: only then are they read. */
  public boolean rewardedByGold() {
    return stages().contains(StageKind.POLICY) && policyReward.weights().gold() != 0;
  }

  public enum StageKind {
    /** Supervised fine-tuning on demonstrations. */
    SFT,
    /** Reinforcement learning of a judge on preference pairs. */
    GRPO,
    /** Training of a scalar reward model on preference pairs; the only stage of its run. */
    REWARD_MODEL,
    /** Direct preference optimization of a policy on preference pairs. */
    DPO,
    /** Reinforcement learning of a policy on prompts, with the judge as the reward. */
    POLICY
  }

  /** Whether the model of the run has a value head instead of words. */
  public boolean trainsRewardModel() {
    return stages().contains(StageKind.REWARD_MODEL);
  }

  /**
   * @param path a Hugging Face model folder
   * @param random whether the weights are drawn instead of read
   * @param adapter the adapter to train; empty to train all weights
   */
  public record Model(
      Path path, boolean random, ComputeType compute, Optional<PeftAdapter> adapter) {}

  /** What happens to a pair whose prompt is longer than the limit. */
  public enum Overlong {
    /** It is left out and counted. */
    DROP,
    /** It ends the run before it starts. */
    FAIL
  }

  /** What the SFT stage imitates. */
  public enum Examples {
    /** The demonstrations of a file. */
    FILE,
    /** The labels of the training pairs, for a judge that gives its verdict without thinking. */
    LABELS
  }

  /**
   * @param train preference pairs; not looked at where no stage needs them
   * @param heldout preference pairs of the evaluations
   * @param demonstrations the file of the SFT stage; not looked at with labels
   * @param maxPromptTokens the limit of a prompt
   * @param shuffleGold whether a coin decides the gold of each training pair, as a control
   * @param negatives which share of the training pairs is attacked, and how
   * @param responses how pairs are prepared
   * @param policy the data of a policy; empty where a judge is trained
   * @param lists queries with n responses and their scores, on which a judge is trained in the
   *     place of pairs; empty where it is trained on pairs
   */
  public record Data(
      Mixture train,
      Mixture heldout,
      Path demonstrations,
      int maxPromptTokens,
      Overlong overlong,
      boolean shuffleGold,
      Negatives.Settings negatives,
      Responses responses,
      Examples examples,
      Optional<PolicyData> policy,
      Optional<Path> lists) {

    /** The data of a run that has no lists. */
    public Data(
        Mixture train,
        Mixture heldout,
        Path demonstrations,
        int maxPromptTokens,
        Overlong overlong,
        boolean shuffleGold,
        Negatives.Settings negatives,
        Responses responses,
        Examples examples,
        Optional<PolicyData> policy) {
      this(
          train,
          heldout,
          demonstrations,
          maxPromptTokens,
          overlong,
          shuffleGold,
          negatives,
          responses,
          examples,
          policy,
          Optional.empty());
    }

    /** Whether a run of some stages needs the training pairs. */
    public boolean needsTrain(List<StageKind> stages) {
      return stages.stream()
          .anyMatch(
              stage ->
                  switch (stage) {
                    case SFT -> examples == Examples.LABELS;
                    case GRPO -> lists.isEmpty();
                    case REWARD_MODEL, DPO -> true;
                    case POLICY -> false;
                  });
    }
  }

  /**
   * The data of a policy.
   *
   * @param answers worked answers of the SFT stage; not looked at without it
   * @param prompts what is answered in reinforcement learning; not looked at without it
   * @param heldout problems of the evaluations
   */
  public record PolicyData(Path answers, Path prompts, Path heldout) {}

  /**
   * How pairs are prepared.
   *
   * @param stripThinking whether responses lose their thinking
   * @param dropDuplicates whether a pair that stands there already is left out
   * @param cut whether a long response keeps its last tokens only
   * @param promptReserve tokens of the prompt limit that are left to the query and the template
   */
  public record Responses(
      boolean stripThinking, boolean dropDuplicates, boolean cut, int promptReserve) {}

  /**
   * @param batchSize demonstrations of a step
   */
  public record Sft(
      @Bounds(min = 1) long steps, @Bounds(min = 1) int batchSize, OptimizerSettings optimizer) {}

  /**
   * @param every GRPO steps between two evaluations; 0 for none in between
   * @param pairs held-out pairs of an evaluation in between
   * @param finalPairs held-out pairs of the evaluation at the end of a stage
   */
  public record Evaluations(
      @Bounds(min = 0) int every, @Bounds(min = 1) int pairs, @Bounds(min = 1) int finalPairs) {}

  /**
   * @param every steps between two checkpoints; the end of a stage always has one
   */
  public record Checkpoints(int every, Retention retention) {}
}
