// What `--help` prints.

export const usage = `LazyLens on the command line: full prefill and LazyLLM token pruning on the CPU.

  npm run -s lens -- run --model DIR (--prompt TEXT | --prompt-file FILE | --ids FILE) [options]
      writes the trace of one generation as JSON
  npm run -s lens -- logits --model DIR --ids FILE [--backend ...] [--threads N]
      prints the logits after the last token as a JSON array (full prefill)

Model and prompt
  --model DIR         folder with config.json, model.safetensors and tokenizer.json,
                      or synthetic:lens-28m | synthetic:SmolLM2-135M | synthetic:Llama-3.2-1B
  --prompt TEXT       the prompt; it needs tokenizer.json
  --prompt-file FILE  the prompt in a UTF-8 file, taken as it is
  --ids FILE          token ids, a JSON array

Pruning
  --schedule LIST     LAYER:KEEP by commas, e.g. "4:0.5,8:0.5,12:0.5": after layer 4 keep half
  --mode MODE         lazyllm (default with a schedule), full (default without), progressive, static, revive-all
  --sinks N           always keep the first N positions (0)
  --keep-generated    never prune generated tokens

Generation
  --max-new N         tokens to generate at most (32)
  --temperature T     0 is greedy (0)
  --seed N            seed of sampling (0)
  --ignore-eos        go on after an end token

Output and machine
  --out FILE          write the trace there instead of to stdout
  --packed            spell positions and scores as compact strings
  --backend NAME      wasm (default) or reference (plain arrays, slow)
  --threads N         threads of the wasm backend (as many as there are cores, 4 at most)
  --quiet             print nothing on stderr
  --help              this text

Exit codes: 0 done, 2 bad input (one line on stderr says what), 130 interrupted.
`;
