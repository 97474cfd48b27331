package io.github.rrm4j.report.paper;

import java.util.List;

/**
 * What a report is written of.
 *
 * @param title of the page
 * @param about what was trained on what, in a sentence or two
 * @param seed of everything that was drawn
 * @param pieces the measuring ones that are finished
 * @param claims all of them
 */
public record Paper(
    String title, String about, long seed, List<PieceResult> pieces, List<Claim> claims) {}
