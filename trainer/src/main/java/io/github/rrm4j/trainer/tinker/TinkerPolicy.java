package io.github.rrm4j.trainer.tinker;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.remote.TinkerModel;
import io.github.rrm4j.remote.TinkerModel.Adam;
import io.github.rrm4j.remote.TinkerModel.Loss;
import io.github.rrm4j.remote.TinkerRow;
import io.github.rrm4j.remote.TinkerService;
import io.github.rrm4j.trainer.optimizer.LossTerms;
import io.github.rrm4j.trainer.optimizer.LossTerms.Clipped;
import io.github.rrm4j.trainer.optimizer.Mover;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerState;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenLoss;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.optimizer.WeightUpdate;
import io.github.rrm4j.trainer.stage.TrainingFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An adapter at a service: what a run that has no weights of its own trains.
 *
 * <p>The service sums its loss over tokens, so what a token weighs here, and the division by the
 * number of tokens, are factors of its advantages. The gradient is then that of {@link
 * TokenUpdate}. Clipping by the global norm is the service's own.
 */
public final class TinkerPolicy implements TokenLogprobs, AutoCloseable {

  private final TinkerService service;
  private final int rank;
  private final int seed;
  private TinkerModel model;
  private boolean moments; // whether the optimizer there has taken steps
  private Optional<String> saved; // where the weights are saved as they are
  private int saves;
  private final Set<String> kept = new TreeSet<>();

  /**
   * @param seed of the first weights, 31 bits
   * @param from the weights that it begins with; empty for fresh ones
   * @param optimizer whether with the moments that were saved with them
   */
  public TinkerPolicy(
      TinkerService service, int rank, int seed, Optional<SavedWeights> from, boolean optimizer) {
    this.service = service;
    this.rank = rank;
    this.seed = seed;
    from.ifPresent(this::requireFitting);
    this.model = created(from.map(SavedWeights::path), optimizer);
    this.saved = from.map(SavedWeights::path);
    this.moments = from.isPresent() && optimizer;
  }

  private void requireFitting(SavedWeights from) {
    if (!from.base().equals(service.base()) || from.rank() != rank) {
      throw InvalidInput.of(
          "%s: was saved with rank %d on %s, the run has rank %d on %s; set model.lora.rank and engine.update.base_model as they were",
          from.path(), from.rank(), from.base(), rank, service.base());
    }
  }

  private TinkerModel created(Optional<String> from, boolean optimizer) {
    TinkerModel created = service.create(rank, seed);
    try {
      from.ifPresent(path -> created.load(path, optimizer));
      return created;
    } catch (RuntimeException e) {
      service.release(created);
      throw e;
    }
  }

  /**
   * Begins a stage or takes it up again. A stage that begins has an optimizer without moments: the
   * protocol has no call for that, so the weights are loaded into a new model.
   *
   * @param begun whether steps of it have been taken already
   */
  public Mover begin(OptimizerSettings settings, boolean begun) {
    if (!begun && moments) {
      String path = saved();
      model.unload();
      model = created(Optional.of(path), false);
      moments = false;
    }
    Steps steps = new Steps(settings);
    return new Mover(steps, steps);
  }

  /** The sampling session of the weights as they are. */
  String sampler() {
    return model.sampler();
  }

  /** Where it is. */
  public TinkerService service() {
    return service;
  }

  /** Saves weights and optimizer at the service, unless they are there as they are now. */
  private String saved() {
    if (saved.isEmpty()) {
      saved = Optional.of(model.save("save-" + ++saves));
    }
    return saved.get();
  }

  /** Saves weights and optimizer, and writes into the folder of a checkpoint where they are. */
  public void write(Path folder) throws IOException {
    new SavedWeights(saved(), service.url().toString(), service.base(), rank).write(folder);
  }

  /** What the checkpoints of the run name now. */
  public void keep(Set<String> paths) {
    kept.addAll(paths);
  }

  /**
   * Deletes at the service what was kept and is named by no checkpoint any more, unless the weights
   * are there as they are now.
   *
   * @param paths that checkpoints name
   */
  public void prune(Set<String> paths) {
    for (String path : List.copyOf(kept)) {
      if (!paths.contains(path) && saved.filter(path::equals).isEmpty()) {
        service.delete(path);
        kept.remove(path);
      }
    }
    kept.addAll(paths);
  }

