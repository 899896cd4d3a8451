import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { t } from '../page/texts.js';
import { clockTime } from '../page/times.js';

type Minute = Schemas['SignInMinute'];

const BAR = 10;
const HEIGHT = 100;
/** Height of the times below the bars. */
const LABELS = 16;

/** The sign-ins of an hour: a bar for each minute, with the failed sign-ins on top. */
export function SignInChart({ minutes }: { readonly minutes: readonly Minute[] }): JSX.Element {
  const most = Math.max(1, ...minutes.map(({ succeeded, failed }) => succeeded + failed));
  const width = minutes.length * BAR;
  const succeeded = sumOf(minutes, 'succeeded');
  const failed = sumOf(minutes, 'failed');
  const [first, last] = [minutes[0], minutes.at(-1)];
  return (
    <figure>
      <svg class="chart" viewBox={`0 0 ${width} ${HEIGHT + LABELS}`} aria-hidden="true">
        {minutes.map((minute, index) => (
          <Bar key={minute.at} minute={minute} x={index * BAR} scale={HEIGHT / most} />
        ))}
        <line x1="0" x2={width} y1={HEIGHT} y2={HEIGHT} />
        {first && (
          <text x="0" y={HEIGHT + LABELS - 3}>
            {clockTime(new Date(first.at))}
          </text>
        )}
        {last && (
          <text x={width} y={HEIGHT + LABELS - 3} text-anchor="end">
            {clockTime(new Date(last.at))}
          </text>
        )}
      </svg>
      <figcaption>{t('health.chart', { succeeded, failed, most })}</figcaption>
    </figure>
  );
}

interface BarProps {
  readonly minute: Minute;
  readonly x: number;
  /** The height of one sign-in. */
  readonly scale: number;
}

function Bar({ minute: { succeeded, failed }, x, scale }: BarProps): JSX.Element {
  const [good, bad] = [succeeded * scale, failed * scale];
  return (
    <>
      <rect x={x + 1} y={HEIGHT - good} width={BAR - 2} height={good} />
      <rect class="failed" x={x + 1} y={HEIGHT - good - bad} width={BAR - 2} height={bad} />
    </>
  );
}

function sumOf(minutes: readonly Minute[], outcome: 'succeeded' | 'failed'): number {
  return minutes.reduce((sum, minute) => sum + minute[outcome], 0);
}
