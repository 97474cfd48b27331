package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What the last bytes of a Parquet file say: its columns, and where the pages of each row group
 * are.
 *
 * <p>Source: the Parquet format, "File format" and "Metadata".
 *
 * @param metadata as it is written
 * @param schema the columns
 * @param start of the footer, where the pages end at the latest
 */
record ParquetFooter(FileMetaData metadata, ParquetField schema, long start) {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  /** The length of the footer and the last mark. */
  private static final int TAIL = Integer.BYTES + MAGIC.length;

  /**
   * Reads it.
   *
   * @throws InvalidInput if the file is encrypted
   * @throws IOException if it is not a Parquet file
   */
  static ParquetFooter of(DataFile file, FileChannel channel) throws IOException {
    long length = channel.size();
    if (length < MAGIC.length + TAIL) {
      throw new IOException("it has " + length + " bytes, and the shortest has 12");
    }
    byte[] tail = bytes(channel, length - TAIL, TAIL);
    byte[] mark = Arrays.copyOfRange(tail, Integer.BYTES, TAIL);
    if (Arrays.equals(mark, ENCRYPTED)) {
      throw encrypted(file);
    }
    if (!Arrays.equals(mark, MAGIC)) {
      throw new IOException("it does not end with PAR1");
    }
    if (!Arrays.equals(bytes(channel, 0, MAGIC.length), MAGIC)) {
      throw new IOException("it does not begin with PAR1");
    }
    int size = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (size <= 0 || size > length - MAGIC.length - TAIL) {
      throw new IOException(
          "its footer should have "
              + Integer.toUnsignedString(size)
              + " bytes, and the file has "
              + length);
    }
    long start = length - TAIL - size;
    FileMetaData metadata = decoded(bytes(channel, start, size));
    if (metadata.isSetEncryption_algorithm()) {
      throw encrypted(file);
    }
    long rows = 0;
    for (RowGroup group : metadata.getRow_groups()) {
      if (group.getNum_rows() < 0) {
        throw new IOException("a row group has " + group.getNum_rows() + " rows");
      }
      rows += group.getNum_rows();
    }
    if (rows != metadata.getNum_rows()) {
      throw new IOException(
          "its row groups have " + rows + " rows, and it should have " + metadata.getNum_rows());
    }
    return new ParquetFooter(metadata, ParquetField.root(metadata.getSchema()), start);
  }

  private static FileMetaData decoded(byte[] footer) throws IOException {
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(footer));
    } catch (IOException | RuntimeException e) {
      throw new IOException("its footer is damaged", e);
    }
  }

  private static InvalidInput encrypted(DataFile file) {
    return new InvalidInput(
        file.path() + ": is encrypted Parquet, which is not read; write it again without a key");
  }

  private static byte[] bytes(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("it ends before its footer does");
      }
    }
    return bytes.array();
  }
}
