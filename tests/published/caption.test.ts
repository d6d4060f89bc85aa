import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWords } from '@/components/publish/caption';
import { captionSchema } from '@/lib/experiment/publication';

describe('plainWords', () => {
  it('takes out what the server would refuse and nobody sees, and keeps the lines and tabs of a note', () => {
    expect(plainWords({ title: 'Two\nlines\u0007', note: 'First\n\tsecond\u000c\u001b', author: 'A\u0000da' })).toEqual(
      {
        title: 'Two lines',
        note: 'First\n\tsecond',
        author: 'Ada',
      },
    );
  });

  it('leaves nothing that the server refuses', () => {
    const words = fc.array(fc.constantFrom('a', 'é', '😀', ' ', '\n', '\r', '\t', '\f', '\u0000', '\u0085', '\u009f'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(words, words, words, (title, note, author) => {
        const plain = plainWords({ title: `x${title.join('')}`, note: note.join(''), author: author.join('') });
        expect(captionSchema.safeParse(plain).success).toBe(true);
        expect(plainWords(plain)).toEqual(plain);
      }),
    );
  });
});
