package io.github.rrm4j.cluster;

import java.io.Serializable;

/**
 * A row of the input.
 *
 * @param file its name, as ids and messages have it
 * @param number of its line in the file, from 1
 * @param line one JSON object, UTF-8
 */
record InputRow(String file, long number, byte[] line) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Where it stands; the id of a row that has no id of its own. */
  String place() {
    return file + ":" + number;
  }
}
