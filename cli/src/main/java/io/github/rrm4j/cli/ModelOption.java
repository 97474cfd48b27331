package io.github.rrm4j.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.evaluation.JudgeSettings;
import io.github.rrm4j.evaluation.JudgeTemplate;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command opens a trained judge. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A model folder or a checkpoint (runs/NAME/checkpoints/latest).")
  private Path folder;

  @Option(
      names = "--template",
      paramLabel = "NAME|FILE",
      description = "Judge template; default: the model's own (judge.json), else rrm.")
  private Optional<String> template = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy; default: the model's own, else 0.6.")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "Longest judgement in tokens; default: the model's own, else 8192.")
  private Optional<Integer> maxNewTokens = Optional.empty();

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
  private String device;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the sampling.")
  private long seed;

  @Option(names = "--rows", defaultValue = "512", description = "Judgements generated together.")
  private int rows;

  /** A judge that is open, with what it needs to generate. */
  record Opened(
      NDManager manager, ModelFolder folder, Judge judge, RolloutEngine engine, Sampling sampling)
      implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
      manager.close();
    }
  }

  Opened open() {
    Optional<JudgeSettings> own = JudgeSettings.read(folder);
    Sampling sampling =
        new Sampling(
            temperature.orElseGet(() -> own.map(s -> s.sampling().temperature()).orElse(0.6)),
            maxNewTokens.orElseGet(() -> own.map(s -> s.sampling().maxNewTokens()).orElse(8192)));
    JudgeTemplate words =
        template
            .map(JudgeTemplate::named)
            .or(() -> own.map(JudgeSettings::template))
            .orElseGet(() -> JudgeTemplate.named("rrm"));
    JudgeSettings settings =
        new JudgeSettings(
            words, words.thinks() && own.map(JudgeSettings::thinking).orElse(true), sampling);
    Device on = Devices.open(device, 0);
    NDManager manager = NDManager.newBaseManager(on, "PyTorch");
    ModelFolder model = ModelFolder.open(folder, on, manager);
    return new Opened(
        manager,
        model,
        new Judge(settings, model.chat(), model.tokenizer()),
        new RolloutEngine(model.model(), model.tokenizer()::isEnd, rows, manager),
        sampling);
  }

  long seed() {
    return seed;
  }
}
