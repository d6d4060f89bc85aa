import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameFigure, hatch, type Figure } from '@/components/figures/figure';
import { barsPath, pinMark, type Mark, type Paint, type RasterMark } from '@/components/figures/marks';
import { svgNodes, writeSvg } from '@/components/figures/svg';

const style = {
  colour: (paint: Paint) => (paint.startsWith('#') ? paint : `<${paint}>`),
  image: ({ box }: RasterMark) => `data:image/png;base64,${box.width}`,
};
const clip = { left: 1, top: 2, width: 30, height: 20 };
const raster: Mark = { kind: 'raster', box: clip, paint: () => undefined };

function file(marks: readonly Mark[], title = 'Title'): string {
  return writeSvg({ width: 100, height: 50, marks, title, description: 'What it shows' }, style);
}

describe('an SVG file', () => {
  it('spells marks in order, colours by the theme, pixels as an image of the same box', () => {
    const marks: Mark[] = [
      raster,
      { kind: 'rect', x: 1, y: 2, width: 3.00049, height: 4, fill: 'ink' },
      {
        kind: 'group',
        x: 5,
        clip,
        opacity: 0.5,
        marks: [{ kind: 'path', d: barsPath([[0, 0, 2, 3]]), fill: '#ff0000' }],
      },
      { kind: 'text', x: 7, y: 10, text: 'a & b', size: 10, anchor: 'end', fill: 'ink-2', upright: true },
    ];
    expect(file(marks).split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img">',
      '<title>Title</title>',
      '<desc>What it shows</desc>',
      '<image x="1" y="2" width="30" height="20" preserveAspectRatio="none" href="data:image/png;base64,30" style="image-rendering:pixelated"/>',
      '<rect x="1" y="2" width="3" height="4" fill="&lt;ink&gt;"/>',
      '<clipPath id="figure-2-clip"><rect x="1" y="2" width="30" height="20" transform="translate(5 0)"/></clipPath>',
      '<g clip-path="url(#figure-2-clip)"><g transform="translate(5 0)" opacity="0.5"><path d="M0,0h2v3h-2z" fill="#ff0000"/></g></g>',
      `<text x="0" y="3.6" transform="translate(7 10) rotate(-90)" fill="&lt;ink-2&gt;" font-family="'Inter Variable', Inter, system-ui, sans-serif" font-size="10" text-anchor="end">a &amp; b</text>`,
      '</svg>',
      '',
    ]);
  });

  it('stays well-formed whatever a token or a title says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const half = `${text}\ud800\u0000`;
        const written = file([{ kind: 'text', x: 0, y: 0, text: half, size: 10, fill: 'ink' }], half);
        expect(written).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
        const texts = [...written.matchAll(/<(?:text|title)[^<>]*>([^<>]*)<\/(?:text|title)>/g)].map(
          (match) => match[1],
        );
        expect(texts).toHaveLength(2);
        for (const each of texts) expect(each).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
      }),
    );
  });

  it('leaves out on the screen what a canvas draws there, and keeps the clips of two figures apart', () => {
    const group: Mark = { kind: 'group', clip, marks: [] };
    const ids = (prefix: string) =>
      svgNodes([raster, group], { ...style, image: () => null, prefix }).map(
        ({ tag, attributes }) => attributes.id ?? tag,
      );
    expect(ids('one')).toEqual(['one-1-clip', 'g']);
    expect(ids('two')).toEqual(['two-1-clip', 'g']);
  });
});

describe('the frame of a figure', () => {
  const figure: Figure = {
    name: 'x',
    title: 'A title',
    width: 400,
    height: 100,
    marks: [raster],
    legend: Array.from({ length: 9 }, (_, i) => ({ width: 12, marks: [], label: `a long label, number ${i}` })),
    notes: ['A note that goes on and on, '.repeat(9).trim()],
    caption: '',
  };

  it('leaves the marks as they are on the screen', () => {
    const drawn = frameFigure(figure).marks.flatMap((mark) =>
      mark.kind === 'group' && mark.marks.includes(raster) ? [mark] : [],
    );
    expect(drawn).toEqual([{ kind: 'group', x: 16, y: 42, marks: [raster] }]);
  });

  it('wraps legend and notes within the width, and grows by their lines', () => {
    const { width, height, marks } = frameFigure(figure);
    const places = marks.flatMap((mark) =>
      mark.kind === 'group' && mark.marks.length === 1 && mark.y !== 42 ? [mark] : [],
    );
    expect(new Set(places.map(({ y }) => y)).size).toBeGreaterThan(1);
    for (const { x = 0 } of places) expect(x).toBeLessThan(width - 100);
    const lowest = marks.reduce(
      (y, mark) => Math.max(y, mark.kind === 'text' || mark.kind === 'group' ? (mark.y ?? 0) : 0),
      0,
    );
    expect(lowest).toBeLessThan(height);
    expect(frameFigure({ ...figure, legend: [], notes: [] }).height).toBeLessThan(height);
    const long = frameFigure({ ...figure, title: 'A title that is too long for one line, '.repeat(3) });
    expect(long.height).toBeGreaterThan(height);
  });
});

describe('the words of a frame', () => {
  it.each(['x'.repeat(900), '測'.repeat(300), `short ${'y'.repeat(300)} short`])(
    'stay within its width without a space to break at, and none is lost: %#',
    (note) => {
      const figure: Figure = {
        name: 'x',
        title: 'x',
        width: 400,
        height: 9,
        marks: [],
        legend: [],
        notes: [note],
        caption: '',
      };
      const lines = frameFigure(figure).marks.flatMap((mark) =>
        mark.kind === 'text' && mark.size === 11 ? [mark.text] : [],
      );
      expect(lines.join('').replaceAll(' ', '')).toBe(note.replaceAll(' ', ''));
      for (const line of lines) expect([...line].length * (note.startsWith('測') ? 11 : 6)).toBeLessThanOrEqual(400);
    },
  );
});

describe('shared marks', () => {
  it('frame a pin around its box, not over it', () => {
    expect(pinMark({ left: 10, top: 20, width: 4, height: 8 })).toMatchObject({
      x: 9.25,
      y: 19.25,
      width: 5.5,
      height: 9.5,
    });
  });

  it('hatch a box within its bounds', () => {
    const mark = hatch({ left: 0, top: 0, width: 12, height: 12 });
    expect(mark).toMatchObject({ kind: 'group', clip: { left: 0, top: 0, width: 12, height: 12 } });
  });
});
