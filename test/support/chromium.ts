import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { pathOf } from './programs.js';

/** A page of a browser, with what the browser complained about. */
export interface Tab {
  readonly page: Page;
  /** Errors of the console: what the Content-Security-Policy refused is among them. */
  readonly complaints: readonly string[];
}

/** The Chromium of the machine. Each tab has a profile of its own. */
export class TestChromium {
  private browser!: Browser;
  private readonly contexts: BrowserContext[] = [];

  async start(): Promise<void> {
    this.browser = await chromium.launch({ executablePath: pathOf('chromium') });
  }

  /** Closes the tabs that were opened after so many others: each keeps processes busy. */
  async closeTabs(after = 0): Promise<void> {
    await Promise.all(this.contexts.splice(after).map((context) => context.close()));
  }

  get tabs(): number {
    return this.contexts.length;
  }

  async stop(): Promise<void> {
    await this.closeTabs();
    await this.browser.close();
  }

  /** Opens an empty tab, without JavaScript unless the options say otherwise. */
  async tab(options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await this.browser.newContext({ javaScriptEnabled: false, ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    return { page, complaints };
  }
}

/** Types where the page has put the cursor. A page is open before its field has it, and loses what is typed earlier. */
export async function typeAtCursor(page: Page, text: string): Promise<void> {
  await page.locator('input:focus').waitFor();
  await page.keyboard.type(text);
}

/** Moves the focus to the first element of a page, which hears no keys before it is drawn. */
export async function tabToFirst(page: Page): Promise<void> {
  do await page.keyboard.press('Tab');
  while ((await page.locator(':focus').count()) === 0);
}

/** Starts Chromium before the tests of a block, and stops it after them. The tabs of a test are closed at its end. */
export function useChromium(): TestChromium {
  const chromium = new TestChromium();
  let tabs = 0;
  beforeAll(() => chromium.start());
  beforeEach(() => void ({ tabs } = chromium));
  afterEach(() => chromium.closeTabs(tabs));
  afterAll(() => chromium.stop());
  return chromium;
}
