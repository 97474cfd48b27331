package io.github.rrm4j.experiments.run;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.memory.MemoryKnob;
import io.github.rrm4j.trainer.memory.MemoryPlan;
import io.github.rrm4j.trainer.memory.MemoryPlan.Phase;
import io.github.rrm4j.trainer.memory.MemorySettings;
import io.github.rrm4j.trainer.memory.MemorySettings.Beside;
import io.github.rrm4j.trainer.memory.MemorySettings.Judge;
import io.github.rrm4j.trainer.memory.MemorySettings.Lengths;
import io.github.rrm4j.trainer.memory.MemorySettings.Machine;
import io.github.rrm4j.trainer.memory.MemorySettings.MicroBatches;
import io.github.rrm4j.trainer.memory.MemorySettings.Rollouts;
import io.github.rrm4j.trainer.policy.PolicySettings;
import io.github.rrm4j.trainer.policy.PolicySettings.JudgeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A {@link MemoryPlan} of a config, in lines for a person. */
public final class MemoryReport {

  /** What the engine, its kernels and fragmentation take for themselves. */
  private static final double USABLE = 0.92;

  private static final double GB = 1e9;

  private final ModelConfig model;
  private final MemorySettings settings;
  private final int dpoSequences;

  public MemoryReport(ModelConfig model, RunConfig run) {
    TrainingPlan config = run.plan();
    boolean rewards = config.stages().contains(StageKind.REWARD_MODEL);
    this.model = rewards ? model.with(Head.VALUE) : model;
    this.dpoSequences = config.stages().contains(StageKind.DPO) ? 2 * config.dpo().batchSize() : 0;
    this.settings =
        new MemorySettings(
            new Machine(
                config.run().engine().all().get(0).equals("cpu"),
                threads(config),
                computeBytes(config)),
            config.model().adapter(),
            learns(config) ? Optional.of(rollouts(config)) : Optional.empty(),
            learns(config) ? config.grpo().kl().reference() : Reference.NONE,
            new Lengths(config.data().maxPromptTokens(), newTokens(config)),
            new MicroBatches(
                config.run().update().tokenBudget(),
                rewards ? 2 : 1,
                config.run().update().passMemory()),
            beside(run));
  }

  ModelConfig model() {
    return model;
  }

  MemorySettings settings() {
    return settings;
  }

  private static Rollouts rollouts(TrainingPlan config) {
    return new Rollouts(
        config.rollout().limits().rows(),
        config.grpo().batch().prompts() * config.grpo().batch().groupSize(),
        config.grpo().batch().rolloutsOfPrompt());
  }

  /** The longest completion that any stage trains on or samples. */
  private static int newTokens(TrainingPlan config) {
    if (config.stages().contains(StageKind.REWARD_MODEL)) {
      return 0;
    }
    boolean others = config.stages().stream().anyMatch(stage -> stage != StageKind.DPO);
    return Math.max(
        others ? config.judge().sampling().maxNewTokens() : 1,
        config.stages().contains(StageKind.DPO) ? config.dpo().maxCompletionTokens() : 1);
  }

  private static boolean learns(TrainingPlan config) {
    return config.stages().contains(StageKind.GRPO) || config.stages().contains(StageKind.POLICY);
  }

  /** What rewards a policy; the config.json of the judge and of the scalar model are read. */
  private static Beside beside(RunConfig run) {
    TrainingPlan config = run.plan();
    PolicySettings policy = run.policy().settings(config.stages().contains(StageKind.POLICY));
    return new Beside(
        policy.judge().map(judge -> judge(judge, config)),
        policy.scalar().map(folder -> ModelConfig.read(ModelText.of(folder).modelConfig())));
  }

  private static Judge judge(JudgeModel judge, TrainingPlan config) {
    boolean isAdapter = Files.isRegularFile(judge.folder().resolve(PeftAdapter.CONFIG));
    Path base =
        isAdapter
            ? Path.of(PeftAdapter.read(judge.folder()).baseModel().orElse(""))
            : judge.folder();
    boolean shared =
        isAdapter
            && config.model().adapter().isPresent()
            && base.toAbsolutePath()
                .normalize()
                .equals(config.model().path().toAbsolutePath().normalize());
    int size = config.grpo().batch().groupSize();
    int matches = judge.rewards().rule().schedule(Key.of(0, "plan")).round(size, List.of()).size();
    int orders = judge.orders() == Orders.BOTH ? 2 : 1;
    return new Judge(
        ModelConfig.read(base.resolve("config.json")),
        shared,
        config.grpo().batch().prompts() * matches * judge.votes() * orders,
        new Lengths(judge.rewards().promptTokens(), judge.settings().sampling().maxNewTokens()));
  }

