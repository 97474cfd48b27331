package io.github.rrm4j.experiments.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.evaluation.benchmark.record.ModelVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.RoutedVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.ScalarVerdicts;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The judge that is measured: a model or a scalar reward model, which is opened when it is first
 * needed, or a baseline.
 */
public final class EvaluatedJudge implements AutoCloseable {

  private final JudgeType type;
  private final JudgeSpec spec;
  private final Optional<Elsewhere> elsewhere;
  private Optional<Judge> opened = Optional.empty();
  private Optional<ScalarJudge> scalar = Optional.empty();
  private Optional<ObjectNode> described = Optional.empty();

  /**
   * Other processes that judge.
   *
   * @param rows comparisons in an order that a slice has
   */
  private record Elsewhere(LineSlices slices, int rows) {}

  /**
   * @param spec names the model, unless the type is a baseline
   */
  public EvaluatedJudge(JudgeType type, JudgeSpec spec) {
    this(type, spec, Optional.empty());
  }

  private EvaluatedJudge(JudgeType type, JudgeSpec spec, Optional<Elsewhere> elsewhere) {
    this.type = type;
    this.spec = spec;
    this.elsewhere = elsewhere;
  }

  /**
   * A judge that is asked in other processes. The weights of a model that reasons are then not read
   * in this one.
   *
   * @param rows comparisons in an order that a slice has
   */
  public static EvaluatedJudge elsewhere(
      JudgeType type, JudgeSpec spec, LineSlices slices, int rows) {
    return new EvaluatedJudge(type, spec, Optional.of(new Elsewhere(slices, rows)));
  }

  private Judge model() {
    if (opened.isEmpty()) {
      opened = Optional.of(elsewhere.isPresent() ? Judge.reading(spec) : Judge.open(spec));
    }
    return opened.get();
  }

  private ScalarJudge scalar() {
    if (scalar.isEmpty()) {
      scalar = Optional.of(ScalarJudge.open(spec.model()));
    }
    return scalar.get();
  }

  /** What decides its judgements; the files of the model are read once. */
  ObjectNode described() {
    if (described.isEmpty()) {
      described = Optional.of(describe());
    }
    return described.get();
  }

  private ObjectNode describe() {
    ObjectNode json = Json.object();
    return switch (type) {
      case MODEL -> spec.described();
      case SCALAR ->
          spec.model()
              .describe(json.put("judge", "scalar"), "model")
              .put("seed", spec.seed())
              .put("max_num_seqs", spec.maxSequences())
              .put("overlong", Word.of(spec.overlong()));
      case LENGTH, FIRST, RANDOM ->
          json.put("judge", type.baseline().orElseThrow().word()).put("seed", spec.seed());
    };
  }

  /**
   * Its verdicts.
   *
   * @param task of its votes and orders
   * @throws InvalidInput if they would all be the same
   */
  VerdictSource source(Task task) {
    if (type != JudgeType.MODEL && task.votes() > 1) {
      throw InvalidInput.of(
          "votes: there are %d, must be 1 for %s, which always says the same",
          task.votes(),
          type.baseline().map(b -> "the baseline " + b.word()).orElse("a scalar reward model"));
    }
    VerdictSource here = here(task);
    return elsewhere
        .<VerdictSource>map(other -> new DispatchedVerdicts(here, other.slices()))
        .orElse(here);
  }

  private VerdictSource here(Task task) {
    Key key = Key.of(spec.seed(), "evaluation");
    return switch (type) {
      case MODEL -> {
        ModelVerdicts own = new ModelVerdicts(model().asker(), task.votes(), task.stop(), key);
        yield model()
            .router()
            .<VerdictSource>map(
                first -> new RoutedVerdicts(first, own, task.shownIn(), presentation()))
            .orElse(own);
      }
      case SCALAR -> new ScalarVerdicts(scalar(), spec.overlong());
      case LENGTH, FIRST, RANDOM -> type.baseline().orElseThrow().source(key);
    };
  }

  /** What the order in which a comparison is shown depends on. */
  Key presentation() {
    return Key.of(spec.seed(), "presentation");
  }

  /** The prompts that it was trained on, as hashes; empty where that is not known. */
  Optional<TrainingPrompts> trainedOn() {
    return switch (type) {
      case MODEL, SCALAR -> TrainingPrompts.of(spec.model());
      case LENGTH, FIRST, RANDOM -> Optional.empty();
    };
  }

  /**
   * Comparisons in an order that are judged together: by a model here, as many as have {@link
   * JudgeSpec#maxSequences} votes that are asked for at once.
   */
  int window(Task task) {
    int votes = task.stop().mayStop() ? 1 : task.votes();
    return elsewhere.map(Elsewhere::rows).orElse(Math.max(1, spec.maxSequences() / votes));
  }

  /** What an API took so far, in one line; empty of other judges. */
  public Optional<String> spending() {
    return opened.flatMap(Judge::spending);
  }

  /** Parameters of the model, without adapters; a baseline and a judge behind an API tell none. */
  public OptionalLong parameters() {
    return switch (type) {
      case MODEL ->
          model().hasTokens()
              ? OptionalLong.of(model().model().config().parameters())
              : OptionalLong.empty();
      case SCALAR -> OptionalLong.of(scalar().parameters());
      case LENGTH, FIRST, RANDOM -> OptionalLong.empty();
    };
  }

  long seed() {
    return spec.seed();
  }

  @Override
  public void close() {
    opened.ifPresent(Judge::close);
    scalar.ifPresent(ScalarJudge::close);
  }
}
