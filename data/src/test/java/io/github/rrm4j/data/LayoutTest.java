package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.data.rows.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as people publish them: nothing of a prompt may get lost on the way into a pair. */
class LayoutTest {

  private static final Message ASKED = new Message("user", "Name a fruit");

  @TempDir private Path folder;

  @Test
  void turnsThatBothResponsesShareFollowThePrompt() throws IOException {
    Pair pair =
        only(
            "{'prompt':[{'role':'user','content':'Weather?'}],"
                + "'chosen':[{'role':'assistant','content':'CALL'},{'role':'tool','content':'12'},"
                + "{'role':'assistant','content':'12 C'}],"
                + "'rejected':[{'role':'assistant','content':'CALL'},{'role':'tool','content':'12'},"
                + "{'role':'assistant','content':'20 C'}]}");
    assertEquals(
        List.of(
            new Message("user", "Weather?"),
            new Message("assistant", "CALL"),
            new Message("tool", "12")),
        pair.prompt().messages());
    assertEquals("12 C", pair.first());
    assertEquals("20 C", pair.second());
  }

  @Test
  void aPromptThatTheSharedTurnsHoldIsNotSaidTwice() throws IOException {
    String shared =
        "'chosen':[{'role':'user','content':'q '},{'role':'assistant','content':'a'}],"
            + "'rejected':[{'role':'user','content':'q '},{'role':'assistant','content':'b'}]}";
    assertEquals("q ", only("{'prompt':'q'," + shared).query());
    assertEquals(
        List.of(new Message("system", "s"), new Message("user", "q ")),
        only("{'prompt':[{'role':'system','content':'s'},{'role':'user','content':'q'}]," + shared)
            .prompt()
            .messages());
    assertEquals(
        "field 'prompt' is not among the turns that both responses begin with, must be one"
            + " conversation, remove it or map 'prompt' to another field",
        refused("{'prompt':'another'," + shared));
  }

  @ParameterizedTest
  @ValueSource(strings = {"system", "system_prompt"})
  void aSystemColumnStandsBeforeThePrompt(String field) throws IOException {
    Pair pair =
        only(
            "{'"
                + field
                + "':'In French.','prompt':'Name a fruit','chosen':'Pomme','rejected':'Apple'}");
    assertEquals(List.of(new Message("system", "In French."), ASKED), pair.prompt().messages());
    assertEquals("[System]\nIn French.\n\n[User]\nName a fruit", pair.query());
  }

