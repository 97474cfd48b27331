package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationReaderTest {

  @TempDir Path folder;

  @Test
  void theVerdictNeedNotBeTheLabel() throws IOException {
    List<Demonstration> read =
        read(
            "{'id':'a','section':'math','prompt':'q','response_1':'x','response_2':'y',"
                + "'thinking':'x is right.','verdict':1,'label':2}");
    Pair pair = new Pair("a", "math", "q", "x", "y", Side.SECOND);
    assertEquals(List.of(new Demonstration(pair, "x is right.", Side.FIRST)), read);
  }

  @Test
  void withoutALabelTheVerdictIsTakenForTheTruth() throws IOException {
    Demonstration one =
        read("{'prompt':'q','response_1':'x','response_2':'y',"
                + "'thinking':'y is right.','verdict':'2'}")
            .get(0);
    assertEquals(Side.SECOND, one.verdict());
    assertEquals(new Pair("traces.jsonl:1", "all", "q", "x", "y", Side.SECOND), one.pair());
  }

  @Test
  void aMalformedLineIsNamedWithItsFault() {
    String pair = "{'prompt':'q','response_1':'x','response_2':'y'";
    assertEquals(
        path() + ":1: field 'verdict' is missing, must be 1 or 2, add it",
        refusal(pair + ",'thinking':'t'}"));
    assertEquals(
        path() + ":1: field 'verdict' is 3, must be 1 or 2 (the response that is meant)",
        refusal(pair + ",'thinking':'t','verdict':3}"));
    assertEquals(
        path() + ":1: field 'thinking' is empty, must be a text, fill it or remove the line",
        refusal(pair + ",'thinking':'','verdict':1}"));
    assertEquals(
        path() + ":1: field 'response_2' is missing, must be a string, add it",
        refusal("{'prompt':'q','response_1':'x','thinking':'t','verdict':1}"));
    assertEquals(
        path() + ":1: field 'rubric' is empty, must be a text, fill it or remove the line",
        refusal(pair + ",'thinking':'t','verdict':1,'rubric':''}"));
    assertEquals(
        path()
            + ":1: field 'rubric_thinking' is there without 'rubric', which it leads to; add that"
            + " one",
        refusal(pair + ",'thinking':'t','verdict':1,'rubric_thinking':'r'}"));
  }

  private Path path() {
    return folder.resolve("traces.jsonl");
  }

  private List<Demonstration> read(String text) throws IOException {
    Files.writeString(path(), text.replace('\'', '"'));
    return DemonstrationReader.read(path());
  }

  private String refusal(String text) {
    return assertThrows(InvalidInput.class, () -> read(text)).getMessage();
  }
}
