package io.github.rrm4j.data;

import io.github.rrm4j.contracts.Text;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Parquet files of our own, written by DuckDB. */
public final class Tables {

  private Tables() {}

  /** Writes the rows of a query. */
  public static Path parquet(Path file, String query) {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("set threads = 1");
      statement.execute(
          Text.format("copy (%s) to '%s' (format parquet, row_group_size 4096)", query, file));
      return file;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
