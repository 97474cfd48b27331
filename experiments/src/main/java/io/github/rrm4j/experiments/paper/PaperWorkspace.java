package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.JudgeSpec.Otherwise;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.rewards.SplitVotes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Where the pieces of a paper are made, and what all of them share.
 *
 * @param seed of every piece
 * @param estimate of sampling, for a rehearsal
 * @param trained the trainings by their names
 * @param stopAsked asked between steps and windows
 */
public record PaperWorkspace(
    Path output,
    long seed,
    Judging judging,
    Estimate estimate,
    Map<String, TrainingPiece> trained,
    BooleanSupplier stopAsked) {

  /** In the place of a judge: the gold answers decide. */
  static final String GOLD = "gold";

  /**
   * How judges are loaded and asked.
   *
   * @param rows judgements that are generated together
   * @param otherwise how a judge is asked whose folder has no {@code judge.json}
   */
  public record Judging(
      int rows,
      String device,
      ComputeType compute,
      int verdictTokens,
      Overlong overlong,
      SplitVotes splitVotes,
      Otherwise otherwise) {}

  Path folder(String piece) {
    return output.resolve(piece);
  }

  Path checkpoint(String piece) {
    return folder(piece).resolve(TrainingPiece.RUN).resolve("checkpoints/latest");
  }

  Path labels(String piece) {
    return folder(piece).resolve(LabelsPiece.PAIRS);
  }

  /** Whom a piece measures: the checkpoint of another one, or a model folder. */
  Path judge(String pieceOrFolder) {
    return trained.containsKey(pieceOrFolder) ? checkpoint(pieceOrFolder) : Path.of(pieceOrFolder);
  }

  /** How the judge of a piece, or of a model folder, is opened. */
  JudgeSpec spec(String pieceOrFolder) {
    JudgeSpec defaults = JudgeSpec.defaults();
    return new JudgeSpec(
        new ModelSpec(
            Optional.of(judge(pieceOrFolder)),
            Optional.empty(),
            judging.compute(),
            judging.device()),
        Optional.empty(),
        Optional.empty(),
        defaults.sampling().verdictTokens(judging.verdictTokens()),
        defaults.plan().splits(judging.splitVotes()),
        seed,
        judging.rows(),
        judging.overlong(),
        defaults.maxFailed(),
        Optional.empty(),
        judging.otherwise());
  }

  /** How a judge is asked, before it is trained too; empty for a folder that is not there. */
  Optional<JudgeSettings> asked(String pieceOrFolder) {
    if (trained.containsKey(pieceOrFolder)) {
      return Optional.of(trained.get(pieceOrFolder).judge(this));
    }
    return Files.isDirectory(judge(pieceOrFolder))
        ? Optional.of(spec(pieceOrFolder).settings())
        : Optional.empty();
  }

  /** The most tokens of a judgement. */
  int longestJudgement(String pieceOrFolder) {
    return asked(pieceOrFolder)
        .map(settings -> settings.sampling().maxNewTokens())
        .orElse(judging.otherwise().sampling().maxNewTokens());
  }

  /** The tokens that a judgement is taken to have. */
  double judgementTokens(String pieceOrFolder) {
    boolean thinks = asked(pieceOrFolder).map(JudgeSettings::thinking).orElse(true);
    int usual = thinks ? estimate.judgementTokens() : estimate.verdictTokens();
    return Math.min(usual, longestJudgement(pieceOrFolder));
  }

  /** A judge, a policy or a base that no piece makes. */
  Stream<Source> model(String pieceOrFolder) {
    return trained.containsKey(pieceOrFolder) || pieceOrFolder.equals(GOLD)
        ? Stream.empty()
        : Stream.of(Source.model(Path.of(pieceOrFolder)));
  }

  /** Data that no piece makes. */
  static Stream<Source> given(String data) {
    return data.equals(EvaluationData.MINIATURE) ? Stream.empty() : Stream.of(Source.data(data));
  }

  /** The inputs of a piece with what decides every measurement. */
  ObjectNode decided(ObjectNode inputs) {
    return inputs.put("seed", seed).put("judging", judging.toString());
  }

  /** Fills pools: every other judgement of a pair sees it swapped. */
  PoolFilling filling(String data, Judge judge, Progress progress) {
    return new PoolFilling(data, judge, Orders.HALF, watched(progress));
  }

  /** Shows progress, and asks after each window whether to stop. */
  WindowProgress watched(Progress progress) {
    return new WindowProgress(progress, this::checkStop);
  }

  /** A text without the place where this paper lies, which decides nothing. */
  String portable(String text) {
    return text.replace(output.toAbsolutePath().normalize().toString(), "{output}")
        .replace(output.toString(), "{output}");
  }

  /**
   * To be asked after each window of judgements.
   *
   * @throws StopAsked if a stop was asked for
   */
  void checkStop() {
    if (stopAsked.getAsBoolean()) {
      throw new StopAsked();
    }
  }
}
