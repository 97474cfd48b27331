package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class HostileSafetensorsTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                               | does not begin with '{'",
        "{                                                                | is not valid JSON",
        "{}x                                                              | is not valid JSON",
        "{}{}                                                             | goes on after its last '}'",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]},'a':{}}     | Duplicate field 'a'",
        "{'a':{'dtype':'U8','dtype':'I8'}}                                | Duplicate field 'dtype'",
        "{'__metadata__':{'k':'v','k':'w'}}                               | Duplicate field 'k'",
        "{'__metadata__':{'k':1}}                                         | __metadata__ has a value that is no string",
        "{'__metadata__':'k'}                                             | __metadata__ is not an object",
        "{'a':7}                                                          | tensor 'a' is not described by an object",
        "{'a':{'dtype':'U8','shape':[8]}}                                 | lacks dtype, shape or data_offsets",
        "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}       | has the dtype 'F8_E4M3', known are [I64, F64,",
        "{'a':{'dtype':'u8','shape':[8],'data_offsets':[0,8]}}            | has the dtype 'u8'",
        "{'a':{'dtype':1,'shape':[8],'data_offsets':[0,8]}}               | has a dtype that is no string",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8],'x':{}}}     | has the unknown key 'x'",
        "{'a':{'dtype':'U8','shape':8,'data_offsets':[0,8]}}              | has a shape that is no list",
        "{'a':{'dtype':'U8','shape':[8.0],'data_offsets':[0,8]}}          | has a number in shape outside",
        "{'a':{'dtype':'U8','shape':['8'],'data_offsets':[0,8]}}          | has a number in shape outside",
        "{'a':{'dtype':'U8','shape':[-2,-4],'data_offsets':[0,8]}}        | has a number in shape outside",
        "{'a':{'dtype':'U8','shape':[9223372036854775808],'data_offsets':[0,8]}} | has a number in shape outside",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | do not fit in 63 bits",
        "{'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,0]}} | do not fit in 63 bits",
        "{'a':{'dtype':'U8','shape':[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8],'data_offsets':[0,8]}} | more than 32 numbers in shape",
        "{'a':{'dtype':'F32','shape':[8],'data_offsets':[0,8]}}           | needs 32 bytes for F32[8], data_offsets give 8",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8,8]}}          | more than 2 numbers in data_offsets",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[8]}}              | not a start and an end",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[8,0]}}            | end before they start",
        "{'a':{'dtype':'U8','shape':[9],'data_offsets':[0,9]}}            | ends at byte 9 of the data, the file has 8",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[9223372036854775799,9223372036854775807]}} | the file has 8",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}            | the tensors end at byte",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}}            | begins at byte 4 of the data, but the tensor before it ends at 0",
        "{'a':{'dtype':'U8','shape':[5],'data_offsets':[0,5]},'b':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}} | tensor 'b' begins at byte 4 of the data, but the tensor before it ends at 5",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]},'b':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}} | but the tensor before it ends at 8",
      })
  void aBrokenRuleIsNamed(String header, String expected) throws IOException {
    Path file = write(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), new byte[8]);
    InvalidInput e = assertThrows(InvalidInput.class, () -> Safetensors.open(file));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    requireOneLine(file, e);
  }

  @Test
  void aHeaderThatIsNotUtf8IsNamed() throws IOException {
    byte[] latin1 = "{\"\u00e9\":{}}".getBytes(StandardCharsets.ISO_8859_1);
    Path file = write(latin1, new byte[0]);
    InvalidInput e = assertThrows(InvalidInput.class, () -> Safetensors.open(file));
    assertTrue(e.getMessage().contains("the header is not UTF-8"), e.getMessage());
  }

  @Test
  void aHeaderLengthBeyondTheFileOrTheLimitAllocatesNothing() throws IOException {
    for (long length :
        new long[] {3, 100_000_001, Integer.MAX_VALUE, 1L << 40, -1, Long.MIN_VALUE}) {
      Path file = folder.resolve("length.safetensors");
      ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
      Files.write(file, bytes.putLong(length).put((byte) '{').put((byte) '}').array());
      long before = THREADS.getCurrentThreadAllocatedBytes();
      InvalidInput e = assertThrows(InvalidInput.class, () -> Safetensors.open(file));
      assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20, "allocates little");
      assertTrue(
          e.getMessage()
              .contains(
                  "said to have "
                      + Long.toUnsignedString(length)
                      + " bytes, allowed are at most 2"),
          e.getMessage());
    }
  }

  @Test
  void aFileShorterThanALengthIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("short.safetensors"), new byte[7]);
    InvalidInput e = assertThrows(InvalidInput.class, () -> Safetensors.open(file));
    assertTrue(e.getMessage().contains("the file has 7 bytes"), e.getMessage());
  }

  @Test
  void nothingButInvalidInputComesOutOfMutatedFiles() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    SafetensorsWriter.write(
        whole,
        List.of(
            SafetensorsTest.tensor("w", DType.F32, new long[] {2, 3}, new byte[24]),
            SafetensorsTest.tensor("scale", DType.BF16, new long[0], new byte[2]),
            SafetensorsTest.tensor("mask", DType.BOOL, new long[] {4}, new byte[4])),
        Map.of("format", "pt"));
    byte[] bytes = Files.readAllBytes(whole);
    int refused = 0;
    int trials = 10_000;
    for (int trial = 0; trial < trials; trial++) {
      byte[] mutated = mutated(bytes, Key.of(2, "fuzz").with(trial));
      // A new file each time: to cut one that is mapped many times is slow.
      Path file = Files.write(folder.resolve("fuzz-" + trial), mutated);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try (Safetensors opened = Safetensors.open(file)) {
        opened.tensors().keySet().forEach(name -> opened.data(name).remaining());
      } catch (InvalidInput e) {
        refused++;
        requireOneLine(file, e);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("trial " + trial + ": " + Arrays.toString(mutated), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      Files.delete(file);
      assertTrue(allocated < 4 << 20, "trial " + trial + " allocates " + allocated + " bytes");
    }
    // Flips inside the data and in names leave a valid file; most others do not.
    assertTrue(refused > trials / 2 && refused < trials, refused + " of " + trials + " refused");
  }

  /** Flips a bit, cuts, doubles a piece, or puts a hostile token in place of a piece. */
  private static byte[] mutated(byte[] whole, Key key) {
    String[] tokens = {
      "-1",
      "9223372036854775807",
      "1e999",
      "\"",
      "{",
      "[",
      "]}",
      "\u0000",
      "null",
      "[[[[",
      "99999999999999999999",
      "\"dtype\"",
      "\\ud800",
      "\n",
      "F64",
      "\"w\":"
    };
    int at = key.below(0, whole.length);
    int to = at + key.below(1, whole.length - at);
    byte[] head = Arrays.copyOf(whole, at);
    byte[] tail = Arrays.copyOfRange(whole, Math.min(to, at + key.below(2, 12)), whole.length);
    byte[] mutated =
        switch (key.below(3, 5)) {
          case 0 -> {
            byte[] flipped = whole.clone();
            for (int i = 0; i <= key.below(4, 3); i++) {
              flipped[key.below(5 + i, whole.length)] ^= (byte) (1 << key.below(9 + i, 8));
            }
            yield flipped;
          }
          case 1 -> head;
          case 2 ->
              joined(
                  head,
                  Arrays.copyOfRange(whole, at, to),
                  Arrays.copyOfRange(whole, at, whole.length));
          case 3 ->
              joined(
                  head,
                  tokens[key.below(13, tokens.length)].getBytes(StandardCharsets.UTF_8),
                  tail);
          default -> joined(head, new byte[0], tail);
        };
    boolean fitting = key.below(14, 2) == 0 && mutated.length > 34;
    if (fitting) { // so that the header, not its length, is what is wrong
      ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN).putLong(0, mutated.length - 8 - 30);
    }
    return mutated;
  }

  private static byte[] joined(byte[] head, byte[] middle, byte[] tail) {
    return ByteBuffer.allocate(head.length + middle.length + tail.length)
        .put(head)
        .put(middle)
        .put(tail)
        .array();
  }

  private Path write(byte[] header, byte[] data) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(
        folder.resolve("hostile.safetensors"),
        joined(length.putLong(header.length).array(), header, data));
  }

  private static void requireOneLine(Path file, InvalidInput e) {
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().length() < 1000, e.getMessage());
  }
}
