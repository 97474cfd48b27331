package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a folder or a glob stands for. */
class DataFilesTest {

  @TempDir Path folder;

  private void files(String names) throws IOException {
    for (String name : names.split(" ")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{}");
    }
  }

  private static String names(List<DataFile> files) {
    return files.stream().map(DataFile::name).collect(Collectors.joining(" "));
  }

  private String refusal(String path) {
    String message = assertThrows(InvalidInput.class, () -> DataFiles.of(path)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder.toString(), "DIR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.jsonl validation.jsonl test.jsonl",
        "train-00000-of-00001.parquet test-00000-of-00001.parquet",
        "train_prefs-00000-of-00002.parquet train_sft-00000-of-00002.parquet",
        "ours_train.csv ours_dev.csv",
        "x-train.arrow x-heldout.arrow",
        "TRAIN.json eval.json.gz",
        "hh.train.jsonl hh.test.jsonl.zst",
      })
  void aFolderOfSeveralSplitsIsRefusedUnlessOneIsNamed(String names) throws IOException {
    files(names);
    String message = refusal(folder.toString());
    assertTrue(message.startsWith("DIR: holds "), message);
    Arrays.stream(names.split(" ")).forEach(name -> assertTrue(message.contains(name), message));
    assertTrue(message.contains("must be one, name its files, for example DIR/"), message);
    assertEquals(names.split(" ").length, DataFiles.ofAnySplit(folder.toString()).size());
    String first = names.split(" ")[0];
    String stem = first.replaceFirst("[.][a-z]+$", "");
    String example = first.contains("-of-") ? first.replaceFirst("-0.*", "-*") : first;
    assertTrue(message.endsWith("for example DIR/" + example), message);
    assertEquals(first, names(DataFiles.of(folder + "/" + stem + "*")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-00000-of-00002.parquet train-00001-of-00002.parquet",
        "a.jsonl b.jsonl train.jsonl",
        "latest.jsonl contest.jsonl trainer.jsonl",
        "chat.json code.json math.json",
        "data-00000-of-00002.arrow data-00001-of-00002.arrow",
      })
  void aFolderOfOneSplitIsAllItsFiles(String names) throws IOException {
    files(names);
    String sorted = Arrays.stream(names.split(" ")).sorted().collect(Collectors.joining(" "));
    assertEquals(sorted, names(DataFiles.of(folder.toString())));
  }

  @Test
  void filesThatDescribeDataArePassedOver() throws IOException {
    files(
        "a.jsonl dataset_info.json dataset_infos.json dataset_dict.json README.md README.json"
            + " a.jsonl.lock .cache/x.json .hidden.jsonl below/b.json below/state.json"
            + " below/LICENSE.json notes.txt");
    assertEquals("a.jsonl", names(DataFiles.of(folder.toString())));
    assertEquals("a.jsonl below/b.json", names(DataFiles.below(folder.toString())));
    assertEquals(
        "below/b.json",
        names(DataFiles.of(folder + "/{*.json,*/*.json}")).replace(".cache/x.json ", ""));
    Files.delete(folder.resolve("a.jsonl"));
    assertEquals(
        "DIR: is a folder without data, must hold files that end in .jsonl, .json, .csv, .tsv (or"
            + " these with .gz, .bz2 or .zst), .parquet, .arrow or .feather, name DIR/.cache or"
            + " DIR/below",
        refusal(folder.toString()));
  }

  @Test
  void aFolderOfSavedSplitsNamesItsFolders() throws IOException {
    files("dataset_dict.json train/data-00000-of-00001.arrow test/data-00000-of-00001.arrow");
    assertTrue(refusal(folder.toString()).endsWith("name DIR/test or DIR/train"));
  }

  @Test
  void archivesOfDataAreNotPassedOverInSilence() throws IOException {
    files("a.jsonl b.jsonl.xz c.csv.zip d.pdf e.tar.xz");
    assertEquals("a.jsonl b.jsonl.xz c.csv.zip", names(DataFiles.of(folder.toString())));
  }

  @ParameterizedTest
  @CsvSource({
    "train-00000-of-00002.parquet,train",
    "data/test-00012-of-00020-abcdef.parquet,data/test",
    "default/train/0003.parquet,default/train/",
    "part-00001-c0ffee.snappy.parquet,''",
    "v1.json,v1.json",
    "2024.json,2024.json",
    "chat_filtered.json,chat_filtered.json",
  })
  void shardsAreOfOneTable(String name, String table) {
    assertEquals(table, new DataFile(Path.of(name), name).table());
  }

  @ParameterizedTest
  @CsvSource({
    "'/',               'a.jsonl b.jsonl'",
    "'//',              'a.jsonl b.jsonl'",
    "'/.',              'a.jsonl b.jsonl'",
    "'//a.jsonl',       'a.jsonl'",
    "'//*.jsonl',       'a.jsonl b.jsonl'",
    "'/./*.jsonl',      'a.jsonl b.jsonl'",
    "'/sub*/',          'sub1/c.jsonl sub2/d.jsonl'",
    "'/sub*',           'sub1/c.jsonl sub2/d.jsonl'",
    "'/sub*//*.jsonl/', ''",
    "'/sub*//*.jsonl',  'sub1/c.jsonl sub2/d.jsonl'",
    "'/*',              'a.jsonl b.jsonl'",
    "'/*/',             'sub1/c.jsonl sub2/d.jsonl x[1]/e.jsonl x[1]/f.jsonl'",
    "'/x[1]/',          'e.jsonl f.jsonl'",
    "'/x[1]/*.jsonl',   'e.jsonl f.jsonl'",
    "'/x[1]/{e,g}.*',   'e.jsonl'",
  })
  void aPathMayBeSpelledAsShellsSpellIt(String path, String expected) throws IOException {
    files("a.jsonl b.jsonl sub1/c.jsonl sub2/d.jsonl sub2/README.md x[1]/e.jsonl x[1]/f.jsonl");
    if (expected.isEmpty()) {
      assertEquals(
          "DIR" + path + ": matches no file, must match at least one, check it",
          refusal(folder + path));
    } else {
      assertEquals(expected, names(DataFiles.of(folder + path)));
    }
  }

  @Test
  void whatIsNotThereInAFolderWithABracketDoesNotExist() throws IOException {
    files("x[1]/e.jsonl");
    DataFile none = DataFiles.of(folder + "/x[1]/none.jsonl").get(0);
    assertThrows(InvalidInput.class, () -> none.open(Set.of()));
  }

  @Test
  void linksToFoldersAreFollowedAndAFolderInItselfIsReadOnce() throws IOException {
    files("real/a.jsonl real/below/b.jsonl");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("real/below/again"), folder.resolve("real"));
    assertEquals("a.jsonl below/b.jsonl", names(DataFiles.below(folder + "/link")));
    assertEquals("a.jsonl below/b.jsonl", names(DataFiles.below(folder + "/link/")));
    assertEquals("a.jsonl", names(DataFiles.of(folder + "/link/")));
    assertEquals("a.jsonl", names(DataFiles.of(folder + "/link/*.jsonl")));
    assertEquals("below/b.jsonl", names(DataFiles.of(folder + "/link/*/*.jsonl")));
    assertEquals("link/a.jsonl real/a.jsonl", names(DataFiles.of(folder + "/{link,real}/*.jsonl")));
  }
}
