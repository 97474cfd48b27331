package io.github.rrm4j.cli.paper;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.model.ComputeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/**
 * Where the pieces of a paper are made, and what all of them share.
 *
 * @param output the folder of the paper
 * @param seed of every piece
 * @param judging how judges are opened
 * @param trained the pieces that are trainings
 * @param stopAsked asked between steps and windows
 */
public record Place(
    Path output, long seed, Judging judging, Set<String> trained, BooleanSupplier stopAsked) {

  /** In the place of a judge: the gold answers decide. */
  static final String GOLD = "gold";

  /** How judges are opened. */
  record Judging(int rows, String device, ComputeType compute, int verdictTokens) {}

  /** The folder of a piece. */
  Path folder(String piece) {
    return output.resolve(piece);
  }

  /** The last checkpoint of a piece. */
  Path checkpoint(String piece) {
    return folder(piece).resolve(TrainingPiece.RUN).resolve("checkpoints/latest");
  }

  /** The pairs of a piece that labels. */
  Path labels(String piece) {
    return folder(piece).resolve(LabelsPiece.PAIRS);
  }

  /** Whom a piece measures: the checkpoint of another one, or a model folder. */
  Path judge(String pieceOrFolder) {
    return trained.contains(pieceOrFolder) ? checkpoint(pieceOrFolder) : Path.of(pieceOrFolder);
  }

  /** The options of a judge, as the flags of a command would set them. */
  JudgeOption option(String pieceOrFolder) {
    JudgeOption option = new JudgeOption();
    List<String> flags =
        List.of(
            "--model", judge(pieceOrFolder).toString(),
            "--seed", String.valueOf(seed),
            "--rows", String.valueOf(judging.rows()),
            "--device", judging.device(),
            "--compute", judging.compute().name(),
            "--verdict-tokens", String.valueOf(judging.verdictTokens()));
    new CommandLine(option)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(flags.toArray(String[]::new));
    return option;
  }

  /** How pools are filled: every other judgement of a pair sees it swapped. */
  Asking asking(JudgeOption.Opened judge) {
    return new Asking(
        judge.judge(),
        judge.engine(),
        judge.sampling(),
        Asking.Orders.BOTH,
        Key.of(seed, "pool"),
        judging.rows());
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
