package io.github.rrm4j.cluster;

import org.apache.spark.Partitioner;

/** Divides numbered rows into slices of as many rows each. */
final class SlicesOf extends Partitioner {

  private static final long serialVersionUID = 1;

  private final int rows;
  private final int slices;

  /**
   * @param all rows in all
   * @param rows of a slice
   */
  SlicesOf(long all, int rows) {
    this.rows = rows;
    this.slices = Math.toIntExact((all + rows - 1) / rows);
  }

  @Override
  public int numPartitions() {
    return slices;
  }

  @Override
  public int getPartition(Object number) {
    return (int) ((Long) number / rows);
  }
}
