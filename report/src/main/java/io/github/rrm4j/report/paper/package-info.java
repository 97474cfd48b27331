/**
 * The paper in one page: what the pieces of a {@code reproduce} run measured beside the numbers of
 * the poster, and the verdicts on the poster's claims.
 *
 * <pre>
 *   pieces --PieceResult--> numbers of each item --Findings--> effect, interval, holds or not
 *                           tables --Measurements--> tables and figures of a panel
 *        findings and panels --PaperSections--> sections --PaperReport--> index.html, paper.md, paper.json
 * </pre>
 *
 * <p>A <em>piece</em> is one training or measurement. A measuring piece leaves two files: {@code
 * items.jsonl}, the named values of every item, and {@code tables.json}. A <em>measure</em> is a
 * value of a piece, {@code PIECE.VALUE}; a <em>claim</em> says that one measure is higher than
 * another. A new kind of piece needs nothing here but these two files.
 *
 * <p>Read {@link io.github.rrm4j.report.paper.Findings} first: it has the rule.
 */
package io.github.rrm4j.report.paper;
