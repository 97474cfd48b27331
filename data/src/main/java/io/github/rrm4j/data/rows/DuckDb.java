package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * The in-memory DuckDB that reads Parquet: one thread, {@value #MEMORY} of memory, no disk, no
 * extension but those that are built in, so that it asks neither the network nor the home folder.
 */
public final class DuckDb {

  /** What one open file may use at most, outside of the Java heap. */
  static final String MEMORY = "1GB";

  private DuckDb() {}

  /**
   * Opens a new one; results are streamed.
   *
   * @throws InvalidInput if its native part does not load, for which it must be able to write to
   *     the folder of temporary files, and to execute there
   */
  static Connection open() {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("temp_directory", "");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      return DriverManager.getConnection("jdbc:duckdb:", settings);
    } catch (LinkageError e) {
      throw new InvalidInput(
          System.getProperty("java.io.tmpdir")
              + ": DuckDB's native library cannot be loaded from it: "
              + OneLine.of(String.valueOf(e.getMessage()))
              + "; set RRM_JAVA_OPTS=-Djava.io.tmpdir=DIR to a folder that can be written and allows execution",
          e);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /** Its version, asked of a running one. */
  public static String version() {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("select version()")) {
      version.next();
      return version.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not answer: " + e.getMessage(), e);
    }
  }
}
