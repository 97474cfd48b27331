package io.github.rrm4j.data;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** The pages of one column of a row group that is being written. */
final class ParquetChunk implements PageWriter {

  private final ColumnDescriptor column;
  private final CompressionCodec codec;
  private final boolean checksums;
  private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private final Set<org.apache.parquet.format.Encoding> encodings =
      EnumSet.noneOf(org.apache.parquet.format.Encoding.class);
  private long values;
  private long unpacked;

  ParquetChunk(ColumnDescriptor column, CompressionCodec codec, boolean checksums) {
    this.column = column;
    this.codec = codec;
    this.checksums = checksums;
  }

  /** Writes it at a position of a file. */
  ColumnChunk write(OutputStream out, long position) throws IOException {
    dictionary.writeTo(out);
    pages.writeTo(out);
    ColumnMetaData metadata =
        new ColumnMetaData(
            Type.valueOf(
                column
                    .getPrimitiveType()
                    .getPrimitiveTypeName()
                    .name()
                    .replace("BINARY", "BYTE_ARRAY")),
            List.copyOf(encodings),
            List.of(column.getPath()),
            codec,
            values,
            unpacked,
            dictionary.size() + pages.size(),
            position + dictionary.size());
    if (dictionary.size() > 0) {
      metadata.setDictionary_page_offset(position);
    }
    return new ColumnChunk(position).setMeta_data(metadata);
  }

  private org.apache.parquet.format.Encoding encoding(Encoding encoding) {
    org.apache.parquet.format.Encoding name =
        org.apache.parquet.format.Encoding.valueOf(encoding.name());
    encodings.add(name);
    return name;
  }

  private void page(OutputStream out, PageHeader header, byte[] bytes) throws IOException {
    if (checksums) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      header.setCrc((int) crc.getValue());
    }
    Util.writePageHeader(header, out);
    out.write(bytes);
    unpacked += header.getUncompressed_page_size();
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> statistics,
      SizeStatistics sizes,
      GeospatialStatistics places,
      Encoding repetitions,
      Encoding definitions,
      Encoding data)
      throws IOException {
    byte[] packed = pack(codec, bytes(bytes));
    PageHeader header = new PageHeader(PageType.DATA_PAGE, (int) bytes.size(), packed.length);
    header.setData_page_header(
        new DataPageHeader(count, encoding(data), encoding(definitions), encoding(repetitions)));
    page(pages, header, packed);
    values += count;
  }

  @Override
  public void writePageV2(
      int rows,
      int nulls,
      int count,
      BytesInput repetitions,
      BytesInput definitions,
      Encoding encoding,
      BytesInput data,
      Statistics<?> statistics,
      SizeStatistics sizes,
      GeospatialStatistics places)
      throws IOException {
    BytesInput packed =
        BytesInput.concat(repetitions, definitions, BytesInput.from(pack(codec, bytes(data))));
    int unpackedSize = (int) (repetitions.size() + definitions.size() + data.size());
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, unpackedSize, (int) packed.size());
    header.setData_page_header_v2(
        new DataPageHeaderV2(
            count,
            nulls,
            rows,
            encoding(encoding),
            (int) definitions.size(),
            (int) repetitions.size()));
    page(pages, header, bytes(packed));
    values += count;
  }

  @Override
  public void writeDictionaryPage(DictionaryPage page) throws IOException {
    byte[] plain = bytes(page.getBytes());
    byte[] packed = pack(codec, plain);
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, plain.length, packed.length);
    header.setDictionary_page_header(
        new DictionaryPageHeader(page.getDictionarySize(), encoding(page.getEncoding())));
    page(dictionary, header, packed);
  }

  private static byte[] bytes(BytesInput input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    input.writeAllTo(bytes);
    return bytes.toByteArray();
  }

  /** Packs bytes as a codec of the format does. */
  static byte[] pack(CompressionCodec codec, byte[] plain) throws IOException {
    return switch (codec) {
      case SNAPPY -> block(new SnappyCompressor(), plain);
      case ZSTD -> block(new ZstdCompressor(), plain);
      case LZ4_RAW -> block(new Lz4Compressor(), plain);
      case LZ4 -> {
        byte[] block = block(new Lz4Compressor(), plain);
        ByteBuffer frame = ByteBuffer.allocate(2 * Integer.BYTES + block.length);
        yield frame.putInt(plain.length).putInt(block.length).put(block).array();
      }
      case GZIP -> {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
          out.write(plain);
        }
        yield packed.toByteArray();
      }
      default -> plain; // also under the name of one that is not read
    };
  }

  private static byte[] block(Compressor codec, byte[] plain) {
    byte[] packed = new byte[codec.maxCompressedLength(plain.length)];
    return Arrays.copyOf(packed, codec.compress(plain, 0, plain.length, packed, 0, packed.length));
  }

  @Override
  public long getMemSize() {
    return pages.size();
  }

  @Override
  public long allocatedSize() {
    return pages.size();
  }

  @Override
  public String memUsageString(String prefix) {
    return prefix + pages.size();
  }

  @Override
  @SuppressWarnings("deprecation") // must be there, although nothing calls it
  public void writePage(
      BytesInput bytes,
      int count,
      Statistics<?> statistics,
      Encoding repetitions,
      Encoding definitions,
      Encoding data)
      throws IOException {
    writePage(bytes, count, 0, statistics, null, null, repetitions, definitions, data);
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int count,
      int rows,
      Statistics<?> statistics,
      Encoding repetitions,
      Encoding definitions,
      Encoding data)
      throws IOException {
    writePage(bytes, count, rows, statistics, null, null, repetitions, definitions, data);
  }

  @Override
  public void writePageV2(
      int rows,
      int nulls,
      int count,
      BytesInput repetitions,
      BytesInput definitions,
      Encoding encoding,
      BytesInput data,
      Statistics<?> statistics)
      throws IOException {
    writePageV2(
        rows, nulls, count, repetitions, definitions, encoding, data, statistics, null, null);
  }
}
