package io.github.rrm4j.cli.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.JudgeOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.record.Baseline;
import io.github.rrm4j.evaluation.benchmark.record.ModelVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import java.util.Optional;
import java.util.OptionalLong;

/** The judge that is measured: a model, which is opened when it is first needed, or a baseline. */
final class Examinee implements AutoCloseable {

  private final JudgeOption options;
  private final Optional<Baseline> baseline;
  private Optional<JudgeOption.Opened> opened = Optional.empty();

  /**
   * @param baseline empty for the model of the options
   */
  Examinee(JudgeOption options, Optional<Baseline> baseline) {
    this.options = options;
    this.baseline = baseline;
  }

  private JudgeOption.Opened model() {
    if (opened.isEmpty()) {
      opened = Optional.of(options.open());
    }
    return opened.get();
  }

  /** What decides its judgements. */
  ObjectNode described() {
    return baseline
        .map(
            b ->
                new ObjectMapper()
                    .createObjectNode()
                    .put("judge", b.word())
                    .put("seed", options.seed()))
        .orElseGet(() -> options.described(model()));
  }

  /** Its verdicts, with so many votes. */
  VerdictSource source(int votes) {
    Key key = Key.of(options.seed(), "evaluation");
    if (baseline.isPresent()) {
      if (votes > 1) {
        throw new InvalidInput(
            "votes: there are %d, must be 1 for the baseline %s, which always says the same"
                .formatted(votes, baseline.get().word()));
      }
      return baseline.get().source(key);
    }
    JudgeOption.Opened model = model();
    return new ModelVerdicts(model.judge(), model.engine(), model.sampling(), votes, key);
  }

  /** Showings that are judged together. */
  int window(int votes) {
    return Math.max(1, options.rows() / votes);
  }

  /** Parameters of the model, without adapters; a baseline has none. */
  OptionalLong parameters() {
    return baseline.isPresent()
        ? OptionalLong.empty()
        : OptionalLong.of(model().folder().model().config().parameters());
  }

  long seed() {
    return options.seed();
  }

  @Override
  public void close() {
    opened.ifPresent(JudgeOption.Opened::close);
  }
}
