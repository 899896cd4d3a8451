import * as echarts from 'echarts';

const WIDTH = 960;
const ROW = 24;
const HEAD = 64;
const NAMES = 300;
const OURS = '#2563eb';
const OTHERS = '#9ca3af';

/** What the bars of a scenario show: the first of these measures that it has. */
const SHOWN = [
  ['perSecond', 'a second: longer is better'],
  ['milliseconds', 'ms: shorter is better'],
  ['idle', 'MB idle: shorter is better'],
];

/** Latency is more useful than the rate when requests are sent one at a time. */
const LATENCY = {
  storm: ['p99', 'p99 in ms: shorter is better'],
  pages: ['p99', 'p99 in ms: shorter is better'],
  scale: ['p50', 'median ms: shorter is better'],
};

/** Draws an SVG with one panel of bars for each scenario, one below the other. */
export function drawChart({ results }) {
  const panels = Object.entries(results)
    .filter(([, { rows }]) => rows)
    .map(panelOf);
  const heights = panels.map(({ bars }) => HEAD + bars.length * ROW);
  const tops = heights.map((_, index) => sum(heights.slice(0, index)));
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: sum(heights) + ROW,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: panels.map(({ title }, index) => ({
      text: title,
      left: 8,
      top: tops[index] + 8,
      textStyle: { fontSize: 13 },
    })),
    grid: panels.map(({ bars }, index) => ({
      left: NAMES,
      right: 96,
      top: tops[index] + HEAD - ROW,
      height: bars.length * ROW,
    })),
    xAxis: panels.map((_, gridIndex) => ({ gridIndex, type: 'value', show: false })),
    yAxis: panels.map(({ bars }, gridIndex) => ({
      gridIndex,
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { show: false },
    })),
    series: panels.map(({ bars }, index) => ({
      type: 'bar',
      xAxisIndex: index,
      yAxisIndex: index,
      barWidth: '60%',
      label: { show: true, position: 'right', formatter: ({ value }) => short(value) },
      data: bars.map(({ name, value }) => ({ value, itemStyle: { color: colorOf(name) } })),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

function panelOf([scenario, { title, rows }]) {
  const [metric, unit] = LATENCY[scenario] ?? SHOWN.find(([name]) => rows[0].metrics[name]);
  return {
    title: `${title} (${unit})`,
    bars: rows.map(({ name, metrics }) => ({ name, value: metrics[metric].median })),
  };
}

function colorOf(name) {
  return /^(bare|tutorial|Better Auth)/.test(name) ? OTHERS : OURS;
}

function short(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function sum(numbers) {
  return numbers.reduce((total, value) => total + value, 0);
}
