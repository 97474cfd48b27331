"""A Qwen2 decoder in plain PyTorch: what one would write by hand for a model of this size, with a cache of fixed length,
fused RMSNorm and AdamW, and q, k, v and gate and up as one product each. Flags choose how it computes; results are equal.

Source: Qwen2 technical report (arXiv 2407.10671); names of tensors as in transformers.

Dimensions: B rows, T positions, H heads, G query heads of a key head, K key heads, C channels of a head, D hidden.
"""

import math

import torch
import torch.nn.functional as F


class Drawn:
    """Random weights of a config, each drawn when it is asked for, so that none is in memory twice."""

    def __init__(self, config):
        hidden, wide = config["hidden_size"], config["intermediate_size"]
        keys = hidden // config["num_attention_heads"] * config["num_key_value_heads"]
        self.spread = config["initializer_range"]
        self.shapes = {
            "embed_tokens": (config["vocab_size"], hidden),
            "q_proj": (hidden, hidden),
            "k_proj": (keys, hidden),
            "v_proj": (keys, hidden),
            "o_proj": (hidden, hidden),
            "gate_proj": (wide, hidden),
            "up_proj": (wide, hidden),
            "down_proj": (hidden, wide),
        }

    def __getitem__(self, name):
        *_, module, kind = name.split(".")
        if module.endswith("norm"):
            return torch.ones(self.shapes["o_proj"][:1])
        shape = self.shapes[module]
        return torch.randn(shape if kind == "weight" else shape[:1]) * self.spread


