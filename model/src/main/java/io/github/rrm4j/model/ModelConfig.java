package io.github.rrm4j.model;

import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a decoder, read from a Hugging Face {@code config.json}.
 *
 * @param architecture which decoder it is
 * @param vocab number of token ids
 * @param hidden width of the residual stream
 * @param layers number of decoder layers
 * @param attention heads and positions of the attention
 * @param intermediate width of the gated MLP
 * @param biased those of {@link #LINEAR_MAPS} that have a bias
 * @param normEps epsilon of the RMSNorm
 * @param maxPositions longest sequence, in tokens
 * @param tiedEmbeddings whether the head is the transposed embedding
 * @param initializerRange standard deviation of the first values of matrices
 * @param head what the last hidden states are made into
 */
public record ModelConfig(
    Architecture architecture,
    int vocab,
    int hidden,
    int layers,
    Attention attention,
    int intermediate,
    List<String> biased,
    double normEps,
    int maxPositions,
    boolean tiedEmbeddings,
    double initializerRange,
    Head head) {

  /**
   * Grouped-query attention.
   *
   * @param heads query heads
   * @param kvHeads key and value heads; divides {@code heads}
   * @param headDim width of a head, even; heads * headDim need not be the hidden width
   * @param rope the rotary embedding
   * @param scores how queries and keys, and hidden states and tokens, make scores
   */
  public record Attention(int heads, int kvHeads, int headDim, Rope rope, Scores scores) {

    /** The usual one. */
    public Attention(int heads, int kvHeads, int headDim, Rope rope) {
      this(heads, kvHeads, headDim, rope, Scores.usual(headDim));
    }
  }

  /** Whether the fused kernels of a GPU can compute its attention. */
  public boolean fusedAttention() {
    return scores().plain(headDim());
  }

  /** How attention scores its keys. */
  public Scores scores() {
    return attention.scores();
  }

  /** Query heads. */
  public int heads() {
    return attention.heads();
  }

  /** Key and value heads. */
  public int kvHeads() {
    return attention.kvHeads();
  }

  /** Width of a head. */
  public int headDim() {
    return attention.headDim();
  }

  /** The rotary embedding. */
  public Rope rope() {
    return attention.rope();
  }

  /** The same decoder with another head. */
  public ModelConfig with(Head other) {
    return with(vocab, tiedEmbeddings, other);
  }

  /** The same decoder with another number of token ids. */
  ModelConfig withVocab(int other) {
    return with(other, tiedEmbeddings, head);
  }

  /** The same decoder with a head of its own. */
  ModelConfig untied() {
    return with(vocab, false, head);
  }

  private ModelConfig with(int tokens, boolean tied, Head other) {
    return new ModelConfig(
        architecture,
        tokens,
        hidden,
        layers,
        attention,
        intermediate,
        biased,
        normEps,
        maxPositions,
        tied,
        initializerRange,
        other);
  }

  /** What a tensor is for, which decides its first value. */
  public enum Role {
    /** A linear map or an embedding. */
    MATRIX,
    /** An additive bias. */
    BIAS,
    /** The scale of a norm. */
    SCALE
  }

  /** A tensor that the model needs: its Hugging Face name, its shape (out, in) or (n), its role. */
  public record TensorSpec(String name, List<Integer> shape, Role role) {}

  /** The seven linear maps of a layer, in the order in which the forward pass numbers them. */
  public static final List<String> LINEAR_MAPS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final String AFTER_ATTENTION = "post_attention_layernorm";
  private static final String AFTER_MLP = "post_feedforward_layernorm";

  /** Maps of the same input are one product: their weights lie one behind the other. */
  static final List<List<String>> PRODUCTS =
      List.of(
          LINEAR_MAPS.subList(0, 3),
          LINEAR_MAPS.subList(3, 4),
          LINEAR_MAPS.subList(4, 6),
          LINEAR_MAPS.subList(6, 7));

  /**
   * Reads config.json as transformers writes it, before version 5 and since.
   *
   * @throws InvalidInput if the file is missing, malformed, of another architecture, or has a key
   *     or a value that would change the mathematics in a way that is not implemented
   */
  public static ModelConfig read(Path file) {
    return ModelConfigReader.read(file);
  }

  /** Every tensor of the model, in the order of the forward pass's arguments. */
  public List<TensorSpec> tensors() {
    List<TensorSpec> all = new ArrayList<>();
    all.add(new TensorSpec(Head.EMBEDDING, List.of(vocab, hidden), Role.MATRIX));
    all.add(new TensorSpec("model.norm.weight", List.of(hidden), Role.SCALE));
    if (head == Head.VALUE) {
      all.add(new TensorSpec(Head.SCORE, List.of(1, hidden), Role.MATRIX));
    } else if (!tiedEmbeddings) {
      all.add(new TensorSpec(Head.OUTPUT, List.of(vocab, hidden), Role.MATRIX));
    }
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      all.add(norm(layer + "input_layernorm"));
      for (String map : LINEAR_MAPS) {
        if (map.equals("gate_proj")) {
          if (architecture.outerNorms()) {
            all.add(norm(layer + AFTER_ATTENTION));
          }
          all.add(norm(layer + architecture.mlpNorm()));
        }
        String name = linearMap(l, map);
        all.add(new TensorSpec(name + ".weight", List.of(outputs(map), inputs(map)), Role.MATRIX));
        if (biased.contains(map)) {
          all.add(new TensorSpec(name + ".bias", List.of(outputs(map)), Role.BIAS));
        }
        if (architecture.headNorms() && (map.equals("q_proj") || map.equals("k_proj"))) {
          String norm = name.replace("_proj", "_norm") + ".weight";
          all.add(new TensorSpec(norm, List.of(headDim()), Role.SCALE));
        }
      }
      if (architecture.outerNorms()) {
        all.add(norm(layer + AFTER_MLP));
      }
    }
    return all;
  }

  private TensorSpec norm(String name) {
    return new TensorSpec(name + ".weight", List.of(hidden), Role.SCALE);
  }

  /**
   * The arguments of the forward pass in its order, each as the names of the tensors that lie one
   * behind the other in it, those of other architectures among them: embedding, final norm, head,
   * and for each layer the norms and the weight and bias of each product.
   */
  List<List<String>> forwardOrder() {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of(Head.EMBEDDING));
    all.add(List.of("model.norm.weight"));
    String tokens = tiedEmbeddings ? Head.EMBEDDING : Head.OUTPUT;
    all.add(List.of(head == Head.VALUE ? Head.SCORE : tokens));
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      all.add(List.of(layer + "input_layernorm.weight"));
      all.add(List.of(layer + architecture.mlpNorm() + ".weight"));
      all.add(List.of(layer + "self_attn.q_norm.weight"));
      all.add(List.of(layer + "self_attn.k_norm.weight"));
      boolean outer = architecture.outerNorms();
      all.add(outer ? List.of(layer + AFTER_ATTENTION + ".weight") : List.of());
      all.add(outer ? List.of(layer + AFTER_MLP + ".weight") : List.of());
      for (List<String> product : PRODUCTS) {
        for (String kind : List.of(".weight", ".bias")) {
          int number = l;
          all.add(product.stream().map(map -> linearMap(number, map) + kind).toList());
        }
      }
    }
    return all;
  }

  /** The module name of a linear map: {@code model.layers.3.mlp.up_proj}. */
  public static String linearMap(int layer, String map) {
    boolean attention = LINEAR_MAPS.indexOf(map) < 4;
    return "model.layers." + layer + (attention ? ".self_attn." : ".mlp.") + map;
  }

  /** Width of a linear map's input. */
  public int inputs(String map) {
    return switch (map) {
      case "o_proj" -> heads() * headDim();
      case "down_proj" -> intermediate;
      default -> hidden;
    };
  }

  /** Width of a linear map's output. */
  public int outputs(String map) {
    return switch (map) {
      case "q_proj" -> heads() * headDim();
      case "k_proj", "v_proj" -> kvHeads() * headDim();
      case "gate_proj", "up_proj" -> intermediate;
      default -> hidden;
    };
  }

  /** Number of parameters. */
  public long parameters() {
    return tensors().stream()
        .mapToLong(t -> t.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b))
        .sum();
  }
}
