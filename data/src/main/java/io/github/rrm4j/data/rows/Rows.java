package io.github.rrm4j.data.rows;

import java.util.Iterator;
import java.util.List;

/**
 * The rows of one file in its order, read as they are asked for; every method may throw {@link
 * io.github.rrm4j.contracts.InvalidInput} with the place of what cannot be read.
 */
public interface Rows extends Iterator<Row>, AutoCloseable {

  /** Columns of the file that are not read, and so are in no row. */
  default List<String> columnsNotRead() {
    return List.of();
  }

  /** Closes the file. */
  @Override
  void close();
}
