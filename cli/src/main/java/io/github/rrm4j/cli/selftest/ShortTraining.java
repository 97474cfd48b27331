package io.github.rrm4j.cli.selftest;

import ai.djl.Device;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.RunFolder;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.replay.Replay;
import io.github.rrm4j.trainer.run.Observer;
import io.github.rrm4j.trainer.run.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A few steps of SFT and GRPO in the built-in world, on the device that is checked. */
final class ShortTraining {

  /** Of the files that a repetition must give again byte for byte. */
  private static final List<String> REPEATED =
      List.of("metrics.jsonl", "rollouts.jsonl", "evaluations.jsonl");

  private static final String WEIGHTS = "checkpoints/latest/model.safetensors";
  private static final String ADAPTER = "checkpoints/latest/adapter_model.safetensors";

  private static final List<String> SETTINGS =
      List.of(
          "name=selftest",
          "stages=[sft, grpo]",
          "model.path=miniature",
          "model.weights=random",
          "judge.template=compact",
          "data.train=miniature",
          "data.heldout=miniature",
          "data.demonstrations=miniature",
          "data.max_prompt_tokens=96",
          "data.cut_responses=false",
          "data.miniature.train_pairs=40",
          "data.miniature.heldout_pairs=8",
          "data.miniature.demonstrations=60",
          "rollout.max_new_tokens=24",
          "update.max_tokens_per_micro_batch=1024",
          "sft.batch_size=8",
          "sft.optimizer.learning_rate=3e-3",
          "grpo.prompts=4",
          "grpo.group_size=4",
          "grpo.mini_batch_size=2",
          "grpo.kl_coefficient=0.01",
          "grpo.logprob_diff_warn=10",
          "grpo.logprob_diff_abort=10",
          "evaluation.every=2",
          "evaluation.pairs=4",
          "evaluation.final_pairs=4",
          "checkpoint.every=2",
          "log.rollouts_every=1");

  private final RunConfig config;
  private final Path folder;

  /**
   * @param steps of each stage
   * @param compute fp32 or bf16
   */
  ShortTraining(Machine machine, String compute, int steps, String name) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("engine.device=" + machine.deviceName());
    settings.add("model.compute=" + compute);
    settings.add("sft.steps=" + steps);
    settings.add("grpo.steps=" + steps);
    this.config = RunConfig.of(ConfigTree.defaults(RunConfig.base(), settings));
    this.folder = machine.work().resolve(name + "-" + compute);
  }

  /** Trains to the end. */
  ShortTraining complete() throws IOException {
    run(() -> false);
    return this;
  }

  /** Trains, is stopped after some steps, and goes on to the end. */
  ShortTraining interrupted(int steps) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    run(() -> asked.incrementAndGet() >= steps);
    run(() -> false);
    return this;
  }

  private void run(BooleanSupplier stop) throws IOException {
    RunFolder run = RunFolder.open(folder, config, true);
    TrainingPlan plan = run.prepared();
    List<Device> devices = List.of(Training.device(config));
    new Pipeline(plan, run.path(), devices, Silent.INSTANCE, stop, false).run();
  }

  /** Steps of all stages. */
  long steps() throws IOException {
    return Files.readAllLines(folder.resolve("metrics.jsonl")).size();
  }

  /** The first file whose bytes differ between two runs; empty where none does. */
  String difference(ShortTraining other) throws IOException {
    List<String> files = new ArrayList<>(REPEATED);
    files.add(Files.exists(folder.resolve(ADAPTER)) ? ADAPTER : WEIGHTS);
    for (String file : files) {
      if (Files.mismatch(folder.resolve(file), other.folder.resolve(file)) >= 0) {
        return file;
      }
    }
    return "";
  }

  /**
   * Takes one step again from each checkpoint.
   *
   * @param report gets a line for each
   */
  boolean verified(Consumer<String> report) throws IOException {
    RunFolder run = RunFolder.open(folder, config, true);
    return new Replay(run.prepared(), folder, Training.device(config)).verify(report);
  }

  /** Nobody watches. */
  private enum Silent implements Observer {
    INSTANCE;

    @Override
    public void stage(String name, long done, long total) {}

    @Override
    public void step(long done, long total, String summary) {}

    @Override
    public void line(String text) {}
  }
}
