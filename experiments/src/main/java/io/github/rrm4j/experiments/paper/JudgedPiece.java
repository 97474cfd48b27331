package io.github.rrm4j.experiments.paper;

import java.util.List;

/** A measurement of one judge. */
sealed interface JudgedPiece extends Piece permits BenchmarkPiece, ScalingPiece, TournamentPiece {

  /** A piece or a model folder. */
  String judge();

  @Override
  default List<String> needs() {
    return List.of(judge());
  }
}
