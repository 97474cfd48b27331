package io.github.rrm4j.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The rows of an input on any file system that Hadoop knows, numbered in the order of its files.
 */
final class InputRows {

  private InputRows() {}

  /**
   * The rows with their numbers, from 0; blank lines are none.
   *
   * @param input JSON lines (also packed with gzip or bzip2) or Parquet: a file, a folder or a glob
   * @throws InvalidInput if there is no such file
   */
  static JavaPairRDD<Long, InputRow> of(JavaSparkContext spark, String input) throws IOException {
    JavaRDD<InputRow> rows = spark.emptyRDD();
    for (Path file : files(spark.hadoopConfiguration(), input)) {
      JavaRDD<InputRow> some =
          file.getName().endsWith(".parquet") ? parquet(file) : lines(spark, file);
      rows = rows.union(some);
    }
    return rows.filter(row -> !new String(row.line(), StandardCharsets.UTF_8).isBlank())
        .zipWithIndex()
        .mapToPair(Tuple2::swap);
  }

  private static List<Path> files(Configuration conf, String input) throws IOException {
    Path path = new Path(input);
    FileSystem system = path.getFileSystem(conf);
    FileStatus[] found = system.globStatus(path);
    List<Path> files = new ArrayList<>();
    for (FileStatus one : found == null ? new FileStatus[0] : found) {
      if (one.isFile()) {
        files.add(one.getPath());
      } else {
        Arrays.stream(system.listStatus(one.getPath()))
            .filter(FileStatus::isFile)
            .map(FileStatus::getPath)
            .filter(file -> !file.getName().startsWith("_") && !file.getName().startsWith("."))
            .forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      throw new InvalidInput(
          input
              + ": does not exist or holds no file, must be JSON lines or Parquet, check the path");
    }
    files.sort(Path::compareTo);
    return files;
  }

  private static JavaRDD<InputRow> lines(JavaSparkContext spark, Path file) {
    Configuration conf = new Configuration(spark.hadoopConfiguration());
    conf.set("textinputformat.record.delimiter", "\n");
    String name = file.getName();
    return spark
        .newAPIHadoopFile(
            file.toString(), TextInputFormat.class, LongWritable.class, Text.class, conf)
        .values()
        .map(Text::copyBytes)
        .zipWithIndex()
        .map(line -> new InputRow(name, line._2() + 1, line._1()));
  }

  /** Spark reads the pieces of such a file in any order; ids give them one. */
  private static JavaRDD<InputRow> parquet(Path file) {
    var table = SparkSession.builder().getOrCreate().read().parquet(file.toString());
    if (!Arrays.asList(table.columns()).contains("id")) {
      throw new InvalidInput(
          file + ": has no column 'id', must have one, since Spark keeps no order of rows; add it");
    }
    String name = file.getName();
    return table
        .orderBy("id")
        .toJSON()
        .toJavaRDD()
        .zipWithIndex()
        .map(line -> new InputRow(name, line._2() + 1, line._1().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Sees that no id stands twice: what is drawn for a row depends on it.
   *
   * @throws InvalidInput naming one that does
   */
  static void checkIds(JavaPairRDD<Long, InputRow> rows) {
    List<Tuple2<String, String>> twice =
        rows.values()
            .flatMapToPair(
                row ->
                    parsed(row).stream()
                        .map(json -> new Tuple2<>(id(row, json), row.place()))
                        .iterator())
            .aggregateByKey(
                List.<String>of(), InputRows::first, (a, b) -> first(a, b.toArray(String[]::new)))
            .filter(places -> places._2().size() > 1)
            .mapValues(places -> String.join(" and ", places))
            .take(1);
    if (!twice.isEmpty()) {
      throw InvalidInput.of(
          "%s: id '%s' stands twice, must be unique, rename or remove one",
          twice.get(0)._2(), twice.get(0)._1());
    }
  }

  private static List<String> first(List<String> before, String... more) {
    List<String> places = new ArrayList<>(before);
    places.addAll(List.of(more));
    return new ArrayList<>(places.subList(0, Math.min(2, places.size())));
  }

  private static String id(InputRow row, JsonNode json) {
    return JsonLines.id(new Row(row.file(), row.file(), "", (int) row.number(), json));
  }

  private static Optional<JsonNode> parsed(InputRow row) {
    try {
      return Optional.of(Json.parse(new String(row.line(), StandardCharsets.UTF_8)))
          .filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty(); // the command says what is wrong with it
    }
  }

  /** The line of a row with an id: its own, else its place in the whole input. */
  static byte[] identified(InputRow row) {
    Optional<JsonNode> json = parsed(row);
    if (json.isEmpty()
        || !id(row, json.get()).equals(row.place())
        || json.get().path("id").asText().equals(row.place())) {
      return row.line();
    }
    ObjectNode named = Json.object().put("id", row.place());
    json.get().properties().stream()
        .filter(field -> !field.getKey().equals("id"))
        .forEach(field -> named.set(field.getKey(), field.getValue()));
    return Json.line(named);
  }
}
