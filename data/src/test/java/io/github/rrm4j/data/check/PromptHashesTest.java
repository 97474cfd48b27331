package io.github.rrm4j.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptHashesTest {

  @TempDir Path folder;

  @Test
  void aCopyIsFoundWhateverItsCasePunctuationAndSpacing() {
    PromptHashes prompts = new PromptHashes();
    prompts.add("What is 2 + 2?");
    assertTrue(prompts.has("  what IS 2+2"));
    assertTrue(prompts.has("ｗｈａｔ is 2 + 2"), "letters of full width");
    assertFalse(prompts.has("What is 2 - 2?"));
    assertFalse(prompts.has("What is 2 + 2? Say why."));
    assertFalse(prompts.has("?!"));
    prompts.add("?!");
    assertTrue(prompts.has("?!"), "a prompt without words");
    assertFalse(prompts.has("!?"));
  }

  @Test
  void theFileHasEachHashOnceInAscendingOrderAndIsReadBack() throws IOException {
    PromptHashes prompts = new PromptHashes();
    for (int i = 0; i < 5000; i++) {
      prompts.add("prompt " + i % 3000);
    }
    assertEquals(3000, prompts.size());
    Path file = folder.resolve(PromptHashes.FILE);
    prompts.write(file);
    List<String> lines = Files.readAllLines(file);
    assertEquals(3000, lines.size());
    // the last 64 of the first 128 bits of: printf '\0\0\0\10prompt 7' | sha256sum
    assertTrue(lines.contains("0a1b0d10325626b0"));
    PromptHashes read = PromptHashes.read(file);
    assertEquals(3000, read.size());
    for (int i = 0; i < 3000; i++) {
      assertTrue(read.has("Prompt: " + i));
    }
    assertFalse(read.has("prompt 3000"));
    Path again = folder.resolve("again.txt");
    read.add("prompt 1");
    read.write(again);
    assertEquals(-1, Files.mismatch(file, again));
    PromptHashes both = new PromptHashes();
    both.add("another");
    both.addAll(read);
    assertEquals(3001, both.size());
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.txt"), "0123456789abcdef\nnot a hash\n");
    InvalidInput refused = assertThrows(InvalidInput.class, () -> PromptHashes.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": has a line that is no hash"));
  }
}
