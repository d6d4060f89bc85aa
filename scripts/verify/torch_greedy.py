#!/usr/bin/env python3
"""Holds what the page's suite `greedy` printed to PyTorch: the same checkpoints in the same formats, on a CUDA device.

usage: torch_greedy.py FOLDER REPORT

FOLDER   what `scripts/verify.ts` wrote: checkpoints/NAME/{config.json, model.safetensors}, checkpoints/prompts.json and, for
         quantized formats, quantized/NAME.FORMAT.safetensors[.xz] with the dequantized weights that the page computes with.
REPORT   lines of JSON, as the page posts them.

Prints one line a checkpoint and format: tokens equal to the page's, and where the first difference is, how far apart PyTorch's two
best logits are there and how far the page's logits are from PyTorch's: a difference below that error is a tie in the arithmetic.
"""
import json, lzma, pathlib, sys
import torch
from safetensors.torch import load
from transformers import AutoConfig, AutoModelForCausalLM


def tensors(path):
    packed = path.with_name(path.name + '.xz')
    return load(lzma.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes())


def checkpoint(folder, name):
    """Weights by name, 8-bit blocks dequantized."""
    stored = tensors(folder / 'checkpoints' / name / 'model.safetensors')
    weights = {}
    for key, values in stored.items():
        if key.endswith('.scale'):
            continue
        scale = stored.get(key + '.scale')
        if scale is not None:
            block = values.shape[-1] // scale.shape[-1]
            values = values.float() * scale.float().repeat_interleave(block, -1)
        weights[key] = values.float()
    return weights


def model_of(folder, name, kind):
    config = json.loads((folder / 'checkpoints' / name / 'config.json').read_text())
    config.pop('quantization_config', None)
    model_type = config.pop('model_type')
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(model_type, **config), attn_implementation='eager')
    weights = checkpoint(folder, name)
    if kind.startswith('q'):
        weights.update({key: values.float() for key, values in tensors(folder / 'quantized' / f'{name}.{kind}.safetensors').items()})
    missing, unexpected = model.load_state_dict(weights, strict=False)
    model.tie_weights()
    tied = {'lm_head.weight', 'embed_out.weight'} if model.config.tie_word_embeddings else set()
    missing = [key for key in missing if key not in tied and 'inv_freq' not in key and not key.endswith('.attn.bias')]
    assert not missing, f'{name}: {missing[:3]} missing, {unexpected[:3]} unexpected'
    return model


@torch.no_grad()
def greedy(model, ids, steps):
    """Tokens and, for each, all logits, every step over the whole sequence."""
    ids, chosen, logits = list(ids), [], []
    for _ in range(steps):
        row = model(torch.tensor([ids], device=model.device), use_cache=False).logits[0, -1].float().cpu()
        chosen.append(int(row.argmax()))
        logits.append(row)
        ids.append(chosen[-1])
    return chosen, logits


def main(folder, report):
    prompts = json.loads((folder / 'checkpoints' / 'prompts.json').read_text())
    results = [json.loads(line) for line in report.read_text().splitlines() if '"kind":"greedy"' in line]
    groups = {}
    for result in results:
        groups.setdefault((result['checkpoint'], result['format']), []).append(result)
    for (name, kind), runs in groups.items():
        half = model_of(folder, name, kind).to('cuda', torch.float32 if kind == 'f32' else torch.float16).eval()
        exact = model_of(folder, name, kind).to('cuda', torch.float32).eval()
        equal = total = equal_exact = 0
        notes = []
        for run in runs:
            ids = prompts[name][run['prompt']]
            steps = len(run['ids'])
            chosen, logits = greedy(half, ids, steps)
            best, best_logits = greedy(exact, ids, steps)
            first = next((i for i in range(steps) if chosen[i] != run['ids'][i]), steps)
            first_exact = next((i for i in range(steps) if best[i] != run['ids'][i]), steps)
            equal, equal_exact, total = equal + first, equal_exact + first_exact, total + steps
            # Up to the first difference all three have seen the same tokens.
            shared = min(first, first_exact, steps - 1)
            error = max(abs(value - float(best_logits[i][token])) for i in range(shared + 1) for token, value in run['top'][i])
            error_half = max(float((logits[i] - best_logits[i]).abs().max()) for i in range(min(shared, first) + 1))
            if first < steps or first_exact < steps:
                top = best_logits[min(first, first_exact)].topk(2).values
                notes.append(f"prompt {run['prompt']} token {min(first, first_exact)}: f32 gap {float(top[0] - top[1]):.4f}, "
                             f"error of page {error:.4f}, of PyTorch f16 {error_half:.4f}")
        print(json.dumps({'checkpoint': name, 'format': kind, 'prompts': len(runs), 'equal_to_f16': f'{equal}/{total}',
                          'equal_to_f32': f'{equal_exact}/{total}', 'differences': notes}), flush=True)


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
