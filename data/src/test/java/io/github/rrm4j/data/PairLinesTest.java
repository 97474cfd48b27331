package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Preference files of JSON lines, and what is said of a bad line. */
class PairLinesTest {

  private static final String GOOD = "{'id':'g','prompt':'q','chosen':'x','rejected':'y'}\n";

  @TempDir Path folder;

  @Test
  void aChosenResponseIsTheFirstAndTheGold() {
    List<Pair> pairs =
        read("{'id':'a','section':'math','prompt':'2+2?','chosen':'4','rejected':'5','extra':[1]}");
    assertEquals(List.of(new Pair("a", "math", "2+2?", "4", "5", Side.FIRST)), pairs);
  }

  @Test
  void numberedResponsesKeepTheirOrderAndTheLabelIsTheGold() {
    List<Pair> pairs =
        read(
            "{'prompt':'q','response_1':'x','response_2':'y','label':2}\n"
                + "{'prompt':'q','response_1':'x','response_2':'y','label':'1'}");
    assertEquals(new Pair("pairs.jsonl:1", "all", "q", "x", "y", Side.SECOND), pairs.get(0));
    assertEquals(new Pair("pairs.jsonl:2", "all", "q", "x", "y", Side.FIRST), pairs.get(1));
  }

  @Test
  void aByteOrderMarkCarriageReturnsAndBlankLinesAtTheEndDoNotMatter() {
    List<Pair> pairs = read("\uFEFF" + GOOD.replace("\n", "\r\n") + "\r\n  \n\n");
    assertEquals(List.of(new Pair("g", "all", "q", "x", "y", Side.FIRST)), pairs);
  }

