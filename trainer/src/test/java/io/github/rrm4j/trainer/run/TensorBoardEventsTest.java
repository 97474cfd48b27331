package io.github.rrm4j.trainer.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardEventsTest {

  @TempDir Path folder;

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("events.out.tfevents.0.test");
    try (TensorBoardEvents events = TensorBoardEvents.append(file, 0)) {
      events.scalar("a", 300, 0.5, 1.5);
    }
    String version =
        "1800000000000000" // 24 bytes
            + "a37f4b22" // masked crc32c of the length
            + "09000000000000f83f" // wall_time 1.5, that of the first scalar
            + "1a0d" // file_version, 13 bytes
            + "627261696e2e4576656e743a32" // brain.Event:2
            + "2a28646c"; // masked crc32c of the event
    String scalar =
        "1800000000000000"
            + "a37f4b22"
            + "09000000000000f83f" // wall_time 1.5
            + "10ac02" // step 300
            + "2a0a" // summary, 10 bytes
            + "0a08" // value, 8 bytes
            + "0a0161" // tag "a"
            + "150000003f" // simple_value 0.5
            + "64076a3f";
    assertEquals(version + scalar, HexFormat.of().formatHex(Files.readAllBytes(file)));
  }

  @Test
  void whatWasWrittenCanBeReadBack() throws IOException {
    Path file = folder.resolve("tfevents");
    List<Scalar> written = new ArrayList<>();
    try (TensorBoardEvents events = TensorBoardEvents.append(file, 0)) {
      for (long step : new long[] {0, 1, 127, 128, 1L << 40}) {
        Scalar scalar =
            new Scalar("reward/mean/" + "x".repeat((int) (step % 200)), step, -step / 3f);
        events.scalar(scalar.tag(), scalar.step(), scalar.value(), 1.7e9);
        written.add(scalar);
      }
    }
    assertEquals(written, read(file));
  }

  @Test
  void aFileCutToARecordedLengthGoesOnAsIfNothingHadHappened() throws IOException {
    Path unbroken = folder.resolve("unbroken");
    try (TensorBoardEvents events = TensorBoardEvents.append(unbroken, 0)) {
      events.scalar("loss", 1, 2, 10);
      events.scalar("loss", 2, 1, 20);
    }
    Path broken = folder.resolve("broken");
    long length;
    try (TensorBoardEvents events = TensorBoardEvents.append(broken, 0)) {
      events.scalar("loss", 1, 2, 10);
      length = events.length();
      events.flush();
      assertEquals(length, Files.size(broken));
      events.scalar("lost", 2, 3, 15);
    }
    try (TensorBoardEvents events = TensorBoardEvents.append(broken, length)) {
      assertEquals(length, events.length());
      events.scalar("loss", 2, 1, 20);
    }
    assertArrayEquals(Files.readAllBytes(unbroken), Files.readAllBytes(broken));
  }

  @Test
  void cuttingToNothingStartsTheFileAgain() throws IOException {
    Path file = folder.resolve("file");
    for (int time = 0; time < 2; time++) {
      try (TensorBoardEvents events = TensorBoardEvents.append(file, 0)) {
        events.scalar("a", 1, 2, 3);
      }
      assertEquals(List.of(new Scalar("a", 1, 2)), read(file));
    }
  }

  @Test
  void appendingToAFileWritesTheVersionOnce() throws IOException {
    Path file = folder.resolve("file");
    long length = 0;
    for (int step = 0; step < 3; step++) {
      try (TensorBoardEvents events = TensorBoardEvents.append(file, length)) {
        events.scalar("a", step, step, 0);
        length = events.length();
      }
    }
    assertEquals(
        List.of(new Scalar("a", 0, 0), new Scalar("a", 1, 1), new Scalar("a", 2, 2)), read(file));
  }

  @Test
  void aFileShorterThanItsRecordedLengthIsAnError() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[40]);
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> TensorBoardEvents.append(file, 1000));
    assertTrue(error.getMessage().contains("has 40 bytes, must have at least the 1000"));
    assertEquals(40, Files.size(file));
  }

  private record Scalar(String tag, long step, float value) {}

  /** Reads the scalars after the version event, by field number rather than by position. */
  private static List<Scalar> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Scalar> scalars = new ArrayList<>();
    for (int record = 0; bytes.hasRemaining(); record++) {
      int length = (int) bytes.getLong();
      bytes.getInt();
      ByteBuffer event = slice(bytes, length);
      bytes.getInt();
      if (record > 0) {
        scalars.add(event(event));
      }
    }
    return scalars;
  }

  private static Scalar event(ByteBuffer event) {
    long step = 0;
    String tag = "";
    float value = 0;
    while (event.hasRemaining()) {
      switch ((int) varint(event)) {
        case 0x09 -> event.getDouble();
        case 0x10 -> step = varint(event);
        case 0x2a -> {
          ByteBuffer summary = slice(event, (int) varint(event));
          assertEquals(0x0a, varint(summary));
          ByteBuffer scalar = slice(summary, (int) varint(summary));
          assertEquals(0x0a, varint(scalar));
          byte[] name = new byte[(int) varint(scalar)];
          scalar.get(name);
          tag = new String(name, StandardCharsets.UTF_8);
          assertEquals(0x15, varint(scalar));
          value = scalar.getFloat();
        }
        default -> throw new AssertionError("unknown field");
      }
    }
    return new Scalar(tag, step, value);
  }

  private static ByteBuffer slice(ByteBuffer bytes, int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return slice;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
