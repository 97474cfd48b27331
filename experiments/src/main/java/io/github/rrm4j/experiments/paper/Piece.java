package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.evaluation.benchmark.result.ScoredItems;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.report.paper.PieceLabel;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A training or a measurement of a paper. */
public sealed interface Piece
    permits TrainingPiece, Piece.OfJudge, Piece.OfGivenData, LabelsPiece, ArenaPiece {

  /**
   * What every piece has.
   *
   * @param name its folder
   * @param labels what tables call it
   * @param panels which of them have a row of it
   * @param optional whether it is left out where something is missing that it needs
   */
  record Title(String name, PieceLabel labels, List<Panel> panels, boolean optional) {

    Title(String name, String label, List<Panel> panels, boolean optional) {
      this(name, PieceLabel.of(label), panels, optional);
    }

    /** With the number where the label has {votes}. */
    Title withVotes(int votes) {
      return withVotes(votes, List.of());
    }

    /** With the number, and with rows of fewer votes. */
    Title withVotes(int votes, List<Integer> fewer) {
      return new Title(name, PieceLabel.ofVotes(labels.plain(), votes, fewer), panels, optional);
    }
  }

  Title title();

  /** Pieces, and perhaps folders, whose results it takes; those that are no pieces do not count. */
  List<String> needs();

  /**
   * Everything that decides its result but the results that it needs.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if it cannot be run like this
   */
  ObjectNode inputs(PaperWorkspace place);

  /** The models and files that it needs and no piece makes. */
  List<Source> sources(PaperWorkspace place);

  /** What its sampling costs; no weights are read. */
  Cost cost(PaperWorkspace place);

  /**
   * Makes the result, from where an earlier process left it.
   *
   * @param folder its own, where everything lies that it has made before
   * @throws StopAsked if a stop was asked for
   */
  void run(PaperWorkspace place, Path folder) throws IOException;

  /** The files whose bytes are its result. */
  default List<Path> results(Path folder) throws IOException {
    return List.of(folder.resolve(ScoredItems.FILE), folder.resolve(PieceResult.TABLES));
  }

  /** Whether it leaves items and tables for the report. */
  default boolean measures() {
    return true;
  }

  /** A measurement of one judge. */
  sealed interface OfJudge extends Piece permits BenchmarkPiece, ScalingPiece, TournamentPiece {

    /** A piece or a model folder. */
    String judge();

    @Override
    default List<String> needs() {
      return List.of(judge());
    }
  }

  /** Takes what was made elsewhere. */
  sealed interface OfGivenData extends Piece permits BattlesPiece, ImportedLabelsPiece {

    /** A file, a folder or a glob. */
    String data();

    @Override
    default List<String> needs() {
      return List.of();
    }

    @Override
    default List<Source> sources(PaperWorkspace place) {
      return List.of(Source.data(data()));
    }

    @Override
    default Cost cost(PaperWorkspace place) {
      return Cost.NONE;
    }
  }
}