  @Test
  void aNumberIsAnId() {
    assertEquals("7", read("{'id':7,'prompt':'q','chosen':'x','rejected':'y'}").get(0).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "{'prompt':'q','rejected':'y'} ~ field 'chosen' is missing, must be a string, add it",
        "{'chosen':'x','rejected':'y'} ~ field 'prompt' is missing, must be a string, add it",
        "{'prompt':'q'} ~ has no responses: field 'chosen' is missing, must have prompt with chosen and"
            + " rejected, or with response_1, response_2 and label, add or map them",
        "{'prompt':'q','chosen':null,'rejected':'y'}"
            + " ~ field 'chosen' is missing, must be a string, add it",
        "{'prompt':'q','chosen':[],'rejected':['y']} ~ field 'chosen' is an empty list, must hold a"
            + " message",
        "{'prompt':['q'],'chosen':'x','rejected':'y'} ~ field 'prompt[0]' is a string, must be a"
            + " message with role and content, correct or remove the row",
        "{'id':{},'prompt':'q','chosen':'x','rejected':'y'}"
            + " ~ field 'id' is an object, must be a string",
        "{'prompt':'q','response_1':'x','response_2':'y'}"
            + " ~ pair has no gold: field 'label' is missing, must be 1 or 2, or A or B (the better"
            + " response), add it or map it",
        "{'prompt':'q','response_1':'x','response_2':'y','label':0}"
            + " ~ field 'label' is 0, must be 1 or A or A>B or model_a (the first is better), 2 or B or"
            + " B>A or model_b (the second) or A=B or tie or tie (bothbad), map others",
        "{'prompt':'q','response_1':'x','response_2':'y','label':1.5}"
            + " ~ field 'label' is 1.5, must be 1 or A or A>B or model_a (the first is better), 2 or B"
            + " or B>A or model_b (the second) or A=B or tie or tie (bothbad), map others",
        "{'prompt':'q','response_1':'x','response_2':'y','label':'**A**'}"
            + " ~ field 'label' is \"**A**\", must be 1 or A or A>B or model_a (the first is better),"
            + " 2 or B or B>A or model_b (the second) or A=B or tie or tie (bothbad), write A or"
            + " map it",
        "{'prompt':'q','response_1':'x','response_2':'y','label':'[[B]]'}"
            + " ~ field 'label' is \"[[B]]\", must be 1 or A or A>B or model_a (the first is better),"
            + " 2 or B or B>A or model_b (the second) or A=B or tie or tie (bothbad), write B or"
            + " map it",
        "{'Prompt':'q','chosen':'x','rejected':'y'} ~ field 'prompt' is missing (there is 'Prompt',"
            + " case counts), must be a string, add it",
        "{'prompt':'q','Chosen':'x','Rejected':'y'} ~ has no responses: field 'chosen' is missing"
            + " (there is 'Chosen', case counts), must have prompt with chosen and rejected, or"
            + " with response_1, response_2 and label, add or map them",
        "{'promt':'q','chosen':'x','rejected':'y'} ~ field 'prompt' is missing (there is 'promt'),"
            + " must be a string, add it",
        "{'prompt':'q','response_1':'x','label':1}"
            + " ~ field 'response_2' is missing, must be a string, add it",
        "{'prompt':'q','response_1':'x','response_2':'y','LABEL':1}"
            + " ~ pair has no gold: field 'label' is missing (there is 'LABEL', case counts), must"
            + " be 1 or 2, or A or B (the better response), add it or map it",
        "{'prompt':'q','chosen':'x','response_2':'y','label':1}"
            + " ~ has 'chosen' or 'rejected' and also numbered responses, must be one layout, map"
            + " the columns that are meant",
        "{'id':'g','prompt':'q','chosen':'x','rejected':'y'}"
            + " ~ id 'g' stands in line 1 too, must be unique, rename or remove one",
        "{'prompt':'\\ud800','chosen':'x','rejected':'y'}"
            + " ~ field 'prompt' holds half of a surrogate pair, must be Unicode text",
        "[1] ~ is JSON but not an object, must be one JSON object, correct the line",
      })
  void aMalformedLineIsNamedWithItsFault(String line, String message) {
    assertEquals(path() + ":2: " + message, refusal(GOOD + line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "{'prompt':'q' ~ ends in an object at column",
        "{'prompt':'q','chosen':'x','rejected':'y'} {} ~ goes on after its end at column",
        "{'prompt':'q','prompt':'r','chosen':'x','rejected':'y'} ~ Duplicate",
        "hello ~ has 'hello', which is no JSON value at column",
      })
  void whatIsNotJsonIsNamedWithItsColumn(String line, String reason) {
    String message = refusal(GOOD + line);
    assertTrue(message.startsWith(path() + ":2: is not JSON (" + reason), message);
    assertTrue(
        message.matches(
            ".* at column \\d+\\), must be one JSON object, correct or remove the line"),
        message);
  }

  @Test
  void aBlankLineBetweenPairsIsNamed() {
    assertEquals(
        path() + ":2: is blank, must be a JSON object, remove the line",
        refusal(GOOD + "\n\n" + GOOD));
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
    byte[] bytes =
        (GOOD + "{'prompt':'\u00E9'}").replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1);
    Files.write(path(), bytes);
    assertEquals(
        path()
            + ":2: is not UTF-8 (byte 0xE9), must be UTF-8, save the file as such (from Windows-1252: iconv -f CP1252 -t UTF-8)",
        assertThrows(InvalidInput.class, () -> PairSource.of(path().toString()).read())
            .getMessage());
  }

  @Test
  void aFileWithoutPairsIsRefused() {
    assertEquals(path() + ": is empty, must have at least one pair", refusal(""));
    assertEquals(path() + ": is empty, must have at least one pair", refusal("\uFEFF\n \n"));
  }

  @Test
  void aMissingFileIsRefused() {
    Path missing = folder.resolve("missing.jsonl");
    assertEquals(
        missing
            + ": does not exist, must be a JSONL, JSON, CSV, Parquet or Arrow file, check the path",
        assertThrows(InvalidInput.class, () -> PairSource.of(missing.toString()).read())
            .getMessage());
  }

  private Path path() {
    return folder.resolve("pairs.jsonl");
  }

  private List<Pair> read(String text) {
    try {
      Files.writeString(path(), text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PairSource.of(path().toString()).read();
  }

  private String refusal(String text) {
    String message = assertThrows(InvalidInput.class, () -> read(text)).getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }
}
