// The picture that a link to a published run shows elsewhere: title, what was measured, and the fates of its most telling step.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ImageResponse } from 'next/og';
import { formatSchedule } from '@/components/run/format';
import { modeTitle } from '@/components/modes';
import { tellingStep } from '@/components/views/StepPlayer/story';
import { publicationIdSchema, storedPublicationSchema } from '@/lib/experiment/publication';
import { theDatabase } from '@/lib/server/database';
import { readPublication } from '@/lib/server/publications';
import { answering } from '@/lib/server/refusal';
import { notFound } from '@/lib/server/routes';
import { portraitOf } from '@/lib/trace/portrait';
import type { Fate } from '@/lib/trace/fate';
import type { Trace } from '@/lib/trace/schema';
import { describeSpeedup, summarizeSamples } from '@/lib/trace/statistics';

const size = { width: 1200, height: 630 };

/** The light theme of app/globals.css and components/views/views.css, as plain values: an image has no style sheet. */
const colours = { surface: '#fbfbf9', ink: '#15171b', ink2: '#565c66', line: '#b9b9b0', accent: '#0a5bb0' };
const fateColours: Readonly<Record<Exclude<Fate, 'absent'>, string>> = {
  computed: '#17538f',
  reused: '#528fc8',
  revived: '#c64506',
  parked: '#d5cfc2',
  out: '#ecebe7',
};

const MARGIN = 64;
const MAP = { width: size.width - 2 * MARGIN, height: 196 };

/** Pictures drawn last, by id: programs that show links ask often, and drawing one takes a third of a second. */
const drawn = new Map<string, Promise<ArrayBuffer>>();
const MOST_DRAWN = 50;

export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const { id } = await params;
    const database = await theDatabase();
    const content = publicationIdSchema.safeParse(id).success ? await readPublication(database, id) : null;
    if (!content) {
      drawn.delete(id);
      throw notFound();
    }
    const picture = drawn.get(id) ?? draw(content);
    drawn.delete(id);
    drawn.set(id, picture);
    picture.catch(() => drawn.delete(id));
    for (const oldest of [...drawn.keys()].slice(0, -MOST_DRAWN)) drawn.delete(oldest);
    return new Response(await picture, {
      headers: { 'Content-Type': 'image/png', 'Cache-Control': 'public, max-age=86400' },
    });
  });
}

async function draw(content: Uint8Array): Promise<ArrayBuffer> {
  const text = (await promisify(gunzip)(content)).toString();
  const { title, author, run } = storedPublicationSchema.parse(JSON.parse(text));
  const { pruned } = run;
  const { speedup } = summarizeSamples(run.timing.samples);
  const [time, ofWhat] =
    speedup === null ? ['Not timed', ''] : [describeSpeedup(speedup), 'to the first token than full prefill'];
  const step = tellingStep(pruned);
  const image = new ImageResponse(
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        height: '100%',
        padding: `48px ${MARGIN}px 0`,
        background: colours.surface,
        color: colours.ink,
      }}
    >
      <div style={{ display: 'flex', justifyContent: 'space-between', fontSize: 26 }}>
        <span style={{ fontWeight: 700 }}>LazyLens</span>
        <span style={{ color: colours.ink2 }}>{drawable(author)}</span>
      </div>
      <div
        style={{
          display: 'block',
          marginTop: 22,
          fontSize: 56,
          lineHeight: 1.12,
          letterSpacing: -1.5,
          height: 126,
          lineClamp: 2,
          wordBreak: 'break-word',
        }}
      >
        {drawable(title) || 'A run of LazyLLM'}
      </div>
      <div style={{ display: 'flex', alignItems: 'baseline', marginTop: 14 }}>
        <span style={{ fontSize: 40, color: colours.accent }}>{time}</span>
        <span style={{ fontSize: 26, marginLeft: 16, color: colours.ink2 }}>{ofWhat}</span>
      </div>
      <div style={{ display: 'flex', marginTop: 6, fontSize: 24, color: colours.ink2 }}>
        {drawable(settingOf(pruned))}
      </div>
      {/* eslint-disable-next-line @next/next/no-img-element -- an image inside an image: there is no browser to load it */}
      <img src={mapOf(pruned, step)} alt="" width={MAP.width} height={MAP.height} style={{ marginTop: 24 }} />
      <div style={{ display: 'flex', marginTop: 10, fontSize: 20, color: colours.ink2 }}>
        {step === 0 ? 'Prefill' : `Decode step ${step}`}: every column a token, from the first layer at the top to the
        last.
      </div>
    </div>,
    size,
  );
  return image.arrayBuffer();
}

function settingOf({ model, input, config }: Trace): string {
  const tokens = `${input.ids.length.toLocaleString('en')} prompt tokens`;
  return `${model.id}, ${tokens}, ${modeTitle(config.mode)} ${formatSchedule(config.schedule)}`;
}

function mapOf(trace: Trace, step: number): string {
  const { width, height } = MAP;
  const rows = portraitOf(trace, step, width).map(({ fate, ...mark }) => {
    const [x, y, w, h] = [mark.x * width, mark.y * height, mark.width * width, mark.height * height];
    const fill = fate === 'absent' ? colours.surface : fateColours[fate];
    return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${(h - 3).toFixed(1)}" fill="${fill}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${rows.join('')}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/**
 * The characters of a text that the font at hand has, Latin ones: for others, and for emoji, the renderer would ask servers of other
 * companies.
 */
function drawable(text: string): string {
  return text.replace(/[^\u0020-\u007e\u00a0-\u017f\u2013\u2014\u2018-\u201d\u2026]/g, '').trim();
}
