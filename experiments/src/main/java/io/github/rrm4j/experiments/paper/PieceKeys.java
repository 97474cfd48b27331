package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.paper.PieceSettings.Limits;
import io.github.rrm4j.report.paper.Panel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A piece as it is written: the keys that every kind has, and those of its own kind.
 *
 * @param label what tables call it, with {votes} for their number
 * @param optional whether it is left out where something is missing that it needs
 */
record PieceKeys(
    String name, String label, List<Panel> panels, boolean optional, PieceSettings settings) {

  /** Kinds of pieces, with the record of their keys. */
  enum Kind {
    TRAIN(PieceSettings.Train.class),
    BENCHMARK(PieceSettings.Benchmark.class),
    SCALING(PieceSettings.Scaling.class),
    TOURNAMENT(PieceSettings.Tournament.class),
    LABELS(PieceSettings.Labels.class),
    IMPORTED_LABELS(PieceSettings.ImportedLabels.class),
    ARENA(PieceSettings.Arena.class),
    BATTLES(PieceSettings.Battles.class);

    private final Class<? extends Record> keys;

    <K extends Record & PieceSettings> Kind(Class<K> keys) {
      this.keys = keys;
    }

    String word() {
      return Word.of(this);
    }
  }

  private static final Set<String> OF_ALL = Set.of("name", "kind", "label", "optional");

  /** Says which keys the section of defaults has. */
  static void declare(ConfigReader c) {
    c.optionalText("name");
    c.optionalText("label");
    c.flag("optional");
    c.choice("kind", Kind.class);
    c.declare(List.of(Kind.values()).stream().map(kind -> kind.keys).toList());
  }

  /** Reads every key, and records what is missing for the kind and what it has no use for. */
  static PieceKeys read(ConfigReader c) {
    String name = c.optionalText("name").orElse("");
    c.problemIf(
        !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
        "name",
        Text.format("is '%s', must be letters, digits, '.', '_', '-'", name));
    Kind kind = c.choice("kind", Kind.class);
    c.expectKeysOf(kind.keys, OF_ALL, "for a piece of the kind " + kind.word());
    PieceSettings settings = (PieceSettings) c.record(kind.keys);
    check(c, settings);
    return new PieceKeys(
        name,
        c.optionalText("label").orElse(name),
        c.choices("panels", Panel.class),
        c.flag("optional"),
        settings);
  }

  private static void check(ConfigReader c, PieceSettings settings) {
    if (settings instanceof PieceSettings.Train train
        && train.scalar()
        && train.judge().isEmpty()) {
      c.problem("scalar", "is true, must be false without judge");
    }
    if (settings instanceof PieceSettings.Tournament tournament
        && tournament.data().equals(EvaluationData.MINIATURE)
        && tournament.responses().isEmpty()) {
      c.problem("responses", "is not set, must be set with data: miniature");
    }
    c.problemIf(
        settings.modelJudge().equals(Optional.of(PaperWorkspace.GOLD)),
        "judge",
        "is gold, must be a judge for this piece");
  }

  /**
   * The piece.
   *
   * @param limits those of the short form
   */
  Piece piece(Optional<Limits> limits) {
    return settings.piece(new Piece.Title(name, label, panels, optional), limits);
  }
}
