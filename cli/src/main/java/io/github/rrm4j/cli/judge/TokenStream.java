package io.github.rrm4j.cli.judge;

import io.github.rrm4j.model.GrowingText;
import io.github.rrm4j.model.Tokenizer;
import java.nio.charset.StandardCharsets;

/** Prints what each token adds to the text decoded so far. */
final class TokenStream {

  private final GrowingText text;

  TokenStream(Tokenizer tokenizer) {
    this.text = new GrowingText(tokenizer);
  }

  void token(int token) {
    byte[] added = text.add(token).getBytes(StandardCharsets.UTF_8);
    System.out.write(added, 0, added.length);
    System.out.flush();
  }
}
