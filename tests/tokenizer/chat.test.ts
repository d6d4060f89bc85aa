// Chat templates in the dialects that models publish them in.

import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '@/lib/model/files';
import { chatTemplate, isInstruct, openChatTemplate } from '@/lib/tokenizer/chat';

const chatml =
  "{%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}" +
  "{%- else %}{{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{%- endif %}" +
  "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}{%- endfor %}" +
  "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}";

const llama3 =
  '{{- bos_token }}{% set loop_messages = messages %}{% for message in loop_messages %}' +
  "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' %}" +
  "{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";

const gemma =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" +
  "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}" +
  "{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}" +
  "{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}";

const llama2 =
  "{% for message in messages %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'].strip() + ' [/INST]' }}{% endif %}{% endfor %}";

const zephyr =
  "{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\\n' + message['content'] + eos_token }}\n{% endif %}\n" +
  "{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}";

function filesWith(files: Record<string, string>): ModelFiles {
  return {
    id: 'test',
    text: (name) => Promise.resolve(files[name] ?? null),
    bytes: () => Promise.resolve(null),
    sha256: () => null,
  };
}

describe('a template', () => {
  it.each([
    [
      'ChatML',
      chatml,
      '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nHi!<|im_end|>\n<|im_start|>assistant\n',
    ],
    [
      'Llama 3',
      llama3,
      '<s><|start_header_id|>user<|end_header_id|>\n\nHi!<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    ],
    ['Gemma', gemma, '<s><start_of_turn>user\nHi!<end_of_turn>\n<start_of_turn>model\n'],
    ['Llama 2', llama2, '<s>[INST] Hi! [/INST]'],
    ['Zephyr', zephyr, '<|user|>\nHi!</s>\n<|assistant|>\n'],
  ])('of %s puts a message in its form, and is taken off again', (_, source, rendered) => {
    const template = chatTemplate(source, { bos_token: '<s>', eos_token: '</s>' });
    expect(template.render('Hi!')).toBe(rendered);
    expect(template.message(rendered)).toBe('Hi!');
    expect(template.message('Hi!')).toBeNull();
  });

  it('that cannot be read, or refuses the message, says so with what to do', () => {
    expect(() => chatTemplate('{% for %}', {})).toThrow(/^chat_template: .*; send the prompt as plain text instead$/);
    const refusing = chatTemplate("{{ raise_exception('no users') }}", {});
    expect(() => refusing.render('Hi!')).toThrow('chat_template: no users; send the prompt as plain text instead');
  });
});

describe('openChatTemplate', () => {
  const render = async (files: Record<string, string>) => (await openChatTemplate(filesWith(files)))?.render('x');
  const config = (value: object) => ({ 'tokenizer_config.json': JSON.stringify(value) });

  it('takes the text of tokenizer_config.json, the default of a list, or a file of its own', async () => {
    expect(await render(config({ chat_template: 'A{{ messages[0].content }}' }))).toBe('Ax');
    const list = [
      { name: 'tool_use', template: 'T' },
      { name: 'default', template: 'D' },
    ];
    expect(await render(config({ chat_template: list }))).toBe('D');
    expect(await render({ ...config({}), 'chat_template.jinja': 'J' })).toBe('J');
  });

  it('gives a template the special tokens, spelled as text or as an object', async () => {
    const source = '{{ bos_token }}|{{ eos_token }}';
    expect(await render(config({ chat_template: source, bos_token: '<s>', eos_token: { content: '</s>' } }))).toBe(
      '<s>|</s>',
    );
  });

  it('is null for a model without one, and refuses one that is no text', async () => {
    expect(await openChatTemplate(filesWith({}))).toBeNull();
    expect(await openChatTemplate(filesWith(config({ chat_template: null })))).toBeNull();
    await expect(openChatTemplate(filesWith(config({ chat_template: 7 })))).rejects.toThrow(
      /^tokenizer_config.json: chat_template must be a text/,
    );
  });
});

it('knows instruct models from base models by their names', () => {
  const instruct: [string, string][] = [
    ['HuggingFaceTB/SmolLM2-135M-Instruct', 'llama'],
    ['Qwen/Qwen2.5-0.5B-Instruct', 'qwen2'],
    ['Qwen/Qwen3-0.6B', 'qwen3'],
    ['TinyLlama/TinyLlama-1.1B-Chat-v1.0', 'llama'],
    ['google/gemma-3-1b-it', 'gemma3_text'],
  ];
  const base: [string, string][] = [
    ['Qwen/Qwen2.5-0.5B', 'qwen2'],
    ['Qwen/Qwen3-0.6B-Base', 'qwen3'],
    ['google/gemma-3-270m-pt', 'gemma3_text'],
  ];
  expect(instruct.filter(([name, family]) => !isInstruct(name, family))).toEqual([]);
  expect(base.filter(([name, family]) => isInstruct(name, family))).toEqual([]);
});
