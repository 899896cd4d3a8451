import { render } from 'preact';
import './console.css';
import { watchword } from './calls/watchword.js';
import { page } from './page/page.js';
import { followLinks, signInAddress } from './page/router.js';
import { loadTexts } from './page/texts.js';
import { ProblemNote } from './parts/problem-note.js';
import { Shell } from './shell/shell.js';

/** Replaces the contents that the service has rendered for browsers without JavaScript. */
async function start(): Promise<void> {
  const [result] = await Promise.all([watchword.refresh(), loadTexts()]);
  if (result.status === 'signed_out') return location.replace(signInAddress());
  page.main.className = 'console';
  page.main.replaceChildren();
  if (result.status === 'failed') return render(<ProblemNote problem={result.problem} />, page.main);
  followLinks();
  render(<Shell />, page.main);
}

void start();
