package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine refuses is told in one line with its place and remedy. */
class MachineFaultTest {

  private static final String RESUME = "; nothing that was finished is lost, --resume continues";

  @TempDir private Path folder;

  @Test
  void aDiskThatRefusesIsNamedWithTheRemedy() {
    assertEquals(
        Optional.of("out/m.jsonl: No space left on device, free space" + RESUME),
        MachineFault.line(
            new IllegalStateException(
                new UncheckedIOException(
                    new FileSystemException("out/m.jsonl", null, "No space left on device"))),
            true));
    assertEquals(
        Optional.of("a file: Too many open files, raise the limit with ulimit -n"),
        MachineFault.line(new IOException("Too many open files"), false));
    assertEquals(
        Optional.of("x: Permission denied, allow it, or choose another folder" + RESUME),
        MachineFault.line(new AccessDeniedException("x"), true));
  }

  @Test
  void memoryAndLibrariesAreNamed() {
    String memory = MachineFault.line(new OutOfMemoryError("Java heap space"), true).orElseThrow();
    assertTrue(memory.contains("RRM_JAVA_OPTS=-Xmx4g"), memory);
    EngineException gpu = new EngineException("CUDA out of memory. Tried to allocate 2 GiB.\nX");
    String device = MachineFault.line(new IllegalStateException(gpu), true).orElseThrow();
    assertTrue(device.startsWith("memory: the GPU has none left (CUDA out of memory."), device);
    assertTrue(device.contains("update.activation_checkpoint_interval"), device);
    assertFalse(device.contains("RRM_JAVA_OPTS") || device.contains("\n"), device);
    String library =
        MachineFault.line(
                new IllegalStateException(new UnsatisfiedLinkError("libtorch.so:\nno")), true)
            .orElseThrow();
    assertTrue(library.contains("libtorch.so: no") && library.contains("DJL_CACHE_DIR"), library);
  }

  @Test
  void aMistakeOfTheProgramStaysOne() {
    assertEquals(Optional.empty(), MachineFault.line(new IllegalStateException("bug"), true));
    try {
      Json.parse("{");
    } catch (JsonProcessingException e) {
      assertEquals(Optional.empty(), MachineFault.line(e, true));
    }
  }

  @Test
  void standardOutputThatCannotBeWrittenIsAnError() {
    PrintStream before = System.out;
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try {
      System.setOut(new PrintStream(full, true, StandardCharsets.UTF_8));
      assertEquals(2, Main.run("--version"));
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void aRunThatWasKilledAtItsFirstFileBeginsAnew() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve(".tmp-config.yaml"), "seed: 1");
    Invocation call =
        Invocation.of(
            "train",
            "../configs/quickstart.yaml",
            "--resume",
            "--output",
            run.toString(),
            "--set",
            "data.demonstrations=none.jsonl",
            "--set",
            "data.heldout=none.jsonl");
    assertEquals(2, call.code());
    assertTrue(call.err().contains("none.jsonl"), call.err());
    Files.createDirectories(run);
    Files.writeString(run.resolve("notes.txt"), "mine");
    Invocation other =
        Invocation.of(
            "train", "../configs/quickstart.yaml", "--resume", "--output", run.toString());
    assertTrue(other.err().contains("is not the folder of a run"), other.err());
  }
}
