import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '..', '..', 'docs', 'pictures');
/** Text stays sharp, and all pictures together below a megabyte. */
const QUALITY = 20;

/** Widths of a desktop and of a phone, in pixels. */
export const WIDTHS = { desktop: 720, phone: 375 } as const;

/** Writes the whole page as WebP, which is smaller than PNG. Playwright alone makes none. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const height: number = await page.evaluate('document.documentElement.scrollHeight');
  const { width } = page.viewportSize()!;
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  const file = join(FOLDER, `${name}.webp`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(data, 'base64'));
}