  @Override
  public float[][] of(List<TokenSequence> rows, double temperature) {
    requirePlain(temperature);
    return model.forward(rows.stream().map(row -> row(row, 1)).toList()).toArray(float[][]::new);
  }

  private static TinkerRow row(TokenSequence sequence, double weight) {
    float[] none = {};
    return new TinkerRow(sequence, filled(sequence, weight), none, none);
  }

  private static float[] filled(TokenSequence sequence, double value) {
    float[] filled = new float[sequence.completion().length];
    Arrays.fill(filled, (float) value);
    return filled;
  }

  /** The protocol has no temperature of a pass; configs with another one are refused. */
  private static void requirePlain(double temperature) {
    if (temperature != 1) {
      throw new IllegalArgumentException("temperature " + temperature + " at a service");
    }
  }

  /** The optimizer of a stage, whose moments are at the service and saved with the weights. */
  private final class Steps implements WeightUpdate, OptimizerState {

    private final OptimizerSettings settings;
    private long taken;

    Steps(OptimizerSettings settings) {
      this.settings = settings;
    }

    @Override
    public UpdateResult<TokenUpdate.Numbers> apply(
        List<TokenSequence> rows, TokenLoss loss, double temperature, double rate) {
      requirePlain(temperature);
      LossTerms terms = loss.terms().orElseThrow();
      int[] computed = loss.computed(rows.size());
      long divisor = rows.stream().mapToLong(row -> row.completion().length).sum();
      List<TinkerRow> sent = new ArrayList<>();
      for (int row : computed) {
        sent.add(row(terms, row, rows.get(row), divisor));
      }
      Stopwatch watch = new Stopwatch();
      List<float[]> logprobs = model.forwardBackward(sent, name(terms));
      watch.lap("update/forward_backward");
      Map<Integer, float[]> byRow = new LinkedHashMap<>();
      double sum = 0;
      for (int i = 0; i < computed.length; i++) {
        byRow.put(computed[i], logprobs.get(i));
        sum += terms.of(computed[i], logprobs.get(i)) / divisor;
      }
      requireFinite(sum, "loss");
      saved = Optional.empty();
      moments = true;
      double norm =
          model
              .step(
                  new Adam(
                      rate,
                      settings.beta1(),
                      settings.beta2(),
                      settings.epsilon(),
                      settings.weightDecay()))
              .orElse(Double.NaN);
      requireFinite(Double.isNaN(norm) ? 0 : norm, "gradient");
      taken++;
      watch.lap("update/optimizer");
      return new UpdateResult<>(
          sum,
          norm,
          true,
          new TokenUpdate.Numbers(sum, Double.NaN, byRow),
          Double.NaN,
          0,
          watch.seconds());
    }

    private Loss name(LossTerms terms) {
      if (!(terms instanceof Clipped clipped)) {
        return Loss.CROSS_ENTROPY;
      }
      return clipped.bounded()
          ? Loss.ppo(1 - clipped.low(), 1 + clipped.high())
          : Loss.IMPORTANCE_SAMPLING;
    }

    private TinkerRow row(LossTerms terms, int row, TokenSequence sequence, long divisor) {
      if (!(terms instanceof Clipped clipped)) {
        return TinkerPolicy.row(sequence, 1.0 / divisor);
      }
      LossTerms.Row of = clipped.rows().apply(row);
      float[] advantages = new float[of.advantages().length];
      for (int i = 0; i < advantages.length; i++) {
        advantages[i] = of.advantages()[i] / divisor;
      }
      return new TinkerRow(sequence, filled(sequence, 1), advantages, of.oldLogprobs());
    }

    private void requireFinite(double value, String what) {
      if (!Double.isFinite(value)) {
        throw new TrainingFailed(
            Text.format(
                "the %s at %s is not finite, and what the service has added up or moved cannot be taken back; lower the learning rate and begin from an earlier checkpoint",
                what, service.url()));
      }
    }

    @Override
    public long steps() {
      return taken;
    }

    /** {@inheritDoc} It is saved with the weights. */
    @Override
    public void write(Path file) {}

    /** {@inheritDoc} It is loaded with the weights. */
    @Override
    public void read(Path file) {}
  }

  @Override
  public void close() {
    service.release(model);
    service.close();
  }
}
