/**
 * {@code ./rrm reproduce}: a paper as a list of pieces that run one after the other, each finished
 * once.
 *
 * <pre>
 *   FILE --PaperFile--> pieces --PaperRunner--> OUTPUT/PIECE/{inputs.json, ..., finished.json} --> PaperReport
 * </pre>
 *
 * <p>A {@link io.github.rrm4j.experiments.paper.Piece} says what decides its result; {@link
 * io.github.rrm4j.experiments.paper.PieceFolder} keeps that with the result, so that a piece is
 * skipped, gone on with, or made again. A new kind of work is a new kind of piece. Read {@link
 * io.github.rrm4j.experiments.paper.PaperRunner} first.
 */
package io.github.rrm4j.experiments.paper;
