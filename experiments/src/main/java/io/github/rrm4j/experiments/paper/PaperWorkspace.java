package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.rewards.SplitVotes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Where the pieces of a paper are made, and what all of them share.
 *
 * @param seed of every piece
 * @param stopAsked asked between steps and windows
 */
public record PaperWorkspace(
    Path output, long seed, Judging judging, Set<String> trained, BooleanSupplier stopAsked) {

  /** In the place of a judge: the gold answers decide. */
  static final String GOLD = "gold";

  public record Judging(
      int rows,
      String device,
      ComputeType compute,
      int verdictTokens,
      Overlong overlong,
      SplitVotes splitVotes) {}

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
    return trained.contains(pieceOrFolder) ? checkpoint(pieceOrFolder) : Path.of(pieceOrFolder);
  }

  /** How the judge of a piece, or of a model folder, is opened. */
  JudgeSpec spec(String pieceOrFolder) {
    JudgeSpec defaults = JudgeSpec.defaults();
    return defaults
        .model(
            new ModelSpec(
                Optional.of(judge(pieceOrFolder)),
                Optional.empty(),
                judging.compute(),
                judging.device()))
        .sampling(defaults.sampling().verdictTokens(judging.verdictTokens()))
        .seed(seed)
        .maxSequences(judging.rows())
        .overlong(judging.overlong())
        .splits(judging.splitVotes());
  }

  /** The inputs of a piece with what decides every measurement. */
  ObjectNode decided(ObjectNode inputs) {
    return inputs.put("seed", seed).put("judging", judging.toString());
  }

  /** Fills pools: every other judgement of a pair sees it swapped. */
  PoolFilling filling(EvaluationData world, Judge judge, Progress progress) {
    return new PoolFilling(world.data(), judge, Orders.HALF, watched(progress));
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

  /** Data as an input: its name, and the digest of its bytes where it is a file. */
  static String data(Optional<String> data) {
    String name = data.orElse("its own");
    try {
      return data.isPresent() && Files.isRegularFile(Path.of(name))
          ? name + " " + FileDigest.of(Path.of(name)).sha256()
          : name;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
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
