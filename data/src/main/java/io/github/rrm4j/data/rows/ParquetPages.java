package io.github.rrm4j.data.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import org.apache.commons.compress.utils.BoundedSeekableByteChannelInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The pages of one column of a row group, read from the file one at a time.
 *
 * <p>Source: the Parquet format, "Data pages" and "Checksumming". Every length that a header names
 * is held against what is there before memory is taken for it, and a checksum that is there must be
 * right.
 */
final class ParquetPages implements PageReader {

  private final InputStream in;
  private final ParquetCodec codec;
  private final long values;
  private long left;
  private PageHeader next;

  /**
   * @param end of the pages in the file
   * @throws IOException if the column begins outside of the pages
   */
  ParquetPages(FileChannel channel, long end, ColumnMetaData column, ParquetCodec codec)
      throws IOException {
    long start = column.getData_page_offset();
    if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
      start = Math.min(start, column.getDictionary_page_offset());
    }
    if (start <= 0 || start >= end) {
      throw new IOException("a column should begin at byte " + start + " of " + end);
    }
    this.codec = codec;
    this.values = column.getNum_values();
    this.left = end - start;
    this.in =
        new BufferedInputStream(new BoundedSeekableByteChannelInputStream(start, left, channel));
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      next = header();
      if (next.getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      PageHeader header = next;
      next = null;
      byte[] plain = codec.unpack(bytes(header), 0, header.getUncompressed_page_size());
      int size = header.getDictionary_page_header().getNum_values();
      if (size < 0 || size > plain.length) {
        throw new IOException("a dictionary of " + plain.length + " bytes has " + size + " values");
      }
      return new DictionaryPage(
          BytesInput.from(plain), size, encoding(header.getDictionary_page_header().getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public DataPage readPage() {
    try {
      while (true) {
        PageHeader header = next == null ? header() : next;
        next = null;
        byte[] packed = bytes(header);
        switch (header.getType()) {
          case DATA_PAGE:
            return page(header, packed);
          case DATA_PAGE_V2:
            return pageV2(header, packed);
          case DICTIONARY_PAGE:
            throw new IOException("a column has two dictionaries");
          default: // an index, which nobody writes among the pages
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage page(PageHeader page, byte[] packed) throws IOException {
    DataPageHeader header = page.getData_page_header();
    byte[] plain = codec.unpack(packed, 0, page.getUncompressed_page_size());
    return new DataPageV1(
        BytesInput.from(plain),
        count(header.getNum_values()),
        plain.length,
        null,
        encoding(header.getRepetition_level_encoding()),
        encoding(header.getDefinition_level_encoding()),
        encoding(header.getEncoding()));
  }

  private DataPage pageV2(PageHeader page, byte[] packed) throws IOException {
    DataPageHeaderV2 header = page.getData_page_header_v2();
    int repetitions = header.getRepetition_levels_byte_length();
    int definitions = header.getDefinition_levels_byte_length();
    if (repetitions < 0 || definitions < 0 || definitions > packed.length - repetitions) {
      throw new IOException("a page is shorter than its levels");
    }
    int levels = repetitions + definitions;
    int length = page.getUncompressed_page_size() - levels;
    boolean packs = !header.isSetIs_compressed() || header.isIs_compressed();
    byte[] data =
        length == 0
            ? new byte[0] // which need not be packed
            : (packs ? codec : ParquetCodec.UNCOMPRESSED).unpack(packed, levels, length);
    return DataPageV2.uncompressed(
        header.getNum_rows(),
        header.getNum_nulls(),
        count(header.getNum_values()),
        BytesInput.from(packed, 0, repetitions),
        BytesInput.from(packed, repetitions, definitions),
        encoding(header.getEncoding()),
        BytesInput.from(data),
        null);
  }

  private PageHeader header() throws IOException {
    PageHeader header = decoded();
    boolean whole =
        switch (header.getType()) {
          case DATA_PAGE -> header.isSetData_page_header();
          case DATA_PAGE_V2 -> header.isSetData_page_header_v2();
          case DICTIONARY_PAGE -> header.isSetDictionary_page_header();
          default -> true;
        };
    if (!whole) {
      throw new IOException("a page does not say what it holds");
    }
    return header;
  }

  private PageHeader decoded() throws IOException {
    try {
      return Util.readPageHeader(in);
    } catch (IOException | RuntimeException e) {
      throw new IOException("the header of a page is damaged or missing", e);
    }
  }

  /** The bytes of a page as they are in the file. */
  private byte[] bytes(PageHeader header) throws IOException {
    int size = header.getCompressed_page_size();
    if (size < 0 || size > left) {
      throw new IOException("a page should have " + size + " bytes, of " + left + " at most");
    }
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new IOException("a page is cut off");
    }
    left -= size;
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new IOException("a page does not have its checksum");
      }
    }
    return bytes;
  }

  private static int count(int values) throws IOException {
    if (values < 0) {
      throw new IOException("a page has " + values + " values");
    }
    return values;
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) throws IOException {
    if (encoding == null) {
      throw new IOException("a page has an encoding that is not known");
    }
    return Encoding.valueOf(encoding.name());
  }
}