  @Test
  void twoSystemMessagesMustAgree() throws IOException {
    String row =
        "{'system':'%s','prompt':[{'role':'system','content':'A'},{'role':'user','content':'q'}],"
            + "'chosen':'x','rejected':'y'}";
    assertEquals(2, only(row.replace("%s", "A")).prompt().messages().size());
    assertEquals(
        "field 'system' and the conversation have two different system messages, must agree,"
            + " remove one",
        refused(row.replace("%s", "B")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'prompt':[{'role':'user','content':[{'type':'text','text':'Name a fruit'}]}],"
            + "'chosen':[{'role':'assistant','content':[{'type':'text','text':'Apple'}]}],"
            + "'rejected':[{'role':'assistant','content':['Stone']}]}",
        "{'conversations':[{'from':'human','value':'Name a fruit'}],"
            + "'chosen':{'from':'gpt','value':'Apple'},'rejected':{'from':'gpt','value':'Stone'}}",
        "{'chosen':'\\n\\nHuman: Name a fruit\\n\\nAssistant: Apple',"
            + "'rejected':'\\n\\nHuman: Name a fruit\\n\\nAssistant: Stone'}",
        "{'prompt':'\\n\\nHuman: Name a fruit\\n\\nAssistant:','chosen':'Apple','rejected':'Stone'}",
        "{'conversation_a':[{'role':'user','content':'Name a fruit'},{'role':'assistant','content':'Apple'}],"
            + "'conversation_b':[{'role':'user','content':'Name a fruit'},{'role':'assistant','content':'Stone'}],"
            + "'winner':'model_a'}",
        "{'prompt':'Name a fruit','response_1':'Apple','response_2':'Stone','label':1.0}",
        "{'prompt':'Name a fruit','response_1':'Apple','response_2':'Stone','winner':'1.0'}",
      })
  void everyFormOfOnePairIsTheSamePair(String row) throws IOException {
    assertEquals(
        new Pair("x.jsonl:1", "all", "Name a fruit", "Apple", "Stone", Side.FIRST), only(row));
  }

  @Test
  void aTranscriptOfSeveralTurnsKeepsThem() throws IOException {
    String turns = "\\n\\nHuman: a\\n\\nAssistant: b\\nc\\n\\nHuman: d\\n\\nAssistant: ";
    Pair pair = only("{'chosen':'" + turns + "yes','rejected':'" + turns + "no'}");
    assertEquals(
        List.of(
            new Message("user", "a"), new Message("assistant", "b\nc"), new Message("user", "d")),
        pair.prompt().messages());
    assertEquals("yes", pair.first());
  }

  @Test
  void aResponseThatQuotesATranscriptIsAText() throws IOException {
    Pair pair =
        only("{'prompt':'q','chosen':'Human: x\\n\\nAssistant: y','rejected':'no transcript'}");
    assertEquals("Human: x\n\nAssistant: y", pair.first());
  }

  @Test
  void aPartThatIsNoTextIsRefused() {
    assertEquals(
        "field 'prompt[0].content[0]' is of type image_url, must be text, remove the row",
        refused(
            "{'prompt':[{'role':'user','content':[{'type':'image_url','image_url':'x'}]}],"
                + "'chosen':'a','rejected':'b'}"));
  }

  @Test
  void dottedNamesLeadIntoLists() throws IOException {
    Path file = write("{'turns':[{'text':'q'}],'out':['a','b'],'score':['3','4.5']}");
    Columns columns =
        new Columns(
            Map.of(
                Role.PROMPT, "turns.0.text",
                Role.RESPONSE_1, "out.0",
                Role.RESPONSE_2, "out.1",
                Role.SCORE_1, "score.0",
                Role.SCORE_2, "score.1"),
            Labels.USUAL);
    assertEquals(
        List.of(new Pair("x.jsonl:1", "all", "q", "a", "b", Side.SECOND)),
        new PairSource(file.toString(), columns).read());
  }

  @ParameterizedTest
  @CsvSource({"0,SECOND", "0.0,SECOND", "1,FIRST", "1.0,FIRST", "true,FIRST", "false,SECOND"})
  void mappedLabelsAreTheSameInEveryType(String value, Side side) throws IOException {
    Labels labels = new Labels(Set.of("1", "True"), Set.of("0.0", "false"), Set.of());
    Columns columns = new Columns(Map.of(), labels);
    String row = "{'prompt':'q','response_1':'a','response_2':'b','label':%s}";
    for (String written : List.of(value, "'" + value + "'")) {
      Path file = write(row.replace("%s", written));
      assertEquals(side, new PairSource(file.toString(), columns).read().get(0).gold());
    }
  }

  @Test
  void scoresOfATableAreNumbers() throws IOException {
    Path file = folder.resolve("x.csv");
    Files.writeString(
        file,
        "id,prompt,response_a,response_b,won_a,won_b\n1,q,x,y,1,0\n2,q,x,y,0,1\n3,q,x,y,0,0\n4,q,x,y,0.25,-1e3\n");
    Columns columns =
        new Columns(Map.of(Role.SCORE_1, "won_a", Role.SCORE_2, "won_b"), Labels.USUAL);
    try (PairStream pairs = new PairSource(file.toString(), columns).open()) {
      assertEquals(Side.FIRST, pairs.next().gold());
      assertEquals(Side.SECOND, pairs.next().gold());
      assertEquals("4", pairs.next().id());
      assertEquals(1, pairs.ties());
    }
  }

  @Test
  void fieldsThatNoPairUsesAreCounted() throws IOException {
    Path file =
        write(
            "{'prompt':[{'role':'user','content':'q','name':'Al','weight':null}],'chosen':'x',"
                + "'rejected':'y','margin':2,'meta':{'source':'web'},'none':null}\n"
                + "{'prompt':'q2','chosen':'x','rejected':'y','margin':3,'section':'s'}");
    try (PairStream pairs = PairSource.of(file.toString()).open()) {
      pairs.forEachRemaining(pair -> {});
      assertEquals(Map.of("margin", 2L, "meta", 1L, "prompt[].name", 1L), pairs.unusedFields());
    }
  }

  @Test
  void nestedFieldsThatAreNotUsedAreCountedByPart() throws IOException {
    Path file = write("{'prompt':'q','a':{'text':'x','score':3},'b':{'text':'y','score':1}}");
    Columns columns =
        new Columns(
            Map.of(
                Role.RESPONSE_1, "a.text",
                Role.RESPONSE_2, "b.text",
                Role.SCORE_1, "a.score",
                Role.SCORE_2, "a.other.0"),
            Labels.USUAL);
    assertThrows(InvalidInput.class, () -> new PairSource(file.toString(), columns).read());
    Row row = new Row("f", "f", "", 1, Json.parse("{\"a\":{\"x\":1,\"y\":{\"z\":2}},\"b\":3}"));
    row.value("a.x");
    assertEquals(Set.of("a.y", "b"), row.unusedFields());
  }

  @Test
  void otherReadersTakeTheSamePrompts() throws IOException {
    String prompt = "'prompt':[{'role':'system','content':'s'},{'role':'user','content':'q'}]";
    Conversation turns =
        new Conversation(List.of(new Message("system", "s"), new Message("user", "q")));
    OpenPair open = OpenPair.of(row("{'id':7.0," + prompt + ",'response_1':'x','response_2':'y'}"));
    assertEquals(turns, open.prompt());
    assertEquals("7", open.id());
    assertEquals(Optional.empty(), open.gold());
    assertEquals(turns, Prompt.of(row("{" + prompt + "}")).turns());
    assertEquals(turns, Prompt.of(row("{'system':'s','prompt':'q'}")).turns());
    assertEquals(turns, ResponseList.of(row("{" + prompt + ",'responses':['a','b']}")).prompt());
    Path file =
        write("{" + prompt + ",'response_1':'x','response_2':'y','thinking':'t','verdict':2.0}");
    Demonstration shown = DemonstrationReader.read(file).get(0);
    assertEquals(turns, shown.pair().prompt());
    assertEquals(Side.SECOND, shown.verdict());
  }

  @Test
  void conversationsComeBackFromTheFileThatTheyWereWrittenTo() throws IOException {
    Pair given =
        only(
            "{'chosen':[{'role':'system','content':'s'},{'role':'user','content':'q'},"
                + "{'role':'assistant','content':'a'},{'role':'user','content':'more'},"
                + "{'role':'assistant','content':'b'}],"
                + "'rejected':[{'role':'system','content':'s'},{'role':'user','content':'q'},"
                + "{'role':'assistant','content':'c'}]}");
    Path file = folder.resolve("again.jsonl");
    Files.write(file, PairWriter.line(given));
    assertEquals(List.of(given), PairSource.of(file.toString()).read());
    PairWriter.writePreferences(file, List.of(given));
    assertEquals(List.of(given), PairSource.of(file.toString()).read());
  }

  private static Row row(String json) throws IOException {
    return new Row("f", "f", "", 1, Json.parse(json.replace('\'', '"')));
  }

  private Path write(String rows) throws IOException {
    Path file = folder.resolve("x.jsonl");
    Files.writeString(file, rows.replace('\'', '"'));
    return file;
  }

  private Pair only(String row) throws IOException {
    return PairSource.of(write(row).toString()).read().get(0);
  }

  private String refused(String row) {
    String message = assertThrows(InvalidInput.class, () -> only(row)).getMessage();
    return message.substring(message.indexOf(":1: ") + 4);
  }
}
