/**
 * The paper in one page: what the pieces of a {@code reproduce} run measured beside the numbers of
 * the poster, and what becomes of the poster's claims.
 *
 * <pre>
 *   pieces --PieceResult--> numbers of each item --Findings--> effect, interval, holds or not
 *                           tables               --Panels----> tables and figures of the poster's parts
 *                                                --PaperReport--> index.html, paper.md, paper.json
 * </pre>
 *
 * <p>A <em>piece</em> is one training or measurement. A measuring piece leaves two files: {@code
 * items.jsonl}, what every item came out as under named values, and {@code tables.json}. A
 * <em>measure</em> is a value of a piece, {@code PIECE.VALUE}; a <em>claim</em> says that one
 * measure is higher than another. A new kind of piece needs nothing here but these two files.
 *
 * <p>Read {@link io.github.rrm4j.report.paper.Findings} first: it has the rule.
 */
package io.github.rrm4j.report.paper;
