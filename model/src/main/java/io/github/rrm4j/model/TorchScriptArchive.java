package io.github.rrm4j.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source and the attributes of its module into the archive that PyTorch loads.
 *
 * <p>Source: the layout of {@code torch.jit.save} (a stored zip with data.pkl, constants.pkl, the
 * code and a version) and pickle protocol 2. Differs: there are no tensors in it; weights are
 * arguments of the methods.
 */
final class TorchScriptArchive {

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private TorchScriptArchive() {}

  /**
   * @param className the class that the source defines
   * @param source TorchScript in its serialised form
   * @param attributes values of the class's attributes: Integer, Double or a list of one of them
   * @return the archive, ready to be loaded
   */
  static InputStream of(String className, String source, Map<String, Object> attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "m/data.pkl", pickle(className, attributes));
      store(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", EMPTY_TUPLE);
      store(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** One object of the class whose state is the dictionary of attributes. */
  private static byte[] pickle(String className, Map<String, Object> attributes)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2, 'c'});
    out.write(("__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {')', (byte) 0x81, '}', '('});
    text(out, "training");
    out.write(0x88);
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      text(out, attribute.getKey());
      if (attribute.getValue() instanceof List<?> numbers) {
        boolean whole = !numbers.isEmpty() && numbers.get(0) instanceof Integer;
        String build = "ctorch.jit._pickle\nbuild_" + (whole ? "int" : "double") + "list\n(](";
        out.write(build.getBytes(StandardCharsets.US_ASCII));
        for (Object number : numbers) {
          number(out, number);
        }
        out.write(new byte[] {'e', 't', 'R'});
      } else {
        number(out, attribute.getValue());
      }
    }
    out.write(new byte[] {'u', 'b', '.'});
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, Object value) throws IOException {
    if (value instanceof Integer whole) {
      out.write('J');
      out.write(littleEndian(whole));
    } else if (value instanceof Double decimal) {
      out.write('G');
      out.write(ByteBuffer.allocate(8).putDouble(decimal).array());
    } else {
      throw new IllegalArgumentException(value + " is no number of an attribute");
    }
  }

  private static void text(ByteArrayOutputStream out, String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.write(littleEndian(utf8.length));
    out.write(utf8);
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
