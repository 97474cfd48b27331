package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.rrm4j.contracts.InvalidInput;
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

  /** Numbers that JSON does not know, such as NaN, are let through: no reader of pairs asks. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

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
      List<String> there = columns(from);
      List<String> wanted = there.stream().filter(columns::contains).toList();
      if (wanted.isEmpty()) {
        throw InvalidInput.of(
            "%s: has the columns %s, must have some of %s, map them with data.source.columns",
            file.path(),
            String.join(", ", there),
            columns.stream().sorted().collect(Collectors.joining(", ")));
      }
      notRead = there.stream().filter(name -> !columns.contains(name)).toList();
      query = "select to_json({" + fields(wanted) + "})::varchar" + from;
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
      return new Row(file.path().toString(), file.name(), "row", number, MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw invalid("row " + number + ": " + e.getOriginalMessage());
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
    return text.lines().findFirst().orElse("no reason given").strip();
  }

  private static String fields(List<String> columns) {
    return columns.stream()
        .map(name -> literal(name) + ": \"" + name.replace("\"", "\"\"") + "\"")
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
