// Lessons in links, and links in QR codes.

import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { QR_MAX_BYTES, QrCode } from '@/components/ui/QrCode';
import { decodeValue, encodeValue } from '@/lib/experiment/codec';
import { type Lesson, lessonControls, lessonFormat } from '@/lib/experiment/lesson';
import { experimentFormat } from '@/lib/experiment/experiment';
import { parts } from '@/lib/experiment/parts';

const anyLesson: fc.Arbitrary<Lesson> = fc.record({
  parts: fc.subarray([...parts]),
  controls: fc.subarray([...lessonControls]),
  note: fc.string({ unit: 'grapheme', maxLength: 200 }),
  question: fc.string({ unit: 'grapheme', maxLength: 100 }),
});

describe('a lesson in a link', () => {
  it('comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyLesson, async (lesson) => {
        expect(await decodeValue(lessonFormat, await encodeValue(lessonFormat, lesson))).toEqual(lesson);
      }),
    );
  });

  it('is no experiment, and of a part that is not known here is refused', async () => {
    const [lesson] = fc.sample(anyLesson, 1);
    const text = await encodeValue(lessonFormat, lesson ?? { parts: [], controls: [], note: '', question: '' });
    await expect(decodeValue(experimentFormat, text)).rejects.toMatchObject({ code: 'link-invalid' });
    const unknown = { parts: ['hologram'], controls: [], note: '', question: '' } as unknown as Lesson;
    await expect(encodeValue(lessonFormat, unknown)).rejects.toMatchObject({ code: 'link-invalid' });
  });
});

describe('a QR code', () => {
  const drawn = (text: string): string => renderToStaticMarkup(createElement(QrCode, { text, label: 'code' }));

  it('draws every dark module of the code, and no other', () => {
    const text = 'https://example.org/?run=passkey#l=1.AAAA_-zz';
    const { size, data } = encode(text, { ecc: 'L', border: 4 });
    const dark = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x, y, width] of drawn(text).matchAll(/M(\d+),(\d+)h(\d+)v1/g)) {
      for (let i = 0; i < Number(width); i++) dark[Number(y)]![Number(x) + i] = true;
    }
    expect(dark).toEqual(data);
  });

  it('holds the longest link that fits, and says so of a longer one', () => {
    expect(drawn('x'.repeat(QR_MAX_BYTES))).toContain('<svg');
    expect(drawn('x'.repeat(QR_MAX_BYTES + 1))).toContain('This link has 2,954 characters, and a QR code holds 2,953');
  });
});
