package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.evaluate.EvaluateCommand.Kind;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.record.Baseline;
import io.github.rrm4j.evaluation.benchmark.record.ModelVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.ScalarVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The judge that is measured: a model or a scalar reward model, which is opened when it is first
 * needed, or a baseline.
 */
public final class Examinee implements AutoCloseable {

  private final JudgeOption options;
  private final Kind kind;
  private final Optional<Baseline> baseline;
  private Optional<JudgeOption.Opened> opened = Optional.empty();
  private Optional<ModelOption.OpenedScalar> scalar = Optional.empty();

  /**
   * @param options of the model, where the kind is one
   */
  Examinee(JudgeOption options, Kind kind) {
    this.options = options;
    this.kind = kind;
    this.baseline = kind.baseline();
  }

  /** A judge that is a model. */
  public static Examinee ofModel(JudgeOption options) {
    return new Examinee(options, Kind.MODEL);
  }

  /** A scalar reward model. */
  public static Examinee ofScalar(JudgeOption options) {
    return new Examinee(options, Kind.SCALAR);
  }

  private JudgeOption.Opened model() {
    if (opened.isEmpty()) {
      opened = Optional.of(options.open());
    }
    return opened.get();
  }

  /** What decides its judgements. */
  ObjectNode described() {
    if (kind == Kind.SCALAR) {
      return options.describedScalar();
    }
    return baseline
        .map(b -> Json.object().put("judge", b.word()).put("seed", options.seed()))
        .orElseGet(() -> options.described(model()));
  }

  /** Its verdicts, with so many votes. */
  VerdictSource source(int votes) {
    Key key = Key.of(options.seed(), "evaluation");
    if (kind != Kind.MODEL && votes > 1) {
      throw new InvalidInput(
          "votes: there are %d, must be 1 for %s, which always says the same"
              .formatted(
                  votes,
                  baseline.map(b -> "the baseline " + b.word()).orElse("a scalar reward model")));
    }
    if (baseline.isPresent()) {
      return baseline.get().source(key);
    }
    if (kind == Kind.SCALAR) {
      return new ScalarVerdicts(scalar().judge());
    }
    JudgeOption.Opened model = model();
    return new ModelVerdicts(model.judge(), model.engine(), model.sampling(), votes, key);
  }

  /** Showings that are judged together. */
  int window(int votes) {
    return Math.max(1, options.rows() / votes);
  }

  /** Parameters of the model, without adapters; a baseline has none. */
  public OptionalLong parameters() {
    return switch (kind) {
      case MODEL -> OptionalLong.of(model().folder().model().config().parameters());
      case SCALAR -> OptionalLong.of(scalar().judge().parameters());
      default -> OptionalLong.empty();
    };
  }

  private ModelOption.OpenedScalar scalar() {
    if (scalar.isEmpty()) {
      scalar = Optional.of(options.openScalar());
    }
    return scalar.get();
  }

  long seed() {
    return options.seed();
  }

  @Override
  public void close() {
    opened.ifPresent(JudgeOption.Opened::close);
    scalar.ifPresent(ModelOption.OpenedScalar::close);
  }
}
