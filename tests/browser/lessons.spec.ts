// Lessons and presentations: made by a teacher, opened by a student, shown to a class.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { type Lesson, lessonFormat } from '@/lib/experiment/lesson';
import { decodeValue, encodeValue } from '@/lib/experiment/codec';
import { accessibilityFaults, expect, phone, preferTheme, runButton, sidewaysScroll, test, themes } from './fixtures';
import { differenceFromCanvas, downloadFrom, MARKS_AT, ROUNDING } from './figures';
import { openWith, promptField, quickSettings, runsMenu } from './workbench';

const lesson: Lesson = {
  parts: ['answers', 'player', 'fate'],
  controls: ['presets'],
  note: 'Watch what becomes of the pass key.\nPress the arrow.',
  question: 'In which step is most revived?',
};

async function hashOf(value: Lesson): Promise<string> {
  return `#l=${await encodeValue(lessonFormat, value)}`;
}

test('a teacher makes a lesson with the keyboard; a student sees that much, answers, and may see everything', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWith(page, quickSettings);
  await page.getByRole('button', { name: 'Share' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Make a lesson link…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Make a lesson link' });
  await expect(dialog.getByRole('radio', { name: /The finished run shown/ })).toBeChecked();
  for (const name of ['All of controls that they have', 'None of controls that they have']) {
    const button = dialog.getByRole('button', { name });
    if (await button.isVisible()) await button.press('Enter');
  }
  await dialog.getByRole('checkbox', { name: 'Presets' }).press('Space');
  for (const name of ['Time to first token', 'This step', 'Prompt and output', 'Importance', 'Attention']) {
    await dialog.getByRole('checkbox', { name }).press('Space');
  }
  await dialog.getByRole('textbox', { name: 'Note' }).fill(lesson.note);
  await dialog.getByRole('textbox', { name: 'Question' }).fill(lesson.question);
  const link = dialog.getByRole('textbox', { name: 'Lesson link' });
  await expect(link).toHaveValue(/\/\?run=passkey#x=1\..*&l=1\./);
  // Browsers deflate in ways of their own: what counts is what comes out.
  const told = async () => decodeValue(lessonFormat, (await link.inputValue()).replace(/^.*&l=/, ''));
  await expect.poll(told).toEqual(lesson);
  const address = await link.inputValue();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Make a lesson link…' }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Question' }), 'what was written is still there').toHaveValue(
    lesson.question,
  );
  await page.keyboard.press('Escape');

  const student = await context.newPage();
  await student.goto(address);
  const banner = student.getByRole('complementary', { name: 'Lesson' });
  await expect(banner).toContainText('Watch what becomes of the pass key.');
  await expect(student.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  await expect(student.getByRole('button', { name: /choose a preset/i })).toBeVisible();
  const hidden = [
    runButton(student),
    promptField(student),
    runsMenu(student),
    student.getByRole('button', { name: 'Share' }),
    student.getByLabel('Repeats'),
    student.getByRole('heading', { name: 'Importance' }),
  ];
  for (const each of hidden) await expect(each).toHaveCount(0);

  const answer = banner.getByRole('textbox', { name: lesson.question });
  await answer.fill('The first.');
  await banner.getByRole('button', { name: 'Copy question and answer' }).click();
  await expect(banner.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await student.evaluate(() => navigator.clipboard.readText())).toBe(`${lesson.question}\nThe first.`);
  await student.reload();
  await expect(answer).toHaveValue('The first.');

  await student.keyboard.press('Tab');
  await student.keyboard.press('Enter'); // Skip to content
  await expect(banner, 'a link within the page ends no lesson').toBeVisible();
  await banner.getByRole('button', { name: 'Show everything' }).press('Enter');
  await expect(runButton(student)).toBeVisible();
  await expect(student.getByRole('heading', { name: 'Importance' })).toBeVisible();
  await banner.getByRole('button', { name: 'Back to the lesson' }).press('Enter');
  for (const each of hidden) await expect(each).toHaveCount(0);
  await student.getByRole('link', { name: 'Workbench' }).click();
  await expect(runButton(student)).toBeVisible();
  await expect(banner, 'a lesson ends where its address is left').toHaveCount(0);
  await student.goBack();
  await expect(banner).toBeVisible();
  for (const each of hidden) await expect(each).toHaveCount(0);
  await student.close();
});

