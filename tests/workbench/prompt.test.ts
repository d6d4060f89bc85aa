// Prompts that fit, that do not, and files that are no prompts.

import { describe, expect, it } from 'vitest';
import { PROMPT_FILE_MAX_BYTES, readPromptFile } from '@/components/workbench/promptFile';
import { measurePrompt } from '@/components/workbench/promptLength';

describe('measurePrompt', () => {
  it('lets a prompt fill the context to the last token', () => {
    expect(measurePrompt('x', 2040, 2048, 8).problem).toBeNull();
    expect(measurePrompt('x', 2041, 2048, 8).problem).toMatch(/lower the new tokens by 1/);
  });

  it('says by how much an over-long prompt is too long', () => {
    expect(measurePrompt('x', 2100, 2048, 8).problem).toMatch(/53 tokens too long/);
  });

  it('refuses an empty prompt, and one of white space', () => {
    expect(measurePrompt(' \n ', 3, 2048, 8).problem).toMatch(/empty/);
  });

  it('does not refuse what it has not counted', () => {
    expect(measurePrompt('x', null, 2048, 8).problem).toBeNull();
  });
});

describe('readPromptFile', () => {
  it('reads text and makes line ends uniform', async () => {
    expect(await readPromptFile(new File(['a\r\nbß'], 'a.txt'))).toBe('a\nbß');
  });

  it('refuses what is not UTF-8, what is binary and what is huge, by name', async () => {
    await expect(readPromptFile(new File([new Uint8Array([0xff, 0xd8, 0xff])], 'photo.txt'))).rejects.toThrow(
      /photo\.txt is not UTF-8/,
    );
    await expect(readPromptFile(new File(['a\0b'], 'x.md'))).rejects.toThrow(/x\.md is a binary file/);
    await expect(readPromptFile(new File([new Uint8Array(PROMPT_FILE_MAX_BYTES + 1)], 'big.txt'))).rejects.toThrow(
      /big\.txt is 512 kB/,
    );
  });
});
