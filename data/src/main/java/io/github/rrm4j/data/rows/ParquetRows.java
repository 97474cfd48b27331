package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * Rows of a Parquet file. Only the columns that are wanted are read; in memory is one page of each,
 * packed and not, with its dictionary.
 *
 * <p>Apache Parquet's library decodes the footer and the pages; {@link ParquetFooter}, {@link
 * ParquetPages} and {@link ParquetRecords} find them and put rows together of them, which its own
 * reader of files needs Hadoop for.
 */
final class ParquetRows implements Rows {

  private final DataFile file;
  private final FileChannel channel;
  private final List<String> notRead;
  private final ParquetFooter footer;
  private final List<ParquetField> fields;
  private final ParsedVersion writer;
  private ParquetRecords records;
  private int group;
  private long left;
  private int number;

  ParquetRows(DataFile file, Set<String> columns) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file.path());
    try {
      footer = ParquetFooter.of(file, channel);
      List<String> there = footer.schema().fields().stream().map(ParquetField::name).toList();
      List<String> wanted = file.wanted(there, columns);
      notRead = there.stream().filter(name -> !wanted.contains(name)).toList();
      fields =
          footer.schema().fields().stream().filter(field -> wanted.contains(field.name())).toList();
      writer = version(footer.metadata().getCreated_by());
      advance();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      close();
      throw invalid("", e);
    }
  }

  /** Who wrote the file; null for unknown, as Parquet's library wants it. */
  private static ParsedVersion version(String writer) {
    try {
      return writer == null ? null : VersionParser.parse(writer);
    } catch (VersionParseException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file.path() + " has no more rows");
    }
    number++;
    try {
      ObjectNode object = records.next();
      left--;
      if (left == 0) {
        records.end();
        advance();
      }
      return new Row(file.path().toString(), file.name(), "row", number, object, notRead);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw invalid("at row " + number + ": ", e);
    }
  }

  @Override
  public List<String> columnsNotRead() {
    return notRead;
  }

  @Override
  public void close() {
    left = 0;
    try {
      channel.close();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** Opens the next row group that has rows. */
  private void advance() throws IOException {
    List<RowGroup> groups = footer.metadata().getRow_groups();
    while (left == 0 && group < groups.size()) {
      RowGroup next = groups.get(group++);
      if (next.getNum_rows() > 0) {
        Map<List<String>, ColumnChunk> chunks = new HashMap<>();
        for (ColumnChunk chunk : next.getColumns()) {
          if (chunk.isSetMeta_data()) {
            chunks.put(chunk.getMeta_data().getPath_in_schema(), chunk);
          }
        }
        long rows = next.getNum_rows();
        records =
            new ParquetRecords(
                file,
                fields,
                column -> open(column, chunks.get(List.of(column.getPath())), rows),
                () -> file.path() + ": row " + number);
        left = rows;
      }
    }
  }

  private ParquetNode.Leaf open(ColumnDescriptor column, ColumnChunk chunk, long rows)
      throws IOException {
    String name = String.join(".", column.getPath());
    if (chunk == null || chunk.isSetFile_path()) {
      throw new IOException("a row group has no column " + name);
    }
    ColumnMetaData metadata = chunk.getMeta_data();
    long values = metadata.getNum_values();
    if (values < rows || values > rows && column.getMaxRepetitionLevel() == 0) {
      throw new IOException(
          "the column " + name + " has " + values + " values for " + rows + " rows");
    }
    ParquetCodec codec =
        ParquetCodec.of(metadata.getCodec())
            .orElseThrow(
                () ->
                    InvalidInput.of(
                        "%s: column '%s' is packed by %s, must be by ZSTD, SNAPPY, GZIP, LZ4_RAW, LZ4 or"
                            + " not at all, write it again so",
                        file.path(), OneLine.of(name), metadata.getCodec()));
    ParquetPages pages = new ParquetPages(channel, footer.start(), metadata, codec);
    return new ParquetNode.Leaf(
        new ColumnReaderImpl(column, pages, new PrimitiveConverter() {}, writer), values);
  }

  private InvalidInput invalid(String where, Throwable error) {
    String reason = "its bytes do not fit together";
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInput known) {
        return known;
      }
      boolean said =
          cause instanceof IOException
              || cause instanceof ParquetRuntimeException && cause.getCause() == null
              || cause instanceof DateTimeException;
      if (said && cause.getMessage() != null) {
        reason = cause.getMessage();
        break;
      }
    }
    return new InvalidInput(
        file.path()
            + ": cannot be read as Parquet ("
            + where
            + OneLine.of(reason)
            + "), must be a whole Parquet file, make or fetch it again",
        error);
  }
}
