package io.github.rrm4j.cluster;

import java.io.Serializable;
import java.nio.file.Path;

/** Makes the output of a slice of its rows. */
interface SliceWork extends Serializable {

  /**
   * @param input rows, one JSON object a line
   * @param output the main output; others lie beside it
   * @throws io.github.rrm4j.contracts.InvalidInput if a row is refused; the message begins with the
   *     file and, where it is known, the number of the line
   */
  void run(Path input, Path output) throws Exception;
}