  private static int threads(TrainingPlan config) {
    int all = Runtime.getRuntime().availableProcessors();
    return config.run().engine().threads() > 0 ? config.run().engine().threads() : all;
  }

  /** The engine is not asked: auto is planned for a GPU, where it is bf16. */
  private static int computeBytes(TrainingPlan config) {
    boolean auto = config.model().compute() == ComputeType.AUTO;
    boolean fp32 =
        config.model().compute() == ComputeType.FP32
            || auto && config.run().engine().all().get(0).equals("cpu");
    return fp32 ? 4 : 2;
  }

  /**
   * Bytes of a size such as {@code 80GB} (10^9) or {@code 24GiB} (2^30).
   *
   * @throws InvalidInput if it is none
   */
  public static long bytes(String size) {
    return MemorySize.of(size)
        .orElseThrow(
            () ->
                new InvalidInput(
                    "--device-memory is '"
                        + size
                        + "', must be a number of GB or GiB, such as 80GB"));
  }

  /** Whether every phase fits a device. */
  public boolean fits(long device) {
    return MemoryPlan.of(model, settings).peak().total() <= USABLE * device;
  }

  public List<String> lines(OptionalLong device) {
    MemoryPlan plan = MemoryPlan.of(model, settings);
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%,d parameters, %s, %s",
            model.parameters(),
            settings
                .adapter()
                .map(adapter -> "an adapter of rank " + adapter.rank() + " is trained")
                .orElse("all are trained"),
            settings.machine().computeBytes() == 2 ? "bf16 forward pass" : "fp32 forward pass"));
    settings.rollouts().map(this::line).ifPresent(lines::add);
    if (dpoSequences > 0) {
      lines.add(
          Text.format(
              "%,d sequences a step, of %,d pairs, of up to %,d tokens; the reference's log-probs are computed once, there is no second model",
              dpoSequences, dpoSequences / 2, settings.lengths().longest()));
    }
    lines.add(Text.format("micro-batches of up to %,d positions", settings.positions()));
    for (Phase phase : plan.phases()) {
      lines.add(line(phase));
    }
    lines.add(verdict(plan.peak(), device));
    device.ifPresent(
        bytes -> lines.addAll(new MemoryKnob(model, settings, (long) (USABLE * bytes)).advice()));
    return lines;
  }

  private String line(Rollouts rollouts) {
    long sequences = rollouts.sequences();
    return Text.format(
        "%,d sequences a step of up to %,d tokens: up to %,d tokens, %,d of them sampled; %d sequences generated together",
        sequences,
        settings.lengths().longest(),
        sequences * settings.lengths().longest(),
        sequences * settings.lengths().completion(),
        rollouts.together());
  }

  private static String line(Phase phase) {
    return Text.format(
        "%-10s%8.1f GB  %s",
        phase.name(),
        phase.total() / GB,
        phase.parts().entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .map(MemoryReport::shown)
            .collect(Collectors.joining(", ")));
  }

  private static String shown(Map.Entry<String, Long> part) {
    return Text.format("%s %.2f", part.getKey(), part.getValue() / GB);
  }

  private static String verdict(Phase peak, OptionalLong device) {
    String need =
        Text.format(
            "needs a device of %.0f GB (%s, and %.0f %% for the engine)",
            Math.ceil(peak.total() / USABLE / GB), peak.name(), 100 * (1 - USABLE));
    if (device.isEmpty()) {
      return need + "; --device-memory says whether one is large enough";
    }
    double gb = device.getAsLong() / GB;
    boolean fits = peak.total() <= USABLE * device.getAsLong();
    return Text.format("%s %.1f GB: %s", fits ? "fits" : "does NOT fit", gb, need);
  }
}
