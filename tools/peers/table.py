"""Turns of measurements as a Markdown table."""

from .contenders import WHATS, middle

HEADER = "| what | shape | peer | peer, tokens/s | RRM4J, tokens/s | ratio of medians | ratio, turn by turn | peak memory, MiB: peer, RRM4J | flags of the peer |"
RULE = "|---|---|---|---|---|---|---|---|---|"


def markdown(lines, note=None):
    """The table of recorded lines (see `Record`), by what was done, shape and peer, with the machine above it."""
    text = [machine(lines), ""] + ([note, ""] if note else []) + [HEADER, RULE]
    groups = {}
    for line in lines:
        groups.setdefault((WHATS.index(line["what"]), line["shape"]), []).append(line)
    for key in sorted(groups, key=lambda k: (k[0], "SMLQZ".find(k[1]))):
        text += rows(groups[key])
    return "\n".join(text + ["", versions(lines)])


def rows(lines):
    """The rows of one thing at one shape: one for each peer, in the order in which they came."""
    ours = {line["turn"]: line for line in lines if line["peer"] == "rrm" and "tokens_per_s" in line}
    here = rate(list(ours.values())) if ours else failure([l for l in lines if l["peer"] == "rrm"])
    result = []
    for peer in dict.fromkeys(line["peer"] for line in lines):
        if peer == "rrm":
            continue
        its = [line for line in lines if line["peer"] == peer]
        good = [line for line in its if "tokens_per_s" in line]
        start = f"| {lines[0]['what']} | {lines[0]['shape']} | {peer} |"
        if not good:
            result.append(f"{start} {failure(its)} | {here} | | | | |")
            continue
        both = [(ours[line["turn"]], line) for line in good if line["turn"] in ours]
        ratios = [mine["tokens_per_s"] / theirs["tokens_per_s"] for mine, theirs in both]
        whole = f"{median(ours.values()) / median(good):.2f}" if ours else ""
        peaks = [max(line["peak_rss_mib"] for line in group) if group else 0 for group in (good, list(ours.values()))]
        parts = [rate(good), here, whole, ", ".join(f"{r:.2f}" for r in ratios), f"{peaks[0]:,}, {peaks[1]:,}", flags(good[-1])]
        result.append(f"{start} {' | '.join(parts)} |")
        if len(good) < len(its):
            result.append(f"{start} {len(its) - len(good)} of {len(its)} turns: {failure([l for l in its if 'error' in l])} | | | | | |")
    if not result and lines:
        result.append(f"| {lines[0]['what']} | {lines[0]['shape']} | none | | {here} | | | | |")
    return result


def median(lines):
    return middle([line["tokens_per_s"] for line in lines])


def rate(lines):
    """The median over the turns, with their range."""
    values = [line["tokens_per_s"] for line in lines]
    return f"{number(median(lines))} ({number(min(values))} - {number(max(values))})"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def failure(lines):
    """What a peer said when it could not be measured, as one cell."""
    said = lines[-1]["error"] if lines else "was not run"
    kind = "cannot be had here: " if lines and lines[-1].get("missing") else ""
    return (kind + said).replace("|", "\\|").replace("\n", " ")[:160]


def flags(line):
    return " ".join(f"`{flag} {value}`" for flag, value in line.get("flags", {}).items())


def machine(lines):
    """The processor, its fastest fp32 product and copy, and how busy others kept it."""
    best = {}
    for line in lines:
        for name, value in line.get("machine", {}).items():
            best[name] = max(best.get(name, 0), value)
    parts = [" and ".join(dict.fromkeys(line["processor"] for line in lines)), f"{lines[0]['cores']} cores"]
    if "gemm_peak_gflops" in best:
        parts.append(f"fastest fp32 product {best['gemm_peak_gflops']:,.0f} GFLOP/s")
    if "copy_gb_per_s" in best:
        parts.append(f"copy {best['copy_gb_per_s']:.1f} GB/s, read and written together")
    busy = [line["others"] for line in lines if "others" in line]
    if busy:
        parts.append(f"other programs kept {middle(busy):.2f} cores busy (at most {max(busy):.2f})")
    shares = share(lines, "gemm_peak_share", "share of the product", ("update",)) + share(
        lines, "decode_gb_per_s", "read in decoding, GB/s,", ("sample",)
    )
    return "; ".join(parts) + "." + ("\n\nRRM4J: " + "; ".join(shares) + "." if shares else "")


def share(lines, name, words, whats):
    """The median of what our own runs say of the machine, for each shape."""
    found = {}
    for line in lines:
        if line["peer"] == "rrm" and line["what"] in whats and name in line.get("machine", {}):
            found.setdefault((line["what"], line["shape"]), []).append(line["machine"][name])
    form = (lambda v: f"{100 * v:.0f} %") if name.endswith("share") else (lambda v: f"{v:.1f}")
    return [f"{words} of {what} {shape}: {form(middle(values))}" for (what, shape), values in found.items()]


def versions(lines):
    known = dict.fromkeys((line["peer"], line["version"]) for line in lines if "version" in line)
    return "Versions: " + ("; ".join(v if p in v else f"{p}: {v}" for p, v in known) or "none was run") + "."
