package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of a Parquet file, through {@link DuckDb}, which reads only the columns that are wanted and
 * hands each row over as JSON, so that lists and nested records have one form in every format.
 */
final class ParquetRows implements Rows {

  private final DataFile file;
  private final Connection connection;
  private List<String> notRead = List.of();
  private String query = "";
  private Statement statement;
  private ResultSet rows;
  private int number;
  private boolean more;

  ParquetRows(DataFile file, Set<String> columns) {
    this.file = file;
    this.connection = DuckDb.open();
    String from = " from read_parquet(" + literal(glob(file)) + ", binary_as_string = true)";
    try {
      List<String> inDuckDb = columns(from);
      List<String> there = names(inDuckDb.size());
      List<String> wanted = file.wanted(there, columns);
      query = "select json_object(" + fields(wanted, there, inDuckDb) + ")::varchar" + from;
      notRead = there.stream().filter(name -> !wanted.contains(name)).toList();
      run();
    } catch (SQLException e) {
      close();
      throw invalid(reason(e));
    } catch (InvalidInput e) {
      close();
      throw e;
    }
  }

  private List<String> columns(String from) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement describe = connection.createStatement();
        ResultSet columns = describe.executeQuery("describe select *" + from)) {
      while (columns.next()) {
        names.add(columns.getString(1));
      }
    }
    return names;
  }

  /**
   * The columns' own names. DuckDB renames one that differs from an earlier one in case alone, as
   * {@code Prompt} from {@code prompt}.
   *
   * @param columns how many there are
   */
  private List<String> names(int columns) throws SQLException {
    List<String> names = new ArrayList<>();
    String schema =
        "select name, coalesce(num_children, 0) from parquet_schema(" + literal(glob(file)) + ")";
    try (Statement statement = connection.createStatement();
        ResultSet elements = statement.executeQuery(schema)) {
      elements.next(); // the row itself
      for (long inside = 0; elements.next(); inside += elements.getLong(2) - 1) {
        if (inside == 0) {
          names.add(elements.getString(1));
          inside = 1;
        }
      }
    }
    if (names.size() != columns) {
      throw new InvalidInput(
          file.path() + ": has a schema that is not read, must be flat columns, write it again");
    }
    return names;
  }

  private void run() throws SQLException {
    statement = connection.createStatement();
    rows = statement.executeQuery(query);
    more = rows.next();
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public Row next() {
    if (!more) {
      throw new NoSuchElementException(file.path() + " has no more rows");
    }
    number++;
    String json;
    try {
      json = rows.getString(1);
      more = rows.next();
    } catch (SQLException e) {
      throw invalid("after row " + number + ": " + reason(e));
    }
    try {
      return new Row(
          file.path().toString(), file.name(), "row", number, DataJson.parse(json), notRead);
    } catch (JsonProcessingException e) {
      throw invalid("row " + number + ": " + Json.reason(e));
    }
  }

  @Override
  public List<String> columnsNotRead() {
    return notRead;
  }

  @Override
  public void close() {
    try (Connection database = connection;
        Statement running = statement) {
      more = false;
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not close: " + e.getMessage(), e);
    }
  }

  private InvalidInput invalid(String reason) {
    return InvalidInput.of(
        "%s: cannot be read as Parquet (%s), must be a whole Parquet file, make or fetch it again",
        file.path(), reason);
  }

  /**
   * Why a query failed. A streamed query does not say so when its first rows fail; run again, to
   * the same end, without streaming, it does.
   */
  private String reason(SQLException error) {
    String text = String.valueOf(error.getMessage());
    if (text.contains("Invalid result set") && !query.isEmpty()) {
      try (Statement again = connection.createStatement()) {
        again.execute("create temp table failed as " + query + " limit 2048");
      } catch (SQLException said) {
        text = String.valueOf(said.getMessage());
      }
    }
    String line = text.lines().findFirst().orElse("no reason given").strip();
    return OneLine.of(line.replaceFirst("^([A-Z]\\w*( \\w+)? )?Error: ", ""));
  }

  private static String fields(List<String> wanted, List<String> names, List<String> inDuckDb) {
    return wanted.stream()
        .map(
            name ->
                literal(name)
                    + ", \""
                    + inDuckDb.get(names.indexOf(name)).replace("\"", "\"\"")
                    + "\"")
        .collect(Collectors.joining(", "));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The file's path as a glob that matches nothing else. */
  private static String glob(DataFile file) {
    return file.path().toString().replaceAll("[\\[*?]", "[$0]");
  }
}
