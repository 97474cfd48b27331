package io.github.rrm4j.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text to token ids and back, with the ids that end a sequence, of a Hugging Face model folder.
 *
 * <p>Nothing is added to what is encoded: special tokens come from the chat template alone, so that
 * a template that writes the first token does not get it twice. In text of others, which must not
 * speak for the template, {@link #literal} takes the tokens of the template for what they are:
 * text.
 */
public final class Tokenizer implements AutoCloseable {

  /** Stands in a text where two tokens must end and begin; a code point that is no character. */
  private static final char BREAK = '\uFDD0';

  private final Path source;
  private final HuggingFaceTokenizer tokenizer;
  private final Optional<HuggingFaceTokenizer> continuing;
  private final Set<Integer> added;
  private final int tokensPerByte;
  private final Pattern control;
  private final TreeSet<Integer> endIds;
  private final String endToken;

  private Tokenizer(
      Path source,
      HuggingFaceTokenizer tokenizer,
      Optional<HuggingFaceTokenizer> continuing,
      TokenizerFile file,
      TreeSet<Integer> endIds,
      String endToken) {
    this.source = source;
    this.tokenizer = tokenizer;
    this.continuing = continuing;
    this.added = Set.copyOf(file.added().values());
    this.tokensPerByte = file.tokensPerByte();
    this.control = control(file);
    this.endIds = endIds;
    this.endToken = endToken;
  }

  /**
   * Reads the tokenizer of a model folder or of an adapter with its base, as {@link ModelText}
   * finds it.
   *
   * @throws InvalidInput if a file is missing or malformed or names no end-of-sequence token
   */
  public static Tokenizer read(Path folder) {
    return read(ModelText.of(folder));
  }

  static Tokenizer read(ModelText text) {
    Path path = text.vocabulary();
    Optional<Integer> modelTokens = text.modelTokens();
    TokenizerFile all =
        TokenizerFile.read(path).with(text.tokenizerConfigFile(), text.addedTokens());
    TokenizerFile file = all.with(SpecialTokens.all(text), modelTokens.orElse(all.largestId() + 1));
    int vocab = modelTokens.orElse(file.largestId() + 1);
    if (vocab <= file.largestId()) {
      throw new InvalidInput(
          text.modelConfig()
              + ": vocab_size is "
              + vocab
              + ", tokenizer.json has the id "
              + file.largestId()
              + "; use files of one model");
    }
    TreeSet<Integer> endIds = SpecialTokens.endIds(text, vocab);
    String endToken = SpecialTokens.named(text).getOrDefault(SpecialTokens.END, "");
    HuggingFaceTokenizer loaded = load(path, file.json());
    try {
      file.added().forEach((content, id) -> requireId(path, loaded, content, id));
      if (!endToken.isEmpty()) {
        endIds.add(endId(text.specialTokensFile(), loaded, endToken));
      }
      if (endIds.isEmpty()) {
        throw new InvalidInput(
            text.modelConfig().getParent()
                + ": no file names an eos_token; add eos_token_id to generation_config.json");
      }
      Optional<HuggingFaceTokenizer> continuing = file.continuing().map(json -> load(path, json));
      return new Tokenizer(path, loaded, continuing, file, endIds, endToken);
    } catch (InvalidInput e) {
      loaded.close();
      throw e;
    }
  }

  private static HuggingFaceTokenizer load(Path path, String json) {
    NativeLibraries.tokenizers();
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
          Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (LinkageError e) {
      throw NativeLibraries.unloadable(Utils.getEngineCacheDir("tokenizers"), e);
    } catch (IOException | RuntimeException e) {
      throw new InvalidInput(
          path
              + ": is no tokenizer that can be loaded: "
              + OneLine.of(
                  String.valueOf(e.getMessage())
                      .replaceFirst(
                          "did not match any variant of untagged enum \\w+",
                          "is of no kind that is known")),
          e);
    }
  }

  /** The library numbers added tokens by itself where the file's ids have a gap. */
  private static void requireId(
      Path path, HuggingFaceTokenizer tokenizer, String content, int expected) {
    int[] ids = ids(tokenizer, content);
    if (ids.length != 1 || ids[0] != expected) {
      throw InvalidInput.of(
          "%s: the added token %s has the id %d but is encoded as %s; the ids must have no gap",
          path, OneLine.of(content), expected, IntStream.of(ids).limit(5).boxed().toList());
    }
  }

  private static int endId(Path file, HuggingFaceTokenizer tokenizer, String endToken) {
    int[] ids = ids(tokenizer, endToken);
    if (ids.length != 1) {
      throw InvalidInput.of(
          "%s: eos_token %s is %d tokens of tokenizer.json, must be one; add it to tokenizer.json"
              + " or name another",
          file, OneLine.quoted(endToken), ids.length);
    }
    return ids[0];
  }

  /** Added tokens, special or not: the thinking tags of Qwen3 are not. Blanks control nothing. */
  private static Pattern control(TokenizerFile file) {
    List<String> tokens =
        file.added().keySet().stream()
            .filter(token -> !token.isBlank() && token.codePointCount(0, token.length()) > 1)
            .toList();
    if (tokens.isEmpty()) {
      return Pattern.compile("(?!)");
    }
    String starts = // asked first: Gemma has thousands of tokens
        tokens.stream()
            .map(token -> Text.format("\\x{%x}", token.codePointAt(0)))
            .distinct()
            .collect(Collectors.joining());
    return Pattern.compile(
        tokens.stream()
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?=[" + starts + "])(?:", ")")));
  }

  /**
   * Text of others, made fit for a prompt: {@link #encode} finds no control token in it and
   * decoding gives it back. Any other text stays as it is and is encoded as before.
   *
   * @param text from data, perhaps with the text of a control token such as {@code <|im_end|>}
   * @return the text with a mark inside each control token; see {@link #readable}
   */
  public String literal(String text) {
    String clean = text.replace(BREAK, '\uFFFD');
    Matcher token = control.matcher(clean);
    StringBuilder marked = new StringBuilder();
    int from = 0;
    while (token.find(from)) {
      int cut = clean.offsetByCodePoints(token.start(), 1);
      marked.append(clean, from, cut).append(BREAK);
      from = cut;
    }
    return marked.append(clean, from, clean.length()).toString();
  }

  /** A text without the marks of {@link #literal}. */
  public static String readable(String text) {
    return text.replace(String.valueOf(BREAK), "");
  }

  /** The ids of a text, special tokens recognised where the text holds them. */
  public int[] encode(String text) {
    if (text.indexOf(BREAK) < 0) {
      return ids(tokenizer, text);
    }
    List<int[]> pieces = new ArrayList<>();
    for (String piece : text.split(String.valueOf(BREAK), -1)) {
      boolean first = pieces.isEmpty() || continuing.isEmpty();
      pieces.add(first ? ids(tokenizer, piece) : following(piece));
    }
    return pieces.stream().flatMapToInt(IntStream::of).toArray();
  }

  /** A bound of the tokens of a text that is known without encoding it. */
  public int mostTokens(String text) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (int) Math.min(Integer.MAX_VALUE, bytes * tokensPerByte);
  }

  /** The ids of a text that goes on: nothing is put in front of it, up to its first added token. */
  private int[] following(String piece) {
    int[] on = ids(continuing.orElseThrow(), piece);
    int[] anew = ids(tokenizer, piece);
    int to = firstAdded(on);
    int from = firstAdded(anew);
    int[] ids = Arrays.copyOf(on, to + anew.length - from);
    System.arraycopy(anew, from, ids, to, anew.length - from);
    return ids;
  }

  private int firstAdded(int[] ids) {
    return (int) Arrays.stream(ids).takeWhile(id -> !added.contains(id)).count();
  }

  /** How many tokens a text of others has, made fit for a prompt by {@link #literal}. */
  public int literalTokens(String text) {
    return encode(literal(text)).length;
  }

  private static int[] ids(HuggingFaceTokenizer tokenizer, String text) {
    long[] ids = nativeIds(tokenizer, text);
    int[] result = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      result[i] = Math.toIntExact(ids[i]);
    }
    return result;
  }

  /**
   * The ids alone: DJL's encoding also has the text, place and mask of each, for twice the time.
   */
  private static long[] nativeIds(HuggingFaceTokenizer tokenizer, String text) {
    long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
    try {
      return TokenizersLibrary.LIB.getTokenIds(encoding);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  /** The text of some ids, special tokens included. */
  public String decode(int[] ids) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return tokenizer.decode(wide, false);
  }

  /** The file that its tokens are from. */
  public Path source() {
    return source;
  }

  /** Whether an id ends a sequence. */
  public boolean isEnd(int id) {
    return endIds.contains(id);
  }

  /** The ids that end a sequence. */
  public SortedSet<Integer> endIds() {
    return Collections.unmodifiableSortedSet(endIds);
  }

  /** The id that ends a sequence that we write ourselves. */
  public int endId() {
    return endToken.isEmpty() ? endIds.first() : encode(endToken)[0];
  }

  /** The end-of-sequence token's text, empty where the folder does not name it. */
  public String endToken() {
    return endToken;
  }

  /**
   * The id of a token that stands for itself, such as {@code </think>}; empty where it is several.
   */
  public OptionalInt id(String token) {
    int[] ids = encode(token);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  @Override
  public void close() {
    continuing.ifPresent(HuggingFaceTokenizer::close);
    tokenizer.close();
  }
}