class Decoder:
    """Weights with a forward pass.

    layout: "rows" keeps a matrix as (out, in), "columns" as (in, out).
    decoding, training: attention of one position, and of all: "products" writes it out, "sdpa" calls PyTorch's.
    """

    def __init__(self, config, tensors, layout="rows", decoding="products", training="products"):
        self.eps = config["rms_norm_eps"]
        self.heads, self.keys = config["num_attention_heads"], config["num_key_value_heads"]
        self.hidden, self.vocabulary = config["hidden_size"], config["vocab_size"]
        self.channels = self.hidden // self.heads
        self.columns, self.decoding, self.training = layout == "columns", decoding, training
        self.embedding = tensors["model.embed_tokens.weight"]
        self.norm = tensors["model.norm.weight"]
        self.layers = [self._layer(tensors, f"model.layers.{i}.") for i in range(config["num_hidden_layers"])]
        self.head = self.embedding
        angles = torch.outer(torch.arange(config["max_position_embeddings"]).float(), self._frequencies(config))
        angles = torch.cat((angles, angles), 1)[:, None]  # (T, 1, C)
        self.cos, self.sin = angles.cos(), angles.sin()

    def _frequencies(self, config):
        return config["rope_theta"] ** (-torch.arange(0, self.channels, 2).float() / self.channels)

    def _layer(self, tensors, prefix):
        def matrix(*names):
            whole = torch.cat([tensors[prefix + name + ".weight"] for name in names])
            return whole.t().contiguous() if self.columns else whole

        attention = [f"self_attn.{name}_proj" for name in "qkv"]
        return {
            "before": tensors[prefix + "input_layernorm.weight"],
            "qkv": matrix(*attention),
            "bias": torch.cat([tensors[prefix + name + ".bias"] for name in attention]),
            "out": matrix("self_attn.o_proj"),
            "after": tensors[prefix + "post_attention_layernorm.weight"],
            "up": matrix("mlp.gate_proj", "mlp.up_proj"),
            "down": matrix("mlp.down_proj"),
        }

    def parameters(self):
        """All weights; they are told to keep gradients."""
        weights = [self.embedding, self.norm] + [w for layer in self.layers for w in layer.values()]
        return [w.requires_grad_() for w in weights]

    def _linear(self, x, weight, bias=None):
        if not self.columns:
            return F.linear(x, weight, bias)
        flat = x.flatten(0, -2)
        y = flat @ weight if bias is None else torch.addmm(bias, flat, weight)
        return y.view(*x.shape[:-1], -1)

    def _rms(self, x, scale):
        return F.rms_norm(x, (self.hidden,), scale, self.eps)

    def _turned(self, x, first):
        cos, sin = (table[first : first + x.shape[1]] for table in (self.cos, self.sin))
        one, two = x.chunk(2, -1)
        return x * cos + torch.cat((-two, one), -1) * sin

    def _qkv(self, x, layer, first):
        """Queries (B, T, H, C), keys and values (B, T, K, C) of positions from `first` on."""
        rows, length, _ = x.shape
        every = self._linear(self._rms(x, layer["before"]), layer["qkv"], layer["bias"])
        every = every.view(rows, length, self.heads + 2 * self.keys, self.channels)
        turned = self._turned(every[:, :, : self.heads + self.keys], first)
        return turned[:, :, : self.heads], turned[:, :, self.heads :], every[:, :, self.heads + self.keys :]

    def _rest(self, x, attended, layer):
        x = x + self._linear(attended, layer["out"])
        gate, up = self._linear(self._rms(x, layer["after"]), layer["up"]).chunk(2, -1)
        return x + self._linear(F.silu(gate) * up, layer["down"])

    def _causal(self, q, k, v):
        """Attention of whole rows; the query heads of a key head are rows of one product."""
        rows, length = q.shape[:2]
        if self.training == "sdpa":
            q, k, v = (t.transpose(1, 2) for t in (q, k, v))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=self.heads > self.keys)
            return mixed.transpose(1, 2).reshape(rows, length, self.hidden)
        group = self.heads // self.keys
        q = q.transpose(1, 2).reshape(rows * self.keys, group * length, self.channels) / math.sqrt(self.channels)
        k, v = (t.transpose(1, 2).reshape(rows * self.keys, length, self.channels) for t in (k, v))
        scores = (q @ k.transpose(1, 2)).view(-1, group, length, length)
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(future, -math.inf).softmax(-1).view(-1, group * length, length)
        mixed = (weights @ v).view(rows, self.heads, length, self.channels)
        return mixed.transpose(1, 2).reshape(rows, length, self.hidden)

    def _one(self, q, keys, values):
        """Attention of one position (B, 1, H, C) to what is cached (B, K, T, C)."""
        rows = q.shape[0]
        q = q.view(rows, self.keys, self.heads // self.keys, self.channels)
        if self.decoding == "sdpa":
            mixed = F.scaled_dot_product_attention(q, keys, values)
        else:
            weights = (q / math.sqrt(self.channels) @ keys.transpose(2, 3)).softmax(-1)
            mixed = weights @ values
        return mixed.reshape(rows, 1, self.hidden)

    def logits(self, ids, first=0, cache=None):
        """Logits (B, T - first, vocabulary) of whole rows (B, T); fills a cache where there is one."""
        x = F.embedding(ids, self.embedding)
        for number, layer in enumerate(self.layers):
            q, k, v = self._qkv(x, layer, 0)
            if cache:
                for kept, new in zip(cache[number], (k, v)):
                    kept[:, :, : ids.shape[1]] = new.transpose(1, 2)
            x = self._rest(x, self._causal(q, k, v), layer)
        return F.linear(self._rms(x[:, first:], self.norm), self.embedding)

    def next_logits(self, ids, position, cache):
        """Logits (B, vocabulary) after one more token (B, 1)."""
        x = F.embedding(ids, self.embedding)
        for layer, (keys, values) in zip(self.layers, cache):
            q, k, v = self._qkv(x, layer, position)
            keys[:, :, position], values[:, :, position] = k[:, 0], v[:, 0]
            x = self._rest(x, self._one(q, keys[:, :, : position + 1], values[:, :, : position + 1]), layer)
        last = self._rms(x[:, 0], self.norm)
        return last @ self.head if self.columns else F.linear(last, self.head)

    def cache(self, rows, length):
        """Keys and values of each layer, (B, K, T, C)."""
        shape = rows, self.keys, length, self.channels
        return [(torch.zeros(shape), torch.zeros(shape)) for _ in self.layers]

    @torch.no_grad()
    def sample(self, prompts, new):
        """Tokens (B, new) at temperature 1 and their log-probs (B, new)."""
        rows, length = prompts.shape
        self.head = self.embedding.t().contiguous() if self.columns else self.embedding
        cache = self.cache(rows, length + new)
        logits = self.logits(prompts, length - 1, cache)[:, 0]
        tokens, logprobs = [], []
        for position in range(length, length + new):
            summed = logits.softmax(-1).cumsum(-1)
            drawn = torch.searchsorted(summed, torch.rand(rows, 1) * summed[:, -1:])
            drawn = drawn.clamp_(max=self.vocabulary - 1)
            tokens.append(drawn)
            logprobs.append(logits.gather(1, drawn) - logits.logsumexp(-1, keepdim=True))
            if position + 1 < length + new:
                logits = self.next_logits(drawn, position, cache)
        return torch.cat(tokens, 1), torch.cat(logprobs, 1)
