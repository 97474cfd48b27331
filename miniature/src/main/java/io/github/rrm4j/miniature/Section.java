package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import java.util.function.BiFunction;

/** The sections of the miniature world, from short thinking to long. */
public enum Section {
  COMPARISON(Comparison::draw),
  COUNTING(Counting::draw),
  SORTING(Sorting::draw),
  ARITHMETIC(Arithmetic::draw);

  private final BiFunction<Context, Key, Puzzle> drawing;

  Section(BiFunction<Context, Key, Puzzle> drawing) {
    this.drawing = drawing;
  }

  /** The name in files and metrics: {@code comparison}, ... */
  public String label() {
    return Word.of(this);
  }

  /** A puzzle in the given context; what the key draws outside of it is drawn again. */
  public Puzzle draw(Context context, Key key) {
    for (long attempt = 0; ; attempt++) {
      Puzzle puzzle = drawing.apply(context, key.with(attempt));
      if (puzzle.context() == context) {
        return puzzle;
      }
    }
  }
}
