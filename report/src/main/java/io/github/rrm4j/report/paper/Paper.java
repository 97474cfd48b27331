package io.github.rrm4j.report.paper;

import java.util.List;

/**
 * Everything the report of a paper is made of.
 *
 * @param title of the page
 * @param about what was trained on what, in a sentence or two
 * @param seed of everything that was drawn
 * @param pieces the finished pieces that measure something
 * @param claims all claims, measured or not
 */
public record Paper(
    String title, String about, long seed, List<PieceResult> pieces, List<Claim> claims) {}
