package io.github.rrm4j.report.paper;

import java.util.List;

/**
 * Everything the report of a paper is made of.
 *
 * @param title of the page
 * @param about what was trained on what, in a sentence or two
 * @param seed of everything that was drawn
 * @param decides whether claims are decided: not by a short form
 * @param pieces the finished pieces that measure something
 * @param claims all claims, measured or not
 * @param points of other judges, for the figure of sizes
 */
public record Paper(
    String title,
    String about,
    long seed,
    boolean decides,
    List<PieceResult> pieces,
    List<Claim> claims,
    List<PublishedPoint> points) {

  /** The verdicts on the claims. */
  public List<ClaimResult> findings() {
    List<ClaimResult> findings = new Findings(pieces).of(claims);
    return decides ? findings : findings.stream().map(ClaimResult::undecided).toList();
  }
}
