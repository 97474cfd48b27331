package io.github.rrm4j.cli.judge;

import io.github.rrm4j.model.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Prints what each token adds to the text decoded so far. */
final class TokenStream {

  private final Tokenizer tokenizer;
  private final List<Integer> tokens = new ArrayList<>();
  private int printed;

  TokenStream(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  void token(int token) {
    if (tokenizer.isEnd(token)) {
      return;
    }
    tokens.add(token);
    String text = tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
    if (!text.endsWith("\uFFFD")) { // half a character waits for its other half
      byte[] added = text.substring(printed).getBytes(StandardCharsets.UTF_8);
      System.out.write(added, 0, added.length);
      System.out.flush();
      printed = text.length();
    }
  }
}
