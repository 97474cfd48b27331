package io.github.rrm4j.miniature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into words and writes the bytes of a word as printable symbols.
 *
 * <p>Source: the byte-level pre-tokenizer of GPT-2, with the pattern of Qwen2. Differs: one digit
 * is a word, together with a space before it, so that {@code " 9"} is one token and no number is.
 */
final class PreTokenizer {

  /** In the dialect that Java and the Hugging Face tokenizers share. */
  static final String PATTERN =
      " ?\\p{N}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Pattern WORD = Pattern.compile(PATTERN);

  private PreTokenizer() {}

  /** The words of a text, which together are the text. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher matcher = WORD.matcher(text); matcher.find(); ) {
      words.add(matcher.group());
    }
    return words;
  }

  /** One symbol for each UTF-8 byte of a word. */
  static List<String> symbols(String word) {
    List<String> symbols = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      symbols.add(symbol(b & 0xFF));
    }
    return symbols;
  }

  /**
   * The 256 symbols in the order of GPT-2's vocabulary: printable bytes as themselves, then the
   * others as U+0100 and up.
   */
  static List<String> alphabet() {
    List<String> printable = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      (isPrintable(b) ? printable : others).add(symbol(b));
    }
    printable.addAll(others);
    return printable;
  }

  private static String symbol(int b) {
    if (isPrintable(b)) {
      return String.valueOf((char) b);
    }
    int before = 0;
    for (int other = 0; other < b; other++) {
      before += isPrintable(other) ? 0 : 1;
    }
    return String.valueOf((char) (0x100 + before));
  }

  private static boolean isPrintable(int b) {
    return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
  }
}
