package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.PairWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Preference pairs that were labelled elsewhere, by another judge or by people, for DPO ({@value
 * LabelsPiece#PAIRS}).
 *
 * @param data pairs in any layout that training reads
 * @param items the first so many; empty for all
 */
record ImportedLabelsPiece(Title title, String data, Optional<Integer> items)
    implements Piece.OfGivenData {

  private static final int MOST = Integer.MAX_VALUE;

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return Json.object()
        .put("kind", "imported_labels")
        .put("data", data)
        .put("items", items.orElse(0));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    try (PairStream pairs = PairSource.of(data).open()) {
      AtomicFiles.output(
          folder.resolve(LabelsPiece.PAIRS),
          out -> {
            for (int taken = 0; pairs.hasNext() && taken < items.orElse(MOST); taken++) {
              out.write(Json.line(PairWriter.preference(pairs.next())));
            }
          });
      if (pairs.ties() > 0) {
        System.err.println(
            Text.format("%s: %d rows say that neither is better, left out", data, pairs.ties()));
      }
      pairs.repetition().ifPresent(System.err::println);
    }
  }

  @Override
  public List<Path> results(Path folder) {
    return List.of(folder.resolve(LabelsPiece.PAIRS));
  }

  @Override
  public boolean measures() {
    return false;
  }
}