test('what a lesson hides is never seen, from the first paint on, and no back door leads to it', async ({ page }) => {
  const seen = await recordVisible(page);
  const scripts = await holdScripts(page);
  const hash = await hashOf(lesson);
  await page.goto('/?tour=1', { waitUntil: 'commit' });
  await expect(page.locator('textarea')).toBeVisible();
  expect(await seen(), 'the server sends everything, and all of it is recorded').toEqual(
    expect.arrayContaining([expect.stringMatching(/^BUTTON Run/), expect.stringMatching(/^TEXTAREA Prompt/)]),
  );

  for (const path of ['/?run=passkey&tour=1&present=importance', '/gallery/passkey']) {
    // Another query makes it another document: with the same one, only the hash would change.
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}lesson=1${hash}`, { waitUntil: 'commit' });
    await expect(page.locator('[data-shaped]')).toBeAttached();
    scripts.release();
    await expect(page.getByRole('complementary', { name: 'Lesson' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0); // neither tour nor presentation
    const shown = (await seen()).filter((name) => !/^(A|TEXTAREA In which)/.test(name));
    expect(shown, path).toEqual(expect.arrayContaining([expect.stringMatching(/^H2 Token fate map/)]));
    expect(
      shown.filter((name) =>
        /Run|TEXTAREA|Prompt and output|Importance|Runs|Share|Export|Publish|Tour|tour|Model|Repeats/.test(name),
      ),
      path,
    ).toEqual([]);
    scripts.hold();
  }
  scripts.release();

  // A run that is dropped is not opened: other runs are hidden.
  const run = await readFile('public/experiments/passkey.json', 'utf8');
  await page.goto(`/?run=passkey&lesson=2${hash}`);
  await expect(page.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  expect(await dropFile(page, 'mine.json', run), 'the browser is not left to open it either').toBe('none');
  await expect(page).toHaveURL(/run=passkey/);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await dropFile(page, 'mine.json', run);
  await expect(page.getByText('From a file', { exact: true })).toBeVisible();
});

/** Names of all headings, fields and controls that were ever visible in the document, from its first paint on. */
async function recordVisible(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const names = new Set<string>();
    Object.assign(window, { namesSeen: names });
    const look = (): void => {
      for (const element of document.querySelectorAll('a, button, input, textarea, select, summary, h1, h2')) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const label = element instanceof HTMLTextAreaElement ? element.labels[0]?.textContent : null;
        const name = label ?? element.getAttribute('aria-label') ?? element.textContent;
        names.add(`${element.tagName} ${name.trim()}`);
      }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    const frame = (): void => {
      look();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return () => page.evaluate(() => [...(window as unknown as { namesSeen: Set<string> }).namesSeen]);
}

/** Keeps the app's scripts back until they are released, so that the server's HTML alone is painted first. */
async function holdScripts(page: Page): Promise<{ hold(): void; release(): void }> {
  let open = (): void => undefined;
  let opened = Promise.resolve();
  const hold = (): void => void (opened = new Promise((resolve) => (open = resolve)));
  hold();
  await page.route('**/_next/static/**/*.js', async (route) => {
    await opened;
    await route.continue();
  });
  return { hold, release: () => open() };
}

/** Drops a file on the run; gives the effect that the page allowed. */
function dropFile(page: Page, name: string, content: string): Promise<string> {
  return page.getByRole('heading', { name: 'Token fate map' }).evaluate(
    (target, file) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([file.content], file.name, { type: 'application/json' }));
      const send = (type: string) =>
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
      const refused = !send('dragover') && dataTransfer.dropEffect;
      send('drop');
      return String(refused);
    },
    { name, content },
  );
}

test('a broken lesson says so and shows everything', async ({ page }) => {
  await page.goto(`/${(await hashOf(lesson)).slice(0, -8)}`);
  await expect(page.getByText('The lesson cannot be opened.')).toBeVisible();
  await expect(runButton(page)).toBeVisible();
});

test('a run is presented on the whole screen with the keys of a remote, and a QR code brings it to phones', async ({
  page,
}) => {
  // Type and drawings are twice as large as on a page here: a pixel of a 2x PNG is one of the screen.
  const screen = { width: 2000, height: 1150 };
  await page.setViewportSize(screen);
  await page.goto('/?run=passkey&step=0');
  const button = page.getByRole('button', { name: 'Present on the whole screen' });
  await button.press('Enter');
  const stage = page.getByRole('dialog', { name: 'Find the pass key' });
  await expect(stage.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  await expect(stage.getByText('Prefill', { exact: true })).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(stage.getByText('Decode step 1 of 6', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('PageUp');
  await expect(stage.getByText('Decode step 1 of 6', { exact: true })).toBeVisible();

  const map = stage.getByRole('application', { name: /^Token fate map, decode step 1/ });
  const box = await map.boundingBox();
  expect((box?.height ?? 0) / screen.height, 'the map fills the screen').toBeGreaterThan(0.55);
  await map.hover({ position: { x: 0.75 * (box?.width ?? 0), y: 0.5 * (box?.height ?? 0) } });
  await expect(stage.getByText(/^position 52\d$/), 'the pointer finds its token').toBeVisible();
  await expect(stage.getByText(/^layer (8|9)$/)).toBeVisible();
  const png = await downloadFrom(page, 'Token fate map', 'Map, twice the pixels', 'PNG');
  const cells = '[aria-roledescription="token fate map"] canvas';
  expect(await differenceFromCanvas(page, cells, png.body, { ...MARKS_AT, skip: 60 })).toBeLessThanOrEqual(ROUNDING);

  await page.keyboard.press('2');
  await expect(stage.getByRole('heading', { name: 'Answers' })).toBeVisible();
  await expect(stage.getByRole('heading', { name: 'Token fate map' })).toHaveCount(0);
  // Answers have no steps: the same keys turn to the next part.
  await page.keyboard.press('PageUp');
  await expect(stage.getByRole('heading', { name: 'Time to first token' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(stage.getByRole('heading', { name: 'Answers' })).toBeVisible();
  await page.reload();
  await expect(stage.getByRole('heading', { name: 'Answers' })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await stage.getByRole('button', { name: 'QR code of this page' }).click();
  const code = page.getByRole('dialog', { name: 'QR code' });
  await expect(code.getByRole('img', { name: /QR code/ })).toBeVisible();
  await expect(code).toContainText('Other devices cannot open localhost');
  await page.keyboard.press('Escape');
  await expect(code).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(stage).toBeHidden();
  await expect(page).not.toHaveURL(/present=/);
  await expect(button).toBeFocused();
});

for (const theme of themes) {
  test(`a lesson and the dialog that makes one read well on a phone in ${theme}`, async ({ page }) => {
    await preferTheme(page, theme);
    await page.setViewportSize(phone);
    await page.goto(`/?run=passkey${await hashOf({ ...lesson, controls: ['share'] })}`);
    await expect(page.getByRole('complementary', { name: 'Lesson' })).toBeVisible();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Make a lesson link…' }).click();
    await expect(page.getByRole('textbox', { name: 'Lesson link' })).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
