// Marks as SVG elements, and a whole figure as an SVG file. Strings only: who calls says what a colour and a raster become.

import { families, MIDDLE_EM, short, type Box, type Mark, type Paint, type RasterMark, type TextMark } from './marks';

/** An element with its attributes as React spells them. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly SvgNode[] | string;
}

export interface SvgStyle {
  readonly colour: (paint: Paint) => string;
  /** The raster as a URL; null leaves it out. */
  readonly image: (mark: RasterMark) => string | null;
  /** Starts every id, so that two figures on a page keep theirs apart. */
  readonly prefix: string;
}

/** The marks as elements, in order. */
export function svgNodes(marks: readonly Mark[], style: SvgStyle): SvgNode[] {
  return marks.flatMap((mark, i): SvgNode[] => {
    switch (mark.kind) {
      case 'rect': {
        const { x, y, width, height, fillOpacity } = mark;
        return [leaf('rect', { x, y, width, height, ...ink(mark, style), fillOpacity })];
      }
      case 'line': {
        const { x1, y1, x2, y2 } = mark;
        return [leaf('line', { x1, y1, x2, y2, ...ink(mark, style) })];
      }
      case 'circle': {
        const { cx, cy, r, title } = mark;
        return [leaf('circle', { cx, cy, r, ...ink(mark, style) }, title)];
      }
      case 'path':
        return [leaf('path', { d: mark.d, ...ink(mark, style) })];
      case 'text':
        return [textNode(mark, style)];
      case 'raster': {
        const href = style.image(mark);
        const { left: x, top: y, width, height } = mark.box;
        if (href === null) return [];
        return [
          leaf('image', { x, y, width, height, preserveAspectRatio: 'none', href, style: 'image-rendering:pixelated' }),
        ];
      }
      case 'group':
        return groupNodes(mark, { ...style, prefix: `${style.prefix}-${i}` });
    }
  });
}

function textNode(mark: TextMark, style: SvgStyle): SvgNode {
  const { x, y, text, size, anchor = 'start', family = 'sans', weight, upright, title } = mark;
  const down = size * MIDDLE_EM;
  const place = upright
    ? { x: 0, y: down, transform: `translate(${short(x)} ${short(y)}) rotate(-90)` }
    : { x, y: y + down };
  const attributes = {
    ...place,
    fill: style.colour(mark.fill),
    fontFamily: families[family],
    fontSize: size,
    fontWeight: weight,
    textAnchor: anchor === 'start' ? undefined : anchor,
  };
  return node('text', attributes, title === undefined ? text : [node('tspan', {}, text), node('title', {}, title)]);
}

function groupNodes(mark: Extract<Mark, { kind: 'group' }>, style: SvgStyle): SvgNode[] {
  const { x = 0, y = 0, clip, opacity } = mark;
  const inner = svgNodes(mark.marks, style);
  const transform = x || y ? `translate(${x} ${y})` : undefined;
  if (!clip) return [node('g', { transform, opacity }, inner)];
  const id = `${style.prefix}-clip`;
  return [
    node('clipPath', { id }, [clipRect(clip, transform)]),
    node('g', { clipPath: `url(#${id})` }, [node('g', { transform, opacity }, inner)]),
  ];
}

/** The clip is in the coordinates of the group's content. */
function clipRect({ left: x, top: y, width, height }: Box, transform: string | undefined): SvgNode {
  return leaf('rect', { x, y, width, height, transform });
}

function ink(
  mark: { fill?: Paint; stroke?: Paint; strokeWidth?: number; dash?: readonly number[] },
  { colour }: SvgStyle,
) {
  return {
    fill: mark.fill === undefined ? 'none' : colour(mark.fill),
    stroke: mark.stroke === undefined ? undefined : colour(mark.stroke),
    strokeWidth: mark.strokeWidth,
    strokeDasharray: mark.dash?.join(' '),
  };
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

function leaf(tag: string, attributes: Attributes, title?: string): SvgNode {
  return node(tag, attributes, title === undefined ? [] : [node('title', {}, title)]);
}

function node(tag: string, attributes: Attributes, children: SvgNode['children']): SvgNode {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'number' ? short(value) : value] as const],
  );
  return { tag, attributes: Object.fromEntries(given), children };
}

export interface SvgFile {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  readonly title: string;
  readonly description: string;
}

/** An SVG file of its own, with title and description for who cannot see it. */
export function writeSvg(file: SvgFile, style: Omit<SvgStyle, 'prefix'>): string {
  const { width, height, marks, title, description } = file;
  const body = svgNodes(marks, { ...style, prefix: 'figure' })
    .map(spell)
    .join('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(description)}</desc>`,
    body,
    '</svg>\n',
  ].join('\n');
}

/** Attributes whose names XML writes as React does. */
const camelled = new Set(['preserveAspectRatio']);

function spell({ tag, attributes, children }: SvgNode): string {
  const words = Object.entries(attributes).map(([name, value]) => {
    const spelled = camelled.has(name) ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return ` ${spelled}="${escape(String(value))}"`;
  });
  const inner = typeof children === 'string' ? escape(children) : children.map(spell).join('');
  return inner === '' ? `<${tag}${words.join('')}/>` : `<${tag}${words.join('')}>${inner}</${tag}>`;
}

/** Text for XML; what XML cannot hold (control characters, half a surrogate pair) becomes the replacement character. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
