package io.github.rrm4j.judging;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Verdicts that are judged as they are asked for. */
final class JudgeStreams {

  private JudgeStreams() {}

  static Stream<PairVerdict> of(Iterator<PairVerdict> verdicts) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(verdicts, Spliterator.ORDERED), false);
  }
}
