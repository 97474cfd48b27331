package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AppendedFile;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs the pieces of a paper one after the other.
 *
 * <p>What decides a piece are its own inputs, the digests of the models and data that it is given,
 * and those of the results that it takes. So a piece is skipped when it was finished with the same
 * ones, gone on with when it was begun with them, and made again otherwise; what depends on a
 * result that came out the same is not.
 *
 * @param tell is given a line for each piece
 * @param digests of the sources that were read, each once
 */
public record PaperRunner(
    List<Piece> pieces, PaperWorkspace place, Consumer<String> tell, Map<Source, String> digests) {

  /** A runner that has read nothing yet. */
  public PaperRunner(List<Piece> pieces, PaperWorkspace place, Consumer<String> tell) {
    this(pieces, place, tell, new HashMap<>());
  }

  /**
   * Brings every piece to its end.
   *
   * @return false where a stop was asked for
   */
  public boolean run() throws IOException {
    Map<String, String> results = new LinkedHashMap<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      String name = Text.format("[%d/%d] %s", i + 1, pieces.size(), piece.title().name());
      PieceFolder folder = folder(piece);
      ObjectNode inputs = inputs(piece, results);
      PieceFolder.State state = folder.state(() -> inputs);
      switch (state) {
        case FINISHED -> tell.accept(name + ": was finished");
        case NEW -> tell.accept(name + ": begins");
        case BEGUN -> tell.accept(name + ": goes on");
        case OTHER -> tell.accept(name + ": " + reason(folder, inputs) + ", made again");
      }
      if (state != PieceFolder.State.FINISHED) {
        if (state != PieceFolder.State.BEGUN) {
          folder.begin(inputs);
        }
        if (!work(piece, name)) {
          return false;
        }
        folder.finish();
      }
      results.put(piece.title().name(), folder.result());
    }
    return true;
  }

  private static String reason(PieceFolder folder, ObjectNode inputs) {
    List<String> changed =
        folder.changed(inputs).stream().map(WorkFolder.Difference::part).distinct().toList();
    return changed.isEmpty()
        ? "its result was changed"
        : "other inputs (" + String.join(", ", changed) + ")";
  }

  private boolean work(Piece piece, String name) throws IOException {
    long start = System.nanoTime();
    try {
      place.checkStop();
      piece.run(place, place.folder(piece.title().name()));
    } catch (StopAsked stop) {
      return false;
    } catch (InvalidInput e) {
      throw new InvalidInput("piece " + piece.title().name() + ": " + e.getMessage(), e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    tell.accept(name + Text.format(": finished in %.0f s", seconds));
    ObjectNode line = Json.object();
    line.put("piece", piece.title().name()).put("seconds", seconds);
    try (AppendedFile timings = new AppendedFile(place.output().resolve("timings.jsonl"))) {
      timings.write(Json.line(line));
    }
    return true;
  }

  private ObjectNode inputs(Piece piece, Map<String, String> results) {
    ObjectNode inputs = piece.inputs(place);
    ObjectNode needs = inputs.putObject("needs");
    for (String need : piece.needs()) {
      if (results.containsKey(need)) {
        needs.put(need, results.get(need));
      }
    }
    ObjectNode given = inputs.putObject("given");
    piece.sources(place).stream()
        .filter(source -> source.missing().isEmpty())
        .forEach(
            source ->
                given.put(
                    place.portable(source.path()),
                    digests.computeIfAbsent(source, Source::digest)));
    return inputs;
  }

  private PieceFolder folder(Piece piece) {
    return new PieceFolder(piece, place.folder(piece.title().name()));
  }

  /** The results of the measuring pieces that are finished with the inputs of this paper. */
  public List<PieceResult> finished() throws IOException {
    Map<String, String> results = new LinkedHashMap<>();
    List<PieceResult> finished = new ArrayList<>();
    for (Piece piece : pieces) {
      Path path = place.folder(piece.title().name());
      if (folder(piece).state(() -> inputs(piece, results)) == PieceFolder.State.FINISHED) {
        Piece.Title title = piece.title();
        results.put(title.name(), folder(piece).result());
        if (piece.measures()) {
          finished.add(PieceResult.read(title.name(), title.labels(), title.panels(), path));
        }
      }
    }
    return finished;
  }

  /** The pieces that are not finished with the inputs of this paper. */
  public List<Piece> unfinished() throws IOException {
    Map<String, String> results = new LinkedHashMap<>();
    List<Piece> open = new ArrayList<>();
    for (Piece piece : pieces) {
      if (state(piece, results) != PieceFolder.State.FINISHED) {
        open.add(piece);
      }
    }
    return open;
  }

  /** The state of the next piece, whose result is noted where it is finished. */
  private PieceFolder.State state(Piece piece, Map<String, String> results) throws IOException {
    PieceFolder folder = folder(piece);
    PieceFolder.State state = folder.state(() -> inputs(piece, results));
    if (state == PieceFolder.State.FINISHED) {
      results.put(piece.title().name(), folder.result());
    }
    return state;
  }

  /** What would be done with each piece, and what its sampling costs; nothing is changed. */
  public void rehearse() throws IOException {
    Map<String, String> results = new LinkedHashMap<>();
    Cost sum = Cost.NONE;
    for (Piece piece : pieces) {
      String name = piece.title().name();
      PieceFolder.State state = state(piece, results);
      if (state == PieceFolder.State.FINISHED) {
        tell.accept(name + ": is finished");
        continue;
      }
      Cost cost = piece.cost(place);
      sum = sum.plus(cost);
      String done =
          switch (state) {
            case BEGUN -> "would be gone on with";
            case OTHER -> "would be made again";
            default -> "would be made";
          };
      tell.accept(name + ": " + done + cost.described(place.estimate()));
    }
    tell.accept(
        Text.format(
            "in all%s, at %,d tokens a second (estimate.tokens_per_second) and %,d tokens of a judgement; updates of weights and prompts are not counted",
            new Cost(sum.judgements(), sum.replies(), sum.tokens(), List.of())
                .described(place.estimate()),
            place.estimate().tokensPerSecond(),
            place.estimate().judgementTokens()));
  }
}
