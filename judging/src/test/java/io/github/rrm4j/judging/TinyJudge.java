package io.github.rrm4j.judging;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A judge for tests: the miniature's model with random weights, asked in the words of the template
 * {@code compact}. It says nothing that can be read; what is malformed and what truncated, and the
 * tokens, tell its judgements apart.
 */
public final class TinyJudge implements AutoCloseable {

  private final LocalModel model;
  private final JudgeFormat format;
  private final Sampling sampling;

  private TinyJudge(LocalModel model, Sampling sampling) {
    this.model = model;
    this.sampling = sampling;
    this.format =
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), true, sampling),
            model.folder().chat(),
            model.folder().tokenizer());
  }

  /**
   * Writes the model into a folder and opens it.
   *
   * @param sampling of the judge's settings
   */
  public static TinyJudge open(Path folder, Sampling sampling) {
    MiniatureModelFolder.write(folder);
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    ModelSource source = ModelSource.of(folder).initialised(Key.of(1, "initialisation"));
    return new TinyJudge(
        new LocalModel(manager, ModelFolder.open(source, Device.cpu(), manager)), sampling);
  }

  /**
   * Writes the model with its weights, and with the settings of a judge, as a run leaves it.
   *
   * @param sampling of the judge's settings
   */
  public static void write(Path folder, Sampling sampling) {
    MiniatureModelFolder.write(folder);
    ModelSource source = ModelSource.of(folder).initialised(Key.of(1, "initialisation"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
      model.write(folder);
      new JudgeSettings(JudgeTemplate.named("compact"), true, sampling).write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its words. */
  public JudgeFormat format() {
    return format;
  }

  /** The same model asked in other words. */
  JudgeFormat format(JudgeSettings settings) {
    return new JudgeFormat(settings, model.folder().chat(), model.folder().tokenizer());
  }

  /** Generates at most 64 sequences together. */
  public RolloutEngine engine(IntPredicate ends) {
    return new LocalEngine(model.folder().model(), ends, 64, model.manager());
  }

  /** An asker whose completions end at some tokens. */
  public Asker asker(IntPredicate ends) {
    return asker(ends, sampling);
  }

  /** An asker whose completions end at some tokens, drawn in another way. */
  public Asker asker(IntPredicate ends, Sampling other) {
    return new TokenAsker(format, engine(ends), other);
  }

  /** Pairs p{from}, p{from + 1}, ... of sums, whose first response is the better one. */
  public static List<OpenPair> pairs(int from, int to) {
    List<OpenPair> pairs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      pairs.add(new OpenPair("p" + i, "2 + " + i, "3", "4", Optional.of(Side.FIRST)));
    }
    return pairs;
  }

  @Override
  public void close() {
    model.close();
  }
}
