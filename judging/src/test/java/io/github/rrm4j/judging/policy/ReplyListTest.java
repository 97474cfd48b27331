package io.github.rrm4j.judging.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyListTest {

  @TempDir Path folder;

  private List<ReplyList> read(String name, String text) throws IOException {
    return ReplyList.read(Files.writeString(folder.resolve(name), text.replace('\'', '"')));
  }

  @Test
  void aListOfObjectsIsReadAsLinesAre() throws IOException {
    String row = "{'id':'a','prompt':'q','responses':['x','y'],'scores':[1,0.5],'loss':NaN}";
    assertEquals(read("a.jsonl", row), read("b.json", "[" + row + "]"));
    assertEquals(Optional.of(List.of(1.0, 0.5)), read("c.jsonl", row).get(0).scores());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "'scores':[1,NaN] | field 'scores",
        "'scores':[1,-Infinity] | field 'scores",
        "'tokens':[1,NaN] | field 'tokens' holds ",
        "'tokens':[1,-2] | field 'tokens' holds -2, must be counts"
      })
  void aNumberThatIsNoneIsRefusedByName(String field, String message) {
    String row = "{'prompt':'q','responses':['x','y']," + field + "}";
    String said = assertThrows(InvalidInput.class, () -> read("a.jsonl", row)).getMessage();
    assertTrue(said.contains(message), said);
  }
}
