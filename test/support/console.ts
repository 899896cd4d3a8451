import { createServer, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { TestChromium } from './chromium.js';
import { PASSWORD, type Person } from './people.js';
import type { Service } from './service.js';

/** Where browsers reach a service under test: an address that its ISSUER has, and that is known before it starts. */
export class Front {
  private server!: Server;
  private service: Service | undefined;

  async start(): Promise<void> {
    this.server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const onward = request(this.service!.origin + url, { method, headers, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }

  get origin(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Variables of the service behind it. */
  get environment(): Record<string, string> {
    return { ISSUER: this.origin };
  }

  /** Opens an empty tab for the pages of the service. */
  async tab(
    chromium: TestChromium,
    service: Service,
    options: BrowserContextOptions = {},
  ): Promise<ConsoleTab> {
    this.service = service;
    const tab = await chromium.tab({ javaScriptEnabled: true, locale: 'en-GB', ...options });
    return new ConsoleTab(this.origin, tab.page, tab.complaints);
  }
}

/** Starts a front before the tests of a file, and stops it after them. */
export function useFront(): Front {
  const front = new Front();
  beforeAll(() => front.start());
  afterAll(() => front.stop());
  return front;
}

/** A tab of Chromium with the console, and what the browser complained about. */
export class ConsoleTab {
  private readonly errors: string[] = [];

  constructor(
    private readonly origin: string,
    readonly page: Page,
    private readonly complaints: readonly string[],
  ) {
    page.on('pageerror', (error) => void this.errors.push(String(error)));
  }

  /** Signs in on the page of the service, which leads on to `path`. */
  async signIn({ name, password = PASSWORD }: Pick<Person, 'name'> & Partial<Person>, path = '/account') {
    await this.page.goto(this.origin + path);
    await this.page.locator('[name=name]').fill(name);
    await this.page.locator('[name=password]').fill(password);
    await this.page.keyboard.press('Enter');
    await this.isShown();
  }

  /** Leads to a view by its address, as a reload does. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.isShown();
  }

  /** Presses a button. */
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).first().click();
  }

  /** Presses a button of the dialogue that is open. */
  async confirm(name: string): Promise<void> {
    await this.page.getByRole('dialog').last().getByRole('button', { name, exact: true }).click();
  }

  /** Fills in a field. */
  async type(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).last().fill(text);
  }

  /** Waits for a text. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Waits until the view has loaded what it shows. */
  async isQuiet(): Promise<void> {
    await this.page
      .getByText(/^(Loading|Wird geladen) …$/)
      .first()
      .waitFor({ state: 'detached' });
  }

  /** What went wrong, but for answers that say so by their status, which a browser complains about as well. */
  get faults(): readonly string[] {
    const isAnswer = (text: string) => text.includes('the server responded with a status of');
    return [...this.errors, ...this.complaints.filter((text) => !isAnswer(text))];
  }

  private async isShown(): Promise<void> {
    await this.page.locator('main.console h1').waitFor();
  }
}
