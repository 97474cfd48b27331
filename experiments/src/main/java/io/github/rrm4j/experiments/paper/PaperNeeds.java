package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The models and files that the pieces of a paper need and no piece makes: what is missing is found
 * before the first piece is made.
 */
public final class PaperNeeds {

  private final PaperWorkspace place;
  private final Map<Source, Optional<String>> known = new HashMap<>();
  private final List<Piece> kept = new ArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  /**
   * Looks for what the optional pieces need; those that cannot be made are left out, with the
   * optional ones that need them.
   *
   * @throws InvalidInput if a piece that is not optional needs one that is left out
   */
  public PaperNeeds(List<Piece> pieces, PaperWorkspace place) {
    this.place = place;
    for (Piece piece : pieces) {
      Piece.Title title = piece.title();
      Optional<String> reason = title.optional() ? missingOf(piece) : Optional.empty();
      Optional<String> without = piece.needs().stream().filter(leftOut::containsKey).findFirst();
      if (without.isPresent() && !title.optional()) {
        throw InvalidInput.of(
            "piece %s: needs %s, which is left out (%s); add what is missing, or set optional: true",
            title.name(), without.get(), leftOut.get(without.get()));
      }
      without
          .map(name -> "without " + name)
          .or(() -> reason)
          .ifPresentOrElse(why -> leftOut.put(title.name(), why), () -> kept.add(piece));
    }
  }

  /** The pieces that are not left out, in their order. */
  public List<Piece> kept() {
    return List.copyOf(kept);
  }

  /** A line for each piece that is left out. */
  public List<String> leftOut() {
    return leftOut.entrySet().stream()
        .map(entry -> entry.getKey() + ": left out, " + entry.getValue())
        .toList();
  }

  /**
   * Looks for what some pieces need.
   *
   * @throws InvalidInput naming everything that is missing, a line each
   */
  public void check(List<Piece> pieces) {
    Map<Source, TreeSet<String>> users = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      for (Source source : piece.sources(place)) {
        if (missing(source).isPresent()) {
          users.computeIfAbsent(source, any -> new TreeSet<>()).add(piece.title().name());
        }
      }
    }
    if (!users.isEmpty()) {
      List<String> lines = new ArrayList<>();
      users.forEach(
          (source, names) ->
              lines.add(
                  source.path()
                      + ": "
                      + missing(source).orElseThrow()
                      + "; needed by "
                      + String.join(", ", names)));
      throw new InvalidInput(String.join("\n", lines));
    }
  }

  private Optional<String> missingOf(Piece piece) {
    return piece.sources(place).stream()
        .filter(source -> missing(source).isPresent())
        .findFirst()
        .map(source -> source.path() + " " + missing(source).orElseThrow());
  }

  private Optional<String> missing(Source source) {
    return known.computeIfAbsent(source, Source::missing);
  }
}
