package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.paper.ClaimResult.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code index.html} (one file that opens from the disk), {@code paper.md} and {@code
 * paper.json} (every number, unrounded). A function of the pieces' results: written again, they
 * have the same bytes.
 */
public final class PaperReport {

  private PaperReport() {}

  /**
   * Writes the three files, replacing earlier ones.
   *
   * @return the verdicts on the claims
   */
  public static List<ClaimResult> write(Path folder, Paper paper) throws IOException {
    Chart.withoutScreen();
    List<ClaimResult> findings = paper.findings();
    AtomicFiles.write(folder.resolve("paper.json"), Json.pretty(json(paper, findings)));
    ReportPage page =
        new ReportPage(
            "RRM4J paper",
            paper.title(),
            List.of(new Part.Note(paper.about() + " Seed " + paper.seed() + ".")),
            new PaperSections(paper, findings).sections());
    AtomicFiles.write(folder.resolve("paper.md"), page.markdown());
    AtomicFiles.write(folder.resolve("index.html"), page.html());
    return findings;
  }

  private static ObjectNode json(Paper paper, List<ClaimResult> findings) {
    ObjectNode json =
        Json.object()
            .put("title", paper.title())
            .put("about", paper.about())
            .put("seed", paper.seed())
            .put("rule", Findings.RULE);
    ObjectNode claims = json.putObject("claims");
    for (ClaimResult finding : findings) {
      Claim claim = finding.claim();
      ObjectNode one = claims.putObject(claim.name()).put("says", claim.says());
      claim.higher().ifPresent(measure -> one.put("higher", measure.toString()));
      claim.lower().ifPresent(measure -> one.put("lower", measure.toString()));
      claim.harderBy().ifPresent(measure -> one.put("harder_by", measure.toString()));
      one.put("state", finding.state().words());
      if (finding.state() == State.NOT_MEASURED) {
        one.put("reason", finding.reason());
      }
      finding
          .effect()
          .ifPresent(
              effect ->
                  effect
                      .interval()
                      .into(
                          one.put("value_higher", effect.higher())
                              .put("value_lower", effect.lower())
                              .put("effect", effect.difference()),
                          "effect")
                      .put("n", effect.n()));
    }
    ObjectNode pieces = json.putObject("pieces");
    for (PieceResult piece : paper.pieces()) {
      ObjectNode one = pieces.putObject(piece.name()).put("label", piece.label());
      ObjectNode tables = one.putObject("tables");
      piece.tables().forEach(table -> tables.set(table.name(), table.toJson()));
    }
    return json;
  }
}
