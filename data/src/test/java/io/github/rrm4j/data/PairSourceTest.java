package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout and every format gives the same pairs. */
class PairSourceTest {

  @TempDir Path folder;

  private Path file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.replace('\'', '"'));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Pair> read(Path file) {
    return PairSource.of(file.toString()).read();
  }

  private Pair only(String line) {
    List<Pair> pairs = read(file("x.jsonl", line + "\n"));
    assertEquals(1, pairs.size());
    return pairs.get(0);
  }

  @Test
  void aRowOfTwoConversationsHasTheCommonPartAsItsQuery() {
    Path skywork =
        Tables.parquet(
            folder.resolve("skywork.parquet"),
            """
            {chosen: [{role: 'user', content: 'Name a colour.'},
                      {role: 'assistant', content: 'Blue.'}],
             rejected: [{role: 'user', content: 'Name a colour.'},
                        {role: 'assistant', content: 'Seven.'}],
             source: 'ours'}
            """);
    assertEquals(
        List.of(
            new Pair("skywork.parquet:1", "all", "Name a colour.", "Blue.", "Seven.", Side.FIRST)),
        read(skywork));
  }

  @Test
  void aPromptBesideWholeConversationsIsNotNeeded() {
    Path ultraFeedback =
        Tables.parquet(
            folder.resolve("uf.parquet"),
            """
            {prompt: 'Add 2 and 2.', prompt_id: 'f00', score_chosen: 9.0,
             chosen: [{content: 'Add 2 and 2.', role: 'user'},
                      {content: '4', role: 'assistant'}],
             rejected: [{content: 'Add 2 and 2.', role: 'user'},
                        {content: '5', role: 'assistant'}],
             messages: [{content: 'Add 2 and 2.', role: 'user'}], score_rejected: 1.0}
            """);
    assertEquals(
        List.of(new Pair("uf.parquet:1", "all", "Add 2 and 2.", "4", "5", Side.FIRST)),
        read(ultraFeedback));
  }

  @Test
  void aSystemMessageAndEarlierTurnsAreWrittenOutTurnByTurn() {
    Path tulu =
        Tables.parquet(
            folder.resolve("tulu.parquet"),
            """
            {id: 't1', source: 'ours',
             chosen: [{role: 'system', content: 'Be brief.'}, {role: 'user', content: 'Hi'},
                      {role: 'assistant', content: 'Yes?'}, {role: 'user', content: 'Go on'},
                      {role: 'assistant', content: 'Done.'}],
             rejected: [{role: 'system', content: 'Be brief.'}, {role: 'user', content: 'Hi'},
                        {role: 'assistant', content: 'Yes?'}, {role: 'user', content: 'Go on'},
                        {role: 'assistant', content: 'No.'}]}
            """);
    String query = "[System]\nBe brief.\n\n[User]\nHi\n\n[Assistant]\nYes?\n\n[User]\nGo on";
    Pair pair = read(tulu).get(0);
    assertEquals(
        List.of(query, "Done.", "No."), List.of(pair.query(), pair.first(), pair.second()));
    assertEquals(
        List.of("system", "user", "assistant", "user"),
        pair.prompt().messages().stream().map(Conversation.Message::role).toList());
  }

  @Test
  void conversationsThatPartEarlierKeepAllThatFollows() {
    Pair pair =
        only(
            "{'chosen':[{'role':'user','content':'q'},{'role':'assistant','content':'a'},"
                + "{'role':'user','content':'more'},{'role':'assistant','content':'b'}],"
                + "'rejected':[{'role':'user','content':'q'},{'role':'assistant','content':'c'}]}");
    assertEquals("q", pair.query());
    assertEquals("[Assistant]\na\n\n[User]\nmore\n\n[Assistant]\nb", pair.first());
    assertEquals("c", pair.second());
  }

  @Test
  void equalConversationsAreAQueryWithEqualResponses() {
    String same = "[{'role':'user','content':'q'},{'role':'assistant','content':'a'}]";
    Pair pair = only(Text.format("{'chosen':%s,'rejected':%s}", same, same));
    assertEquals(new Pair("x.jsonl:1", "all", "q", "a", "a", Side.FIRST), pair);
  }

  @Test
  void conversationsOfTheAnswerAloneTakeThePrompt() {
    Pair pair =
        only(
            "{'prompt':[{'role':'user','content':'q'}],'chosen':[{'role':'assistant','content':'a'}],"
                + "'rejected':[{'role':'assistant','content':'b'}]}");
    assertEquals(new Pair("x.jsonl:1", "all", "q", "a", "b", Side.FIRST), pair);
  }

  @Test
  void aSubsetIsASection() {
    Pair pair = only("{'id':3,'prompt':'q','chosen':'a','rejected':'b','subset':'hep-java'}");
    assertEquals(new Pair("3", "hep-java", "q", "a", "b", Side.FIRST), pair);
  }

  @ParameterizedTest
  @CsvSource({
    "response_1,response_2,1,FIRST",
    "response_1,response_2,'\"2\"',SECOND",
    "response_a,response_b,'\"A\"',FIRST",
    "response_a,response_b,'\"B\"',SECOND",
    "response_a,response_b,'\"A>B\"',FIRST",
    "response_a,response_b,'\"B>A\"',SECOND"
  })
  void aLabelNamesTheBetterOfTwoNumberedResponses(
      String first, String second, String label, Side gold) {
    Pair pair =
        only(Text.format("{'prompt':'q','%s':'x','%s':'y','label':%s}", first, second, label));
    assertEquals(new Pair("x.jsonl:1", "all", "q", "x", "y", gold), pair);
  }

  @Test
  void aTieGivesNoPairAndIsCounted() {
    Path file =
        file(
            "x.jsonl",
            "{'prompt':'q','response_1':'x','response_2':'y','label':'tie'}\n"
                + "{'prompt':'q','response_1':'x','response_2':'y','label':2}\n");
    try (PairStream pairs = PairSource.of(file.toString()).open()) {
      assertEquals("x.jsonl:2", pairs.next().id());
      assertEquals(false, pairs.hasNext());
      assertEquals(file + ":2", pairs.place());
      assertEquals(1, pairs.ties());
    }
  }

  @Test
  void mappedFieldsMayLieInsideNestedRecordsAndScoresMayDecide() {
    Path file =
        file(
            "answers.jsonl",
            "{'question':'q','small':{'is_correct':false,'solution':'x'},"
                + "'large':{'is_correct':true,'solution':'y'}}\n"
                + "{'question':'r','small':{'is_correct':true,'solution':'x'},"
                + "'large':{'is_correct':true,'solution':'y'}}\n");
    Columns columns =
        new Columns(
            Map.of(
                Role.PROMPT, "question",
                Role.RESPONSE_1, "small.solution",
                Role.RESPONSE_2, "large.solution",
                Role.SCORE_1, "small.is_correct",
                Role.SCORE_2, "large.is_correct"),
            Labels.USUAL);
    assertEquals(
        List.of(new Pair("answers.jsonl:1", "all", "q", "x", "y", Side.SECOND)),
        new PairSource(file.toString(), columns).read());
  }

  @Test
  void labelsOfZeroAndOneAreMapped() {
    Path file =
        Tables.parquet(
            folder.resolve("z.parquet"),
            Tables.rows(3, "{input: 'q', output_1: 'x', output_2: 'y', winner: #, id: #}"));
    Columns columns =
        new Columns(
            Map.of(
                Role.PROMPT, "input",
                Role.RESPONSE_1, "output_1",
                Role.RESPONSE_2, "output_2",
                Role.LABEL, "winner"),
            new Labels(Set.of("0"), Set.of("1"), Set.of("2")));
    assertEquals(
        List.of(
            new Pair("0", "all", "q", "x", "y", Side.FIRST),
            new Pair("1", "all", "q", "x", "y", Side.SECOND)),
        new PairSource(file.toString(), columns).read());
  }

  @Test
  void everyFormatGivesTheSamePairs() throws IOException {
    String text = "a \"quoted\" word,\nand a line\r\nor two, \u00e9\u4e2d\ud83d\ude00";
    Pair pair = new Pair("i", "s", "q, " + text, text, "", Side.FIRST);
    Path lines = folder.resolve("a.jsonl");
    PairWriter.writePreferences(lines, List.of(pair));
    String line = Files.readString(lines).strip();
    Path list = folder.resolve("a.json");
    Files.writeString(list, "\uFEFF [" + line + "]\n");
    Path csv = folder.resolve("a.csv");
    String quoted = text.replace("\"", "\"\"");
    Files.writeString(
        csv,
        Text.format(
            "id,section,prompt,chosen,rejected\r\ni,s,\"q, %s\",\"%s\",\r\n", quoted, quoted));
    Path parquet = Tables.parquet(folder.resolve("a.parquet"), line);
    for (Path file : List.of(lines, list, csv, parquet)) {
      assertEquals(List.of(pair), read(file), file.toString());
    }
    for (Path file : List.of(lines, list, csv)) {
      Path zipped = file.resolveSibling(file.getFileName() + ".gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
        out.write(Files.readAllBytes(file));
      }
      assertEquals(List.of(pair), read(zipped), zipped.toString());
    }
    Path tabs = folder.resolve("a.tsv");
    Files.write(tabs, "prompt\tchosen\trejected\nq\tx, y\tz".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(new Pair("a.tsv:1", "all", "q", "x, y", "z", Side.FIRST)), read(tabs));
  }

  @Test
  void linesInAFileThatIsCalledJsonAreReadAsLines() {
    Path file = file("lines.json", "\n{'prompt':'q','chosen':'a','rejected':'b'}\n".strip());
    assertEquals("lines.json:1", read(file).get(0).id());
  }

  @Test
  void aFolderAndAGlobAreTheirFilesInTheOrderOfTheirNames() {
    for (String name : new String[] {"b.jsonl", "a.jsonl", "below/c.jsonl", "notes.txt"}) {
      file("set/" + name, "{'prompt':'" + name + "','chosen':'x','rejected':'y'}\n");
    }
    assertEquals(List.of("a.jsonl", "b.jsonl"), queries(folder.resolve("set").toString()));
    assertEquals(List.of("b.jsonl"), queries(folder.resolve("set/[b]*.jsonl").toString()));
    assertEquals(
        List.of("a.jsonl", "b.jsonl", "below/c.jsonl"), queries(folder + "/set/{*,*/*}.jsonl"));
  }

  private static List<String> queries(String path) {
    return PairSource.of(path).read().stream().map(Pair::query).toList();
  }

  @Test
  void aFileWhoseNameLooksLikeAGlobIsThatFile() {
    Path file = folder.resolve("a[1]*b?'s.parquet");
    Path plain =
        Tables.parquet(folder.resolve("p.parquet"), "{prompt: 'q', chosen: 'a', rejected: 'b'}");
    file("a1xbx's.parquet", "not this one");
    try {
      Files.move(plain, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertEquals("q", read(file).get(0).query());
  }

  @Test
  void idsAreUniqueInASource() {
    Path parquet =
        Tables.parquet(
            folder.resolve("i.parquet"),
            Tables.rows(3, "{id: 'same', prompt: 'q#', chosen: 'a', rejected: 'b'}"));
    assertEquals(
        List.of("same", "same#2", "same#3"), read(parquet).stream().map(Pair::id).toList());
    Path lines = file("i.jsonl", "{'id':'a','prompt':'q','chosen':'x','rejected':'y'}\n".repeat(2));
    assertEquals(
        lines + ":2: id 'a' stands in line 1 too, must be unique, rename or remove one",
        assertThrows(InvalidInput.class, () -> read(lines)).getMessage());
  }

  @Test
  void rowsOfManyRowGroupsKeepTheirOrder() {
    Path parquet =
        Tables.parquet(
            folder.resolve("n.parquet"),
            Tables.rows(20000, "{id: #, prompt: 'q#', chosen: 'a', rejected: 'b'}"));
    List<String> ids = read(parquet).stream().map(Pair::id).toList();
    assertEquals(IntStream.range(0, 20000).mapToObj(String::valueOf).toList(), ids);
  }

  @Test
  void nothingThatIsNotWantedIsReadOfAParquetFile() {
    ObjectNode row =
        (ObjectNode)
            Tables.row("{prompt: 'q', chosen: 'a', rejected: 'b', nan: NaN, section: 'text'}");
    row.put("bytes", new byte[] {-1});
    Path parquet =
        Tables.parquet(
            folder.resolve("w.parquet"),
            """
            message rows {
              optional binary prompt (UTF8);
              optional binary chosen (UTF8);
              optional binary rejected (UTF8);
              optional double nan;
              optional binary bytes;
              optional group empty { optional binary x (UTF8); }
              optional binary section;
            }
            """,
            List.of(row));
    assertTrue(read(parquet).get(0).section().equals("text"), "binary text is text");
  }
}
